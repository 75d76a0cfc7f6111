import { hasFailed, measuredRates, percentOf, type AdviceRule } from './rule.ts';

/** No failure is evidence against a rate, never against a failure. */
export const notSeen: AdviceRule = {
  name: 'no failure was seen',
  vote(evidence) {
    const { verdict, comparison, asks, tolerance } = evidence;
    const isClean = verdict === 'clean-so-far' || comparison?.overall.kind === 'not-reproduced';
    if (!isClean || hasFailed(evidence)) return undefined;
    // The release is the older side of a comparison with a fix that is not in.
    const measured = measuredRates(evidence, asks === 'proposal' ? 'before' : 'after');
    const [most] = measured.toSorted((a, b) => b.executed - a.executed);
    if (most === undefined) return undefined;
    const seen = `no failure in ${most.executed} executed runs`;
    const wouldChange = 'One failure.';
    if (most.high > tolerance) {
      const reason = `${seen} does not rule out a rate of ${percentOf(tolerance)}`;
      return { action: 'run-more', reason, wouldChange };
    }
    const reason = `${seen} rules out a rate of ${percentOf(tolerance)}, which this project lives with`;
    return { action: 'close', reason, wouldChange };
  },
};
