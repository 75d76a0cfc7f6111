import type { AdviceRule } from './rule.ts';

/** A test that fails more often with copies of itself beside it waits too short, or shares what is scarce. */
export const dependsOnLoad: AdviceRule = {
  name: 'it depends on load',
  vote({ isolation }) {
    if (isolation?.kind !== 'load' && isolation?.kind !== 'order-and-load') return undefined;
    const isWorse = isolation.scopes.some(
      ({ scope, reading }) => scope === 'loaded' && reading === 'more-often',
    );
    if (!isWorse) return undefined;
    return {
      action: 'fix-later',
      reason:
        'it fails more often with copies of itself beside it, which points to times it waits for, or to what they share',
      wouldChange: 'The same rate alone as under load, or the same failure reported by users.',
    };
  },
};
