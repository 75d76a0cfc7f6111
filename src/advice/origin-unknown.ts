import type { Comparison } from '../model/comparison.ts';
import { cleanRunsNeeded } from '../statistics/clean-runs.ts';
import type { WantedRuns } from '../model/wanted-runs.ts';
import { goneIn, isFromPredecessor, originIn } from './reading/revisions.ts';
import { again, planned, sinceWhen } from './reading/wanted.ts';
import { hasFailed, type AdviceEvidence, type AdviceRule } from './rule.ts';

/** How often it fails does not say whether the release made it fail. */
export const originUnknown: AdviceRule = {
  name: 'nobody knows since when',
  vote(evidence) {
    const { verdict } = evidence;
    // What always fails has a rule of its own, and so has what two revisions say.
    if (verdict === 'broken' || !hasFailed(evidence)) return undefined;
    if (tells(originIn(evidence)) || goneIn(evidence) !== undefined) return undefined;
    if (isFound(evidence)) return undefined;
    const fails = verdict === 'flaky' ? 'it is flaky' : 'it fails';
    return {
      action: 'run-more',
      reason: `${fails}, but ${whyUnknown(evidence)}`,
      wouldChange: 'A comparison: new means fix, there before means it can wait.',
      wants: wantedFor(evidence),
    };
  },
};

/** Whether a comparison says something of the failure, or other rules say what is wrong with it. */
function tells(comparison: Comparison | undefined): boolean {
  if (comparison === undefined || comparison.overall.kind === 'not-reproduced') return false;
  const { before, after, overall } = comparison;
  return overall.kind !== 'no-data' || before.counts.executed === 0 || after.counts.executed === 0;
}

/** Whether a search says since when, or how it came to fail. */
function isFound(evidence: AdviceEvidence): boolean {
  const kind = evidence.bisection?.outcome.kind ?? '';
  return kind === 'already-bad' ? isFromPredecessor(evidence) : ['culprit', 'began-to-run'].includes(kind);
}

function whyUnknown(evidence: AdviceEvidence): string {
  const { comparison, asks, release, bisection } = evidence;
  const origin = originIn(evidence);
  const compare = 'compare it with the release before';
  if (origin?.overall.kind === 'not-reproduced')
    return `the comparison saw no failure on either side: ${compare} in more runs`;
  if (origin !== undefined)
    return 'other failures hide on one side of the comparison whether this one is there: compare once they are mended';
  if (comparison !== undefined && asks === undefined && release !== undefined)
    return `nobody knows whose code the comparison ran: ${compare}`;
  if (comparison !== undefined)
    return `a comparison with the release’s own code does not say whether that is new: ${compare}`;
  if (bisection?.outcome.kind === 'already-bad')
    return `the good revision of the search fails too, and is not known to be the release before: ${compare}`;
  if (bisection !== undefined) return `the search for its commit did not find out since when: ${compare}`;
  return `one revision does not say whether that is new: ${compare}`;
}

/** The comparison that saw too little once more, where there is one that asks it; else the first that does. */
function wantedFor(evidence: AdviceEvidence): WantedRuns {
  const origin = originIn(evidence);
  if (origin === undefined) return sinceWhen(evidence);
  const { estimate } = evidence;
  if (origin.overall.kind !== 'not-reproduced' || estimate === undefined || estimate.failed === 0)
    return again(origin);
  // So many clean runs of the older side are no luck at the rate of the newer.
  return planned(origin, cleanRunsNeeded(estimate));
}
