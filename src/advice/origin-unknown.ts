import type { AdviceRule } from './rule.ts';

/** How often it fails does not say whether the release made it fail. */
export const originUnknown: AdviceRule = {
  name: 'nobody knows since when',
  vote({ verdict, comparison, bisection }) {
    if (verdict !== 'flaky' || comparison !== undefined || bisection !== undefined) return undefined;
    return {
      action: 'run-more',
      reason:
        'it is flaky, but one revision does not say whether that is new: compare it with the release before',
      wouldChange: 'A comparison: new means fix, there before means it can wait.',
    };
  },
};
