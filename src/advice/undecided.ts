import { countsOf } from './reading/revisions.ts';
import { lacking } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** Two revisions that differ no more than luck allows. */
export const undecided: AdviceRule = {
  name: 'not decided',
  vote({ comparison }) {
    if (comparison?.overall.kind !== 'need-more-runs') return undefined;
    return {
      action: 'run-more',
      reason: `the two sides differ no more than luck would have it${countsOf(comparison)}`,
      wouldChange: 'The runs that are missing.',
      wants: lacking(comparison),
    };
  },
};
