import { filling } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** A test that nobody ran before has no "before": that it fails now shows that it runs now. */
export const newlyEnabled: AdviceRule = {
  name: 'it never ran before',
  vote(evidence) {
    const { comparison } = evidence;
    if (comparison?.overall.kind !== 'no-data') return undefined;
    const { counts } = comparison.before;
    if (counts.skipped === 0 || counts.executed > 0) return undefined;
    return {
      action: 'run-more',
      reason: `the side before executed none of its ${counts.asked} runs, so a failure after it shows that the test runs now, not that something broke`,
      wouldChange: 'Runs of the side before that execute the test, with its skip taken off.',
      wants: filling(comparison, comparison.before, evidence),
    };
  },
};
