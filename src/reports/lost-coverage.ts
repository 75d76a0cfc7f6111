import { count } from './numbers.ts';

/** What an ignore takes from the tests of a file, as far as the file declares them. */
export interface LostCoverage {
  /** Tests that don't run any more. */
  readonly lost: number;
  /** Tests of the file that still run. */
  readonly left: number;
  /** All runs of one test with parameters are off. */
  readonly isEveryVariant: boolean;
}

/** What is switched off, as the object of a sentence. */
export function switchedOffWords(coverage: LostCoverage | undefined): string {
  if (coverage?.isEveryVariant === true)
    return 'all variants of that test: its framework has no mark for one of them alone';
  return coverage !== undefined && coverage.lost > 1
    ? `${count(coverage.lost)} tests: those of the class or group that is named`
    : 'exactly that test';
}

/** Whether other tests change, and what of the file still runs, in whole sentences. */
export function stillRunsWords(coverage: LostCoverage | undefined): string {
  if (coverage === undefined) return 'No other test changes.';
  const { lost, left, isEveryVariant } = coverage;
  const others = {
    0: 'This file declares no other test that runs.',
    1: '1 other test of this file still runs.',
  }[left];
  const rest = others ?? `${count(left)} other tests of this file still run.`;
  return isEveryVariant || lost > 1 ? rest : `No other test changes. ${rest}`;
}
