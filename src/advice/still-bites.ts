import { goneIn, settledBy } from './reading/revisions.ts';
import { outOf, type AdviceRule } from './rule.ts';

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
    return {
      action: 'fix-later',
      reason: `${seen}: it guards something, so switching it off loses that`,
      wouldChange,
    };
  },
};
