import { createHash } from 'node:crypto';
import type { Decision } from '../../model/ledger.ts';

/** The branch that a decision's change stands on: one decision has one. */
export function branchOf({ id, what }: Pick<Decision, 'id' | 'what'>): string {
  return `retrial/${what}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
