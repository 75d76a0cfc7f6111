import { filling } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** Half a comparison compares nothing. */
export const noBaseline: AdviceRule = {
  name: 'nothing to compare with',
  vote(evidence) {
    const { comparison } = evidence;
    if (comparison?.overall.kind !== 'no-data' || comparison.after.counts.executed === 0) return undefined;
    const { counts } = comparison.before;
    if (counts.executed > 0 || counts.skipped > 0) return undefined;
    return {
      action: 'run-more',
      reason: `the side before brought no result from its ${counts.asked} runs, so nothing says whether the failure is new`,
      wouldChange: 'Runs of the side before that come back.',
      wants: filling(comparison, comparison.before, evidence),
    };
  },
};
