import type { Comparison } from '../../model/comparison.ts';
import type { AdviceEvidence } from '../rule.ts';

/** What a comparison says, and the causes seen on its newer side. */
export function comparedEvidence(comparison: Comparison): Pick<AdviceEvidence, 'comparison' | 'groups'> {
  const failing = comparison.rows.filter(({ after }) => (after?.failed ?? 0) > 0);
  return { comparison, groups: failing.map(({ group }) => group) };
}
