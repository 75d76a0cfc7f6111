import { goneIn } from './reading/revisions.ts';
import { isMostly, type AdviceRule } from './rule.ts';

/** What fails every time is no matter of luck, once it has failed often enough. */
export const alwaysFails: AdviceRule = {
  name: 'it always fails',
  vote(evidence) {
    const { verdict, estimate } = evidence;
    if (verdict !== 'broken' || estimate === undefined) return undefined;
    // What failed before its fix and fails again is told so.
    if (isMostly(estimate) && goneIn(evidence) !== undefined) return undefined;
    if (!isMostly(estimate))
      return {
        action: 'run-more',
        reason: `it failed in ${estimate.executed === 1 ? 'its only executed run' : `all ${estimate.executed} executed runs`}, which a flaky test can do too`,
        wouldChange: 'More runs: one that passes, or so many failures that most of its runs must fail.',
      };
    return {
      action: 'fix-before-release',
      reason: `it failed in all ${estimate.executed} executed runs: that is no flakiness`,
      wouldChange: 'One pass at the same revision, or the same on the release before.',
    };
  },
};
