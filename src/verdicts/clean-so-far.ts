import type { Rule } from './rule.ts';

/** No failure yet; the reason carries the rate that could still hide, since absence of failures proves no more. */
export const cleanSoFar: Rule = {
  name: 'clean-so-far',
  judge({ counts, estimate, reruns = false }) {
    if (estimate === undefined || counts.failed > 0) return undefined;
    // Rounded up: a smaller number would promise more than was shown.
    const scale = 10 ** (1 - Math.floor(Math.log10(estimate.high * 100)));
    const percent = Math.ceil(estimate.high * 100 * scale) / scale;
    const [none, rate] = reruns
      ? ['failed for good, after reruns of the runner itself', 'a rate of failures that stay']
      : ['failed', 'a failure rate'];
    return {
      kind: 'clean-so-far',
      reason: `0 of ${counts.executed} executed runs ${none}; ${rate} of ${percent} % or more would have shown (95 %)`,
    };
  },
};
