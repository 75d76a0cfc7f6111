import type { AdviceRule } from './rule.ts';

/** A test that had no fair run is judged by nobody. */
export const environmentBroken: AdviceRule = {
  name: 'the environment is broken',
  vote({ verdict }) {
    if (verdict !== 'environment-broken') return undefined;
    return {
      action: 'repair-environment',
      reason: 'its runs were lost before they reached the test',
      wouldChange: 'Runs that reach the test.',
    };
  },
};
