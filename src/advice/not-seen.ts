import { percentOf, type AdviceRule } from './rule.ts';

/** No failure is evidence against a rate, never against a failure. */
export const notSeen: AdviceRule = {
  name: 'no failure was seen',
  vote({ verdict, comparison, estimate, tolerance }) {
    const isClean = verdict === 'clean-so-far' || comparison?.overall.kind === 'not-reproduced';
    if (!isClean || estimate === undefined) return undefined;
    const seen = `no failure in ${estimate.executed} executed runs`;
    const wouldChange = 'One failure.';
    if (estimate.high > tolerance) {
      const reason = `${seen} does not rule out a rate of ${percentOf(tolerance)}`;
      return { action: 'run-more', reason, wouldChange };
    }
    const reason = `${seen} rules out a rate of ${percentOf(tolerance)}, which this project lives with`;
    return { action: 'close', reason, wouldChange };
  },
};
