import { mayHaveGrown, originIn, thereBefore } from './reading/revisions.ts';
import { planned } from './reading/wanted.ts';
import { measuredRates, percentOf, type AdviceRule } from './rule.ts';

/** The release is no worse for what was there before; how often it fails says whether it can wait for long. */
export const preExisting: AdviceRule = {
  name: 'it was there before',
  vote(evidence) {
    const counts = thereBefore(evidence);
    if (counts === undefined) return undefined;
    const origin = originIn(evidence);
    if (origin !== undefined && mayHaveGrown(evidence))
      return {
        action: 'run-more',
        reason: `it failed before too, in too few runs to say that it is no more frequent now${counts}`,
        wouldChange: 'A comparison of more runs on both sides.',
        wants: planned(origin),
      };
    const { tolerance } = evidence;
    const rates = measuredRates(evidence);
    const isRare = rates.some(({ high }) => high <= tolerance) && rates.every(({ low }) => low <= tolerance);
    return {
      action: isRare ? 'ignore' : 'fix-later',
      reason: isRare
        ? `it failed before too, and in less than ${percentOf(tolerance)} of its runs, which this project lives with${counts}`
        : `it failed before too, so this change is not what made it fail${counts}`,
      wouldChange: 'A cause that was not there before, or one that became more frequent.',
    };
  },
};
