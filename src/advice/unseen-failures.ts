import type { AdviceRule } from './rule.ts';

/** What passes once it was run again counts as passed: such runs show how often a test fails at least, and no more. */
export const unseenFailures: AdviceRule = {
  name: 'its runner hides failures',
  vote({ isLowerBound = false }) {
    if (!isLowerBound) return undefined;
    return {
      action: 'run-more',
      reason:
        'its runner runs again by itself what fails, so it may fail more often than these runs say: they let nothing go',
      wouldChange: 'Runs in which nothing is run again by itself (`@flaky`, `--reruns`).',
    };
  },
};
