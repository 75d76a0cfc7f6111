import { goneIn, mayHaveGrown, settledBy, thereBefore } from './reading/revisions.ts';
import { hasFailed, measuredRates, outOf, type AdviceRule } from './rule.ts';

/** A test that finds the old bug whenever it is there is worth keeping, and its clean runs with a fix are the fix's. */
export const stillBites: AdviceRule = {
  name: 'it still bites',
  vote(evidence) {
    const { bite } = evidence;
    if (bite?.kind !== 'still-bites') return undefined;
    const seen = `the test still fails where it should (${outOf(bite)} runs on the old bug)`;
    const wouldChange = 'Clean runs on the revision that has the bug.';
    if (goneIn(evidence) !== undefined) {
      const reason = `${seen}: it passes because of the fix, not because it looks away`;
      return { action: settledBy(evidence), reason, wouldChange };
    }
    if (thereBefore(evidence) !== undefined && !mayHaveGrown(evidence))
      return {
        action: 'fix-later',
        reason: `${seen}: it guards something, so switching it off loses that`,
        wouldChange,
      };
    // What the old code does says nothing of how often the release fails, nor since when.
    if (hasFailed(evidence) || measuredRates(evidence).length > 0) return undefined;
    const { revision } = evidence;
    return {
      action: 'run-more',
      reason: `${seen}, and no run of the code without it says anything`,
      wouldChange: 'Runs of the code as it is.',
      wants: { verb: 'repeat', ...(revision === undefined ? {} : { of: revision }) },
    };
  },
};
