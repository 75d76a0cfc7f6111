import type { Bisection } from '../model/bisection.ts';
import type { Comparison } from '../model/comparison.ts';
import { hasFailed, type AdviceRule } from './rule.ts';

/** How often it fails does not say whether the release made it fail. */
export const originUnknown: AdviceRule = {
  name: 'nobody knows since when',
  vote(evidence) {
    const { verdict, comparison, bisection } = evidence;
    // What always fails has a rule of its own, and so has what two revisions say.
    if (verdict === 'broken' || !hasFailed(evidence)) return undefined;
    if (tells(comparison) || isFound(bisection)) return undefined;
    const fails = verdict === 'flaky' ? 'it is flaky' : 'it fails';
    return {
      action: 'run-more',
      reason: `${fails}, but ${whyUnknown(comparison, bisection)}`,
      wouldChange: 'A comparison: new means fix, there before means it can wait.',
    };
  },
};

/** Whether a comparison says something of the failure, or other rules say what is wrong with it. */
function tells(comparison: Comparison | undefined): boolean {
  if (comparison === undefined || comparison.overall.kind === 'not-reproduced') return false;
  const { before, after, overall } = comparison;
  return overall.kind !== 'no-data' || before.counts.executed === 0 || after.counts.executed === 0;
}

function isFound(bisection: Bisection | undefined): boolean {
  return ['culprit', 'began-to-run', 'already-bad'].includes(bisection?.outcome.kind ?? '');
}

function whyUnknown(comparison: Comparison | undefined, bisection: Bisection | undefined): string {
  if (comparison?.overall.kind === 'not-reproduced')
    return 'the comparison saw no failure on either side: compare it with the release before in more runs';
  if (comparison !== undefined)
    return 'other failures hide on one side of the comparison whether this one is there: compare once they are mended';
  const compare = 'compare it with the release before';
  if (bisection !== undefined) return `the search for its commit did not find out since when: ${compare}`;
  return `one revision does not say whether that is new: ${compare}`;
}
