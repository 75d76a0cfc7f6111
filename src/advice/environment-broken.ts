import { sidesOf, trialRuns } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** A test that had no fair run is judged by nobody. */
export const environmentBroken: AdviceRule = {
  name: 'the environment is broken',
  vote({ verdict, comparison, revision }) {
    const broken = [comparison?.before, comparison?.after].find((side) => side?.broken !== undefined);
    if (verdict !== 'environment-broken' && broken === undefined) return undefined;
    const of = broken?.side ?? revision;
    return {
      action: 'repair-environment',
      reason:
        broken === undefined
          ? 'its runs were lost before they reached the test'
          : 'one of the two sides can’t be run to its end',
      wouldChange: 'Runs that reach the test.',
      wants: {
        verb: 'repeat',
        runs: trialRuns,
        ...(of === undefined ? {} : { of }),
        ...(broken === undefined || comparison === undefined ? {} : { afterwards: sidesOf(comparison) }),
      },
    };
  },
};
