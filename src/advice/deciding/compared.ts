import type { Comparison } from '../../model/comparison.ts';
import { estimate } from '../../statistics/estimate.ts';
import type { AdviceEvidence } from '../rule.ts';

/** What a comparison says of its newer side: how often it failed, and the causes seen there. */
export function comparedEvidence(
  comparison: Comparison,
): Pick<AdviceEvidence, 'comparison' | 'estimate' | 'groups'> {
  const { counts } = comparison.after;
  const failing = comparison.rows.filter(({ after }) => (after?.failed ?? 0) > 0);
  return {
    comparison,
    groups: failing.map(({ group }) => group),
    ...(counts.executed === 0 ? {} : { estimate: estimate(counts.failed, counts.executed) }),
  };
}
