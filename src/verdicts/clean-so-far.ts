import type { Rule } from './rule.ts';

/** No failure yet; the reason carries the rate that could still hide, since absence of failures proves no more. */
export const cleanSoFar: Rule = {
  name: 'clean-so-far',
  judge({ counts, estimate }) {
    if (estimate === undefined || counts.failed > 0) return undefined;
    const percent = Number((estimate.high * 100).toPrecision(2));
    return {
      kind: 'clean-so-far',
      reason: `0 of ${counts.executed} executed runs failed; a failure rate of ${percent} % or more would have shown (95 %)`,
    };
  },
};
