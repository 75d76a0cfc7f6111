import { UserError } from '../model/errors.ts';
import { addIgnore, findTarget, type Ignored, type SourceFile } from './ignore/adding.ts';
import type { IgnoreTarget } from './ignore/ignorer.ts';
import { ownWords } from './ignore/own-words.ts';
import { ignoreLine, type IgnoreWords } from './ignore/words.ts';
import { unignore } from './unignore.ts';
import { placeOf, type FoundSkip, type TestName } from './unskip/skip.ts';

/**
 * Ignores exactly one test, or a class when no member is named, in the way of its framework, and says there why, until
 * when, and in which ticket. All runs of a parameterised test are one test. Nothing else changes but an import. An
 * ignore of ours that says something else is put in other words.
 * @throws UserError E-IGNORE when the language or framework is not known or has no ignore, when several tests are
 *   called so, when the test is ignored already, or for words that can't be written; E-UNSKIP when the file can't be
 *   read or does not hold the test.
 */
export async function ignore(file: SourceFile, test: TestName, words: IgnoreWords): Promise<Ignored> {
  const line = ignoreLine(words);
  const { target } = await findTarget(file, test);
  const [standing, ...more] = standingOn(target);
  if (standing === undefined) return addIgnore(file, test, words);
  const ours = more.length === 0 ? ownWords(file.text, target) : undefined;
  if (ours === undefined || ignoreLine(ours) === line) throw ignoredAlready(standing, target);
  const { text } = await unignore(file, test);
  return addIgnore({ ...file, text }, test, words);
}

/** What keeps a test from running whatever happens. A condition is none: it may hold elsewhere. */
function standingOn({ own, around }: IgnoreTarget): readonly FoundSkip[] {
  return [...own, ...around].filter(({ cut, stays }) => cut !== undefined || stays !== undefined);
}

function ignoredAlready(found: FoundSkip, { own }: IgnoreTarget): UserError {
  const where = own.includes(found) ? '' : ' on what is around it';
  return new UserError('E-IGNORE', `The test is ignored already${where}, ${placeOf(found.skip)}.`);
}
