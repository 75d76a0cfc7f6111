import type { RepeatRun } from '../model/repeat-run.ts';
import { aboutTest } from '../releases/about-test.ts';

/** Of the runs of a ticket those of one test, newest first, however people wrote its name. */
export function runsOfTest(test: string, newestFirst: readonly RepeatRun[]): readonly RepeatRun[] {
  const named = newestFirst.toReversed().map((run) => ({ run, test: run.selector.text }));
  const { all, choices } = aboutTest(test, named);
  // A short name that may mean several is only those runs that were called the same.
  const own = choices.length > 0 ? named.filter((one) => one.test === test) : all;
  return own.map(({ run }) => run).toReversed();
}
