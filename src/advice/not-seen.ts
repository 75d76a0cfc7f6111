import type { Estimate } from '../model/estimate.ts';
import type { WantedRuns } from '../model/wanted-runs.ts';
import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import { anytimeEstimate } from '../statistics/estimate.ts';
import { hasFailed, measuredRates, percentOf, type AdviceEvidence, type AdviceRule } from './rule.ts';

/** More than a project lets anybody ask for at once. */
const mostRuns = 10_000;

/** No failure is evidence against a rate, never against a failure. */
export const notSeen: AdviceRule = {
  name: 'no failure was seen',
  vote(evidence) {
    const { verdict, comparison, asks, tolerance } = evidence;
    const isClean = verdict === 'clean-so-far' || comparison?.overall.kind === 'not-reproduced';
    if (!isClean || hasFailed(evidence)) return undefined;
    // The release is the older side of a comparison with a fix that is not in.
    const measured = measuredRates(evidence, asks === 'proposal' ? 'before' : 'after');
    const [most] = measured.toSorted((a, b) => b.executed - a.executed);
    if (most === undefined) return undefined;
    const seen = `no failure in ${most.executed} executed runs`;
    const wouldChange = 'One failure.';
    if (most.high > tolerance) {
      const reason = `${seen} does not rule out a rate of ${percentOf(tolerance)}`;
      return { action: 'run-more', reason, wouldChange, wants: ruledOut(evidence, most) };
    }
    const reason = `${seen} rules out a rate of ${percentOf(tolerance)}, which this project lives with`;
    return { action: 'close', reason, wouldChange };
  },
};

/** As many runs of the same revision as rule the rate out, if all of them pass: by themselves, and with those before. */
function ruledOut(evidence: AdviceEvidence, { executed }: Estimate): WantedRuns {
  const { tolerance, estimate, revision, comparison, asks } = evidence;
  const side = comparison?.[asks === 'proposal' ? 'before' : 'after'].side;
  const of = estimate?.executed === executed ? revision : side;
  let runs = cleanRunsKnownRate(tolerance);
  while (runs < mostRuns && anytimeEstimate(0, executed + runs).high > tolerance) runs += 10;
  return { verb: 'repeat', runs, rate: tolerance, ...(of === undefined ? {} : { of }) };
}
