import { goneIn, originIn, thereBefore } from './reading/revisions.ts';
import { isMostly, measuredRates, type AdviceEvidence, type AdviceRule } from './rule.ts';

/** So many failures and no pass are no luck any more, and one pass among them shows the test to be flaky. */
const enoughFailures = 10;

/** What fails every time is no matter of luck, once it has failed often enough. */
export const alwaysFails: AdviceRule = {
  name: 'it always fails',
  vote(evidence) {
    const { verdict, estimate, revision } = evidence;
    if (verdict !== 'broken' || estimate === undefined) return undefined;
    // What failed before its fix and fails again is told so, and so is what nobody made fail.
    if (isMostly(estimate) && (goneIn(evidence) !== undefined || isOld(evidence))) return undefined;
    if (!isMostly(estimate))
      return {
        action: 'run-more',
        reason: `it failed in ${estimate.executed === 1 ? 'its only executed run' : `all ${estimate.executed} executed runs`}, which a flaky test can do too`,
        wouldChange: 'More runs: one that passes, or so many failures that most of its runs must fail.',
        wants: { verb: 'repeat', runs: enoughFailures, ...(revision === undefined ? {} : { of: revision }) },
      };
    return {
      action: 'fix-before-release',
      reason: `it failed in all ${estimate.executed} executed runs: that is no flakiness`,
      wouldChange: 'One pass at the same revision, or the same on the release before.',
      wants: { verb: 'compare-fix', ...(revision === undefined ? {} : { of: revision }) },
    };
  },
};

/** Whether it failed as hard before, of the same causes, or nobody ran it: what failed now and then before is worse now. */
function isOld(evidence: AdviceEvidence): boolean {
  const { bisection } = evidence;
  if (bisection?.outcome.kind === 'began-to-run') return true;
  if (thereBefore(evidence) === undefined) return false;
  const origin = originIn(evidence);
  if (origin === undefined)
    return bisection?.outcome.kind === 'already-bad' && isMostly(bisection.outcome.goodEnd);
  const seen = origin.rows.filter(({ before }) => (before?.failed ?? 0) > 0);
  const isSeen = (id: string): boolean => seen.some(({ group }) => group.signature.id === id);
  return (
    measuredRates({ comparison: origin }, 'before').every(isMostly) &&
    evidence.groups.every(({ signature }) => isSeen(signature.id))
  );
}
