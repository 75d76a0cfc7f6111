import type { Counts } from '../model/iteration.ts';

/** The counts of several runs together; both identities hold for the sum as they do for each. */
export function tallyOf(all: readonly Counts[]): Counts {
  const sum = (of: keyof Counts): number => all.reduce((total, counts) => total + counts[of], 0);
  return {
    asked: sum('asked'),
    executed: sum('executed'),
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    lost: sum('lost'),
  };
}
