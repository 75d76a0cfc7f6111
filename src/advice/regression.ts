import { countsOf, type AdviceRule } from './rule.ts';

/** What a release brings anew is the release's to mend. */
export const regression: AdviceRule = {
  name: 'it is a regression',
  vote({ comparison }) {
    if (comparison === undefined) return undefined;
    const { kind } = comparison.overall;
    if (kind !== 'regression' && kind !== 'pre-existing-worse') return undefined;
    return {
      action: 'fix-before-release',
      reason:
        kind === 'regression'
          ? `a failure is new on this side${countsOf(comparison)}`
          : `a failure was there before and has become more frequent${countsOf(comparison)}`,
      wouldChange: 'The same failure, as often, before the change.',
    };
  },
};
