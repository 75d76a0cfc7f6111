import type { AdviceRule } from './rule.ts';

/** A test that finds the old bug whenever it is there is worth keeping. */
export const stillBites: AdviceRule = {
  name: 'it still bites',
  vote({ bite }) {
    if (bite?.kind !== 'still-bites') return undefined;
    return {
      action: 'fix-later',
      reason: `the test still fails where it should (${bite.failed} of ${bite.executed} runs on the old bug): it guards something, so switching it off loses that`,
      wouldChange: 'Clean runs on the revision that has the bug.',
    };
  },
};
