import type { AdviceRule } from './rule.ts';

/** A test that passes everywhere guards nothing: the fix may be the test's weakening. */
export const lostBite: AdviceRule = {
  name: 'it has lost its bite',
  vote({ bite }) {
    if (bite?.kind !== 'fails-no-more') return undefined;
    return {
      action: 'fix-before-release',
      reason: `the test no longer fails where it should: ${bite.failed} of ${bite.executed} runs on the old bug`,
      wouldChange: 'One failure on the revision that has the bug.',
      wants: { verb: 'see-it-fail' },
    };
  },
};
