import type { AdviceRule } from './rule.ts';

/** A test that nobody runs protects nothing, and says nothing. */
export const alreadyIgnored: AdviceRule = {
  name: 'it is ignored already',
  vote({ skips = [] }) {
    const skip = skips.find(({ isConditional }) => !isConditional);
    if (skip === undefined) return undefined;
    const since = skip.since === undefined ? '' : ` since ${skip.since.at.slice(0, 10)}`;
    const why = skip.reason === undefined ? ', without a reason' : '';
    return {
      action: 'run-more',
      reason: `it is skipped in its source${since}${why}: only runs with the skip taken off say anything`,
      wouldChange: 'Runs with `unskip`.',
    };
  },
};
