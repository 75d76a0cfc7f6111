import type { Decision } from '../../model/ledger.ts';
import { mayShow, type ProjectRef } from '../../model/ticket.ts';
import { isAboutTest } from '../../releases/about-test.ts';
import { decidedFor, type Moment } from '../../releases/decisions.ts';
import type { Store } from '../../store/store.ts';
import { refusedIn } from '../../worker/decisions/proposals.ts';

/**
 * Decisions to ignore a test that at a moment nobody had taken back and that had not ended, oldest first: their day has
 * not passed and their version is not out.
 */
export async function ignoresInForce(
  project: ProjectRef,
  store: Pick<Store, 'ledger' | 'orders'>,
  moment: Moment,
): Promise<readonly Decision[]> {
  const last = new Map<string, Decision>();
  const refused = await refusedIn(project, store);
  for (const { decision } of await store.ledger.of({ project })) {
    if (!isAboutTest(decision) || refused.has(decision.id)) continue;
    if (decision.at > moment.now || !mayShow(decision.ticket.visibility, undefined)) continue;
    last.set(decision.test ?? decision.ticket.key, decision);
  }
  // An ignore is about a test, whatever release is made.
  return [...last.values()].filter((one) => decidedFor('', [one], moment).holding !== undefined);
}
