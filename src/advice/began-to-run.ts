import type { AdviceRule } from './rule.ts';

/** What fails since it runs was perhaps always broken: nobody looked. */
export const beganToRun: AdviceRule = {
  name: 'it fails since it runs',
  vote({ bisection }) {
    if (bisection?.outcome.kind !== 'began-to-run') return undefined;
    const { runs } = bisection.outcome.boundary;
    return {
      action: 'fix-later',
      reason: `it fails since ${runs.id.slice(0, 9)}, the first commit that runs it: nothing shows that something broke there`,
      wouldChange: 'Older commits that run the test without its skip, and pass.',
    };
  },
};
