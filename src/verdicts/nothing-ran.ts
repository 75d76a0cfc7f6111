import type { Rule } from './rule.ts';

/** Skips and cancellations are not passes: without one execution there is no rate and no verdict on the test. */
export const nothingRan: Rule = {
  name: 'nothing-ran',
  judge({ counts, skipReasons }) {
    if (counts.executed > 0) return undefined;
    const [reason] = [...skipReasons.entries()].toSorted((a, b) => b[1] - a[1]).map(([words]) => words);
    const why = reason === undefined ? 'no iteration came to an end' : reason;
    return { kind: 'nothing-ran', reason: `0 of ${counts.asked} asked runs executed the test: ${why}` };
  },
};
