import type { Vote } from '../model/advice.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Estimate } from '../model/estimate.ts';
import { countsOf, goneIn, settledBy } from './reading/revisions.ts';
import { again } from './reading/wanted.ts';
import { isMostly, outOf, type AdviceRule } from './rule.ts';

function isBack(comparison: Comparison): Vote {
  return {
    action: 'run-more',
    reason: 'a comparison showed its failure gone, and a newer run fails again: compare both sides once more',
    wouldChange: 'A comparison of today: gone means close, still there means fix.',
    wants: again(comparison),
  };
}

function failedFix(estimate: Estimate, comparison: Comparison): Vote {
  return {
    action: 'fix-before-release',
    reason: `the fix failed: a comparison showed the failure gone, and a newer run fails every time, ${outOf(estimate)}`,
    wouldChange: 'A pass on the code with the fix, or that this run was of code without it.',
    wants: again(comparison),
  };
}

/** A failure that is gone for good leaves nothing to ignore. */
export const fixed: AdviceRule = {
  name: 'it is fixed',
  vote(evidence) {
    const { bisection, verdict, estimate } = evidence;
    const comparison = goneIn(evidence);
    if (comparison === undefined) return undefined;
    if (verdict === 'broken' && estimate !== undefined && isMostly(estimate))
      return failedFix(estimate, comparison);
    // A run beside a comparison is a newer one: what fails again is not gone.
    if (verdict === 'flaky' || verdict === 'broken' || bisection?.outcome.kind === 'culprit')
      return isBack(comparison);
    const isLeft = comparison.overall.kind !== 'fixed';
    const counts = countsOf(comparison, 'fixed');
    const gone = `what failed before is gone, with too many clean runs for luck${counts}`;
    return {
      action: settledBy(evidence),
      reason: isLeft
        ? `${gone}; another failure that was there before stays, and wants its own ticket`
        : gone,
      wouldChange: 'The same failure on the fixed side, or a test that cannot fail any more on the old one.',
    };
  },
};
