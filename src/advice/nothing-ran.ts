import type { WantedRuns } from '../model/wanted-runs.ts';
import { filling, mayUnskip } from './reading/wanted.ts';
import type { AdviceEvidence, AdviceRule } from './rule.ts';

/** Clean because nothing ran is the trap this program was built for. */
export const nothingRan: AdviceRule = {
  name: 'nothing ran',
  vote(evidence) {
    const { verdict, comparison } = evidence;
    const isEmpty = comparison?.overall.kind === 'no-data' && comparison.after.counts.executed === 0;
    if (verdict !== 'nothing-ran' && !isEmpty) return undefined;
    return {
      action: 'run-more',
      reason: 'the test was not executed, so nothing speaks for a fix or for ignoring it',
      wouldChange: 'One run that executes it.',
      wants:
        verdict !== 'nothing-ran' && comparison !== undefined
          ? filling(comparison, comparison.after, evidence)
          : executing(evidence),
    };
  },
};

/** Without its skip where that can be taken off; what kept it from running otherwise shows in one run. */
function executing(evidence: AdviceEvidence): WantedRuns {
  const { revision, isSkipped = false } = evidence;
  const of = revision === undefined ? {} : { of: revision };
  return { verb: 'repeat', ...of, ...(isSkipped && mayUnskip(evidence) ? { isUnskip: true } : { runs: 1 }) };
}
