import { goneIn } from './reading/revisions.ts';
import type { WantedRuns } from '../model/wanted-runs.ts';
import { outOf, type AdviceEvidence, type AdviceRule } from './rule.ts';

/** What failed and is clean since may have been mended, and clean runs alone do not say by what. */
export const cleanAgain: AdviceRule = {
  name: 'it is clean since',
  vote(evidence) {
    const { cleanSince: since } = evidence;
    if (since === undefined || goneIn(evidence) !== undefined) return undefined;
    const { counts, clean, isMoved } = since;
    const newer = isMoved ? 'of its newer code' : 'of the same code';
    const seen = `${outOf(counts)} runs failed, and none of ${clean.toLocaleString('en-US')} later ones ${newer}`;
    return {
      action: 'run-more',
      reason: isMoved
        ? `${seen}: something may have mended it, which a comparison of the two would show`
        : `${seen}: that is no luck, so what they ran on may differ`,
      wouldChange: 'A failure of today’s code, or a comparison that shows the failure gone.',
      wants: wantedOf(since),
    };
  },
};

/** The commit that failed against its branch as it is now; at one commit there is nothing to compare. */
function wantedOf({ failing, isMoved }: NonNullable<AdviceEvidence['cleanSince']>): WantedRuns {
  const { label, commit = label } = failing;
  if (!isMoved) return { verb: 'repeat', of: failing };
  return { verb: 'compare', before: { label: commit }, after: { label } };
}
