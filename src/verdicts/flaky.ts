import type { Rule } from './rule.ts';

/** Passed and failed at one revision in one lane: that is what flaky means. */
export const flaky: Rule = {
  name: 'flaky',
  judge({ counts, reruns = false }) {
    if (counts.failed === 0 || counts.passed === 0) return undefined;
    return {
      kind: 'flaky',
      reason: `${reruns ? 'at least ' : ''}${counts.failed} of ${counts.executed} executed runs failed and ${counts.passed} passed, at one revision`,
    };
  },
};
