import type { AdviceRule } from './rule.ts';

/** What fails every time is no matter of luck. */
export const alwaysFails: AdviceRule = {
  name: 'it always fails',
  vote({ verdict, estimate }) {
    if (verdict !== 'broken' || estimate === undefined) return undefined;
    return {
      action: 'fix-before-release',
      reason: `it failed in all ${estimate.executed} executed runs: that is no flakiness`,
      wouldChange: 'One pass at the same revision, or the same on the release before.',
    };
  },
};
