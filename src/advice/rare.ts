import { outOf, percentOf, type AdviceRule } from './rule.ts';

/** Shown to be rarer than the project's limit. */
export const rare: AdviceRule = {
  name: 'it is rare',
  vote({ verdict, estimate, tolerance }) {
    if (verdict !== 'flaky' || estimate === undefined || estimate.high > tolerance) return undefined;
    return {
      action: 'ignore',
      reason: `it fails in less than ${percentOf(tolerance)} of its runs (${outOf(estimate)}, 95 %), which this project lives with`,
      wouldChange: 'A comparison that shows it to be new, or a higher rate.',
    };
  },
};
