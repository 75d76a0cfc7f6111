import { goneIn } from './reading/revisions.ts';
import type { AdviceRule } from './rule.ts';

/** A commit that made a test fail can be mended by whoever wrote it, unless it has been. */
export const culpritKnown: AdviceRule = {
  name: 'its commit is known',
  vote(evidence) {
    const { bisection } = evidence;
    if (evidence.cleanSince !== undefined) return undefined;
    if (bisection?.outcome.kind !== 'culprit' || goneIn(evidence) !== undefined) return undefined;
    const [first, ...more] = bisection.outcome.culprits;
    if (first === undefined) return undefined;
    const which =
      more.length === 0 ? `the commit ${first.id.slice(0, 9)}` : `one of ${more.length + 1} commits`;
    return {
      action: 'fix-before-release',
      reason: `${which} brought the failure (${Math.floor(bisection.outcome.confidence * 100)} % sure)`,
      wouldChange: 'The same failure on the commit before it.',
      wants: { verb: 'compare-fix', ...(evidence.revision === undefined ? {} : { of: evidence.revision }) },
    };
  },
};
