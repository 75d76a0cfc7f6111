import type { Decision } from '../../model/ledger.ts';
import { mayShow, type ProjectRef } from '../../model/ticket.ts';
import { byTest, isAboutTest } from '../../releases/about-test.ts';
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
  const refused = await refusedIn(project, store);
  const all = (await store.ledger.of({ project }))
    .map(({ decision }) => decision)
    .filter((one) => isAboutTest(one) && !refused.has(one.id))
    .filter(({ at, ticket }) => at <= moment.now && mayShow(ticket.visibility, undefined));
  const last = newestOfEach(all);
  // An ignore is about a test, whatever release is made.
  return all.filter((one) => last.has(one) && decidedFor('', [one], moment).holding !== undefined);
}

/** The newest about each test, however its name was written; where a name could mean several, about that very name. */
function newestOfEach(oldestFirst: readonly Decision[]): ReadonlySet<Decision> {
  const sorted = byTest(oldestFirst).map((one) => one.all);
  const placed = new Set(sorted.flat());
  const rest = new Map<string, Decision>();
  for (const one of oldestFirst) {
    if (!placed.has(one)) rest.set(one.test ?? one.ticket.key, one);
  }
  return new Set([...sorted.flatMap((own) => own.at(-1) ?? []), ...rest.values()]);
}
