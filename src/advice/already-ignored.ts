import type { WantedRuns } from '../model/wanted-runs.ts';
import { again } from './reading/wanted.ts';
import type { AdviceEvidence, AdviceRule } from './rule.ts';

/** A test that nobody runs protects nothing, and says nothing. */
export const alreadyIgnored: AdviceRule = {
  name: 'it is ignored already',
  vote({ skips = [], isUnskipped = false, ...evidence }) {
    const skip = skips.find(({ isConditional }) => !isConditional);
    if (skip === undefined || isUnskipped) return undefined;
    const since = skip.since === undefined ? '' : ` since ${skip.since.at.slice(0, 10)}`;
    const why = skip.reason === undefined ? ', without a reason' : '';
    return {
      action: 'run-more',
      reason: `it is skipped in its source${since}${why}: only runs with the skip taken off say anything`,
      wouldChange: 'Runs with `unskip`.',
      wants: wantedOf(evidence),
    };
  },
};

/** What was asked last, without the skip. */
function wantedOf({ revision, comparison }: Partial<AdviceEvidence>): WantedRuns {
  if (revision === undefined && comparison !== undefined) return { ...again(comparison), isUnskip: true };
  return { verb: 'repeat', isUnskip: true, ...(revision === undefined ? {} : { of: revision }) };
}
