import { coverageOf, type Coverage } from '../edits/coverage.ts';
import { ignore } from '../edits/ignore.ts';
import type { IgnoreWords } from '../edits/ignore/words.ts';
import { unignore } from '../edits/unignore.ts';
import type { Skip } from '../edits/unskip/skip.ts';
import type { SelectorPart } from '../model/selector.ts';
import { gitPaths } from './git.ts';
import { resolveRevision } from './revision.ts';
import { filesOf, findTestFile, type TestPlace } from './test-files.ts';

/** A source with its change, and the change in words. */
export interface EditedSource {
  readonly text: string;
  readonly words: string;
  /** Of an ignore. */
  readonly coverage?: Coverage;
}

/** Where a revision of a clone has a test. @throws UserError E-REF, E-TEST-NONE, E-TEST-MANY */
export async function findTest(repository: string, revision: string, part: SelectorPart): Promise<TestPlace> {
  return findTestFile(await plainFiles(repository, revision), part);
}

/** The files of a revision that a test may be in, by its name. @throws UserError E-REF */
export async function filesHolding(
  repository: string,
  revision: string,
  part: SelectorPart,
): Promise<readonly string[]> {
  return filesOf(await plainFiles(repository, revision), part);
}

async function plainFiles(repository: string, revision: string): Promise<readonly string[]> {
  const commit = await resolveRevision(repository, revision);
  const entries = await gitPaths(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  // `100644 blob <id><tab><path>`; the mode of a plain file begins with 100.
  return entries.flatMap((entry) => (entry.startsWith('100') ? [entry.slice(entry.indexOf('\t') + 1)] : []));
}

/** The source with the test ignored, in the way of its framework. @throws UserError E-IGNORE, E-UNSKIP */
export async function ignoredSource(
  { path, ...test }: TestPlace,
  text: string,
  words: IgnoreWords,
): Promise<EditedSource> {
  const done = await ignore({ path, text }, test, words);
  const coverage = await coverageOf({ path, text }, done.text, test);
  const reach = coverage.isEveryVariant ? ', for all variants of the test' : '';
  return { text: done.text, words: `${done.words} at ${path}:${done.line}${reach}`, coverage };
}

/** The source with exactly this test's own ignore taken off, and all that came with it. @throws UserError E-UNSKIP, E-IGNORE */
export async function unignoredSource({ path, ...test }: TestPlace, text: string): Promise<EditedSource> {
  const done = await unignore({ path, text }, test);
  const told = (how: string, skips: readonly Skip[]) =>
    skips.map((skip) => `${how} ${skip.text} at ${path}:${skip.line}`);
  return {
    text: done.text,
    words: [...told('without', done.takenOff), ...told('still under', done.left)].join(', '),
  };
}
