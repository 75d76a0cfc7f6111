import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { applyChanges, type Change } from '../changes.ts';
import { faultsIn, parseSource, type Language, type Node } from '../syntax.ts';
import type { TestName } from '../unskip/skip.ts';
import type { DeclaredTest, Ignorer, IgnoreTarget, SourceTree } from './ignorer.ts';
import * as ignorers from './registry.ts';
import { ignoreLine, type IgnoreWords } from './words.ts';

const members: readonly Ignorer[] = Object.values(ignorers);

/** A file of tests. Its name's ending names the language. */
export interface SourceFile {
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
}

/** A test where it stands in a file. */
export interface FoundTarget {
  readonly language: Language;
  readonly root: Node;
  readonly target: IgnoreTarget;
}

/**
 * Where a test is, or a class when no member is named, and what switches it off.
 * @throws UserError E-IGNORE for a language that is not known, or several tests of this name; E-UNSKIP when the file
 *   can't be read or does not hold it
 */
export async function findTarget(file: SourceFile, test: TestName): Promise<FoundTarget> {
  const member = ignorerFor(file.path);
  const { language } = member;
  const root = await parseSource(file.text, language);
  return { language, root, target: targetIn(member, { root, text: file.text }, test) };
}

/** By its path a class is named like a member of its file: `a.py::TestCart`. */
function targetIn(member: Ignorer, source: SourceTree, test: TestName): IgnoreTarget {
  try {
    return member.find(source, test);
  } catch (error) {
    if (test.member === undefined || !(error instanceof UserError) || error.code !== 'E-UNSKIP') throw error;
    try {
      return member.find(source, { containers: [...test.containers, test.member] });
    } catch {
      throw error;
    }
  }
}

/** The tests that a file declares, in no order. @throws UserError E-IGNORE, E-UNSKIP as `findTarget` */
export async function testsOf({ path, text }: SourceFile): Promise<readonly DeclaredTest[]> {
  const member = ignorerFor(path);
  return member.tests({ root: await parseSource(text, member.language), text });
}

/** Adds an ignore to what may be ignored already. @throws UserError as `ignore` does */
export async function addIgnore(file: SourceFile, test: TestName, words: IgnoreWords): Promise<Ignored> {
  const line = ignoreLine(words);
  const { language, root, target } = await findTarget(file, test);
  const { change, others, words: written } = target.add(line);
  const text = applyChanges(file.text, [...others, change]);
  if (faultsIn(await parseSource(text, language)) > faultsIn(root)) {
    throw new UserError(
      'E-IGNORE',
      "Can't ignore the test here: the file could not be read with it. Edit by hand.",
    );
  }
  return { text, line: lineOf(change, others, file.text), words: written };
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
  const above = applyChanges(source.slice(0, change.start), before);
  const lead = /^(?:\r\n|\r|\n)/.exec(change.text)?.[0] ?? '';
  return `${above}${lead}`.split(/\r\n|\r|\n/).length;
}
