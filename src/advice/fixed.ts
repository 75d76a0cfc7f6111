import type { AdviceRule } from './rule.ts';

/** A failure that is gone for good leaves nothing to ignore. */
export const fixed: AdviceRule = {
  name: 'it is fixed',
  vote({ comparison }) {
    if (comparison?.kind !== 'fixed') return undefined;
    return {
      action: 'close',
      reason: 'what failed before is gone, with too many clean runs for luck',
      wouldChange: 'The same failure on the fixed side, or a test that cannot fail any more on the old one.',
    };
  },
};
