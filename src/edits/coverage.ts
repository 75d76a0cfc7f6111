import { findTarget, testsOf, type SourceFile } from './ignore/adding.ts';
import type { TestName } from './unskip/skip.ts';

/** What an ignore takes from the tests of a file, as far as the file declares them. */
export interface Coverage {
  /** Tests that ran before and don't now: 1 of a test, several of a class. */
  readonly lost: number;
  /** Tests of the file that still run. */
  readonly left: number;
  /** The one test runs several times, with other parameters, and all of these are off: no mark leaves one out. */
  readonly isEveryVariant: boolean;
}

/** Compares a file with its text after a test is ignored in it. @throws UserError as `ignore` does */
export async function coverageOf(file: SourceFile, after: string, test: TestName): Promise<Coverage> {
  const { target, language } = await findTarget(file, test);
  const at = target.node.range().start.index;
  const before = await testsOf(file);
  const left = (await testsOf({ ...file, text: after })).filter(({ isOff }) => !isOff).length;
  const own = before.find(({ node }) => node.range().start.index === at);
  // In titles brackets are words.
  const isRun = !/script|tsx/i.test(language) && /\[[^[\]]*\]/.test(test.member ?? '');
  return {
    lost: before.filter(({ isOff }) => !isOff).length - left,
    left,
    isEveryVariant: own !== undefined && (own.hasVariants || isRun),
  };
}
