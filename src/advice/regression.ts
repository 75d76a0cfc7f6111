import type { AdviceRule } from './rule.ts';

/** What a release brings anew is the release's to mend. */
export const regression: AdviceRule = {
  name: 'it is a regression',
  vote({ comparison }) {
    if (comparison?.kind !== 'regression' && comparison?.kind !== 'pre-existing-worse') return undefined;
    return {
      action: 'fix-before-release',
      reason:
        comparison.kind === 'regression'
          ? 'a failure is new on this side'
          : 'a failure was there before and has become more frequent',
      wouldChange: 'The same failure, as often, before the change.',
    };
  },
};
