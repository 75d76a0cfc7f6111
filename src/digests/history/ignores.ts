import type { Decision } from '../../model/ledger.ts';
import { mayShow, type ProjectRef } from '../../model/ticket.ts';
import { decidedFor, type Moment } from '../../releases/decisions.ts';
import type { Store } from '../../store/store.ts';

/**
 * Decisions to ignore a test that at a moment nobody had taken back and that had not ended, oldest first: their day has
 * not passed and their version is not out.
 */
export async function ignoresInForce(
  project: ProjectRef,
  { ledger }: Pick<Store, 'ledger'>,
  moment: Moment,
): Promise<readonly Decision[]> {
  const last = new Map<string, Decision>();
  for (const { decision } of await ledger.of({ project })) {
    if (decision.what !== 'ignore' && decision.what !== 'unignore') continue;
    if (decision.at > moment.now || !mayShow(decision.ticket.visibility, undefined)) continue;
    last.set(decision.test ?? decision.ticket.key, decision);
  }
  // An ignore is about a test, whatever release is made.
  return [...last.values()].filter((one) => decidedFor('', [one], moment).holding !== undefined);
}
