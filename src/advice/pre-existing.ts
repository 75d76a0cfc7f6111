import { percentOf, type AdviceRule } from './rule.ts';

/** The release is no worse for what was there before; how often it fails says whether it can wait for long. */
export const preExisting: AdviceRule = {
  name: 'it was there before',
  vote({ comparison, estimate, tolerance }) {
    const kind = comparison?.overall.kind;
    if (kind !== 'pre-existing' && kind !== 'still-flaky-better') return undefined;
    const isRare = estimate !== undefined && estimate.high <= tolerance;
    return {
      action: isRare ? 'ignore' : 'fix-later',
      reason: isRare
        ? `it failed before too, and in less than ${percentOf(tolerance)} of its runs, which this project lives with`
        : 'it failed before too, so this change is not what made it fail',
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
