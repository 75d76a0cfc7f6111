import { bothSides, goneIn, moreOften, originIn } from './reading/revisions.ts';
import { planned } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** One failure before proves that it was there, and nothing about how often. */
export const perhapsWorse: AdviceRule = {
  name: 'it may have become worse',
  vote(evidence) {
    const origin = originIn(evidence);
    const row = origin === undefined ? undefined : moreOften(origin);
    if (origin === undefined || row === undefined || goneIn(evidence) !== undefined) return undefined;
    return {
      action: 'run-more',
      reason: `it failed before too, and seems to fail more often now: ${bothSides(row)}. These runs were not planned to show that`,
      wouldChange: 'A comparison of a fixed number of runs on each side, such as x200.',
      wants: planned(origin),
    };
  },
};
