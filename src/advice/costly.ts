import { mayHaveGrown, originIn, thereBefore } from './reading/revisions.ts';
import { further, sinceWhen } from './reading/wanted.ts';
import type { AdviceRule } from './rule.ts';

/** A test that turns builds red by itself costs everybody, and what was there before need not cost them any longer. */
export const costly: AdviceRule = {
  name: 'it costs builds',
  vote(evidence) {
    const { builds, costlyBuilds = 5, bisection } = evidence;
    if (builds === undefined || builds.alone < costlyBuilds) return undefined;
    const isOld =
      (thereBefore(evidence) !== undefined && !mayHaveGrown(evidence)) ||
      bisection?.outcome.kind === 'began-to-run';
    const { red, alone, days } = builds;
    const origin = originIn(evidence);
    const reason = `it turned ${red} builds red in ${days} days, ${alone} of them alone`;
    if (isOld)
      return { action: 'quarantine', reason, wouldChange: 'A fix, or fewer builds that it alone turns red.' };
    return {
      action: 'run-more',
      reason: `${reason}: worth a comparison, which says whether it may be quarantined`,
      wouldChange: 'A comparison with the release before.',
      wants: origin === undefined ? sinceWhen(evidence) : further(origin, evidence),
    };
  },
};
