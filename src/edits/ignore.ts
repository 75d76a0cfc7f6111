import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { applyChanges, type Change } from './changes.ts';
import * as ignorers from './ignore/registry.ts';
import type { Ignorer } from './ignore/ignorer.ts';
import { ignoreLine, type IgnoreWords } from './ignore/words.ts';
import { faultsIn, parseSource } from './syntax.ts';
import type { TestName } from './unskip/skip.ts';

const members: readonly Ignorer[] = Object.values(ignorers);

/** A file of tests. Its name's ending names the language. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A source whose test is ignored now. */
export interface Ignored {
  readonly text: string;
  /** Where the words stand in it, from 1. */
  readonly line: number;
  /** What was written for people, such as `@Ignore("Retrial ignore (until 4.2): why")`, or what a comment says. */
  readonly words: string;
  /** The changes of the new text that give the first one back, byte for byte. */
  readonly undo: readonly Change[];
}

/**
 * Ignores exactly one test, or a class when no member is named, in the way of its framework, and says there why, until
 * when, and in which ticket. All runs of a parameterised test are one test. Nothing else changes but an import.
 * @throws UserError E-IGNORE when the language or framework is not known or has no ignore, when several tests are
 *   called so, when the test is ignored already, or for words that can't be written; E-UNSKIP when the file can't be
 *   read or does not hold the test.
 */
export async function ignore(file: SourceFile, test: TestName, words: IgnoreWords): Promise<Ignored> {
  const line = ignoreLine(words);
  const member = ignorerFor(file.path);
  const root = await parseSource(file.text, member.language);
  const { change, others, words: written } = member.add({ root, text: file.text }, test, line);
  const { text, undo } = applyChanges(file.text, [...others, change]);
  if (faultsIn(await parseSource(text, member.language)) > faultsIn(root)) {
    throw new UserError(
      'E-IGNORE',
      "Can't ignore the test here: the file could not be read with it. Edit by hand.",
    );
  }
  return { text, line: lineOf(change, others, file.text), words: written, undo };
}

function ignorerFor(path: string): Ignorer {
  const member = members.find(({ extensions }) => extensions.some((end) => path.endsWith(end)));
  if (member !== undefined) return member;
  const known = members.flatMap(({ extensions }) => extensions).join(', ');
  throw new UserError('E-IGNORE', `Can't ignore a test in ${quoted(path)}: only in files of ${known}.`);
}

/** In the new text. The words begin a change, or stand in its second line when that begins with a break. */
function lineOf(change: Change, others: readonly Change[], source: string): number {
  const before = others.filter(({ start }) => start <= change.start);
  const above = applyChanges(source.slice(0, change.start), before).text;
  const lead = /^(?:\r\n|\r|\n)/.exec(change.text)?.[0] ?? '';
  return `${above}${lead}`.split(/\r\n|\r|\n/).length;
}
