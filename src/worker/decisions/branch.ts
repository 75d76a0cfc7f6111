import { createHash } from 'node:crypto';
import type { LinkedPullRequest } from '../../model/blocker.ts';
import type { Decision } from '../../model/ledger.ts';

/** The branch that a decision's change stands on: one decision has one. */
export function branchOf({ id, what }: Pick<Decision, 'id' | 'what'>): string {
  return `retrial/${what}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

/** Whether a pull request carries out a decision: it names its ticket, and fixes nothing. */
export function isOfDecision({ headBranch = '' }: Pick<LinkedPullRequest, 'headBranch'>): boolean {
  return /^retrial\/(?:un)?ignore-[0-9a-f]{12}$/.test(headBranch);
}
