import type { Decision } from '../../model/ledger.ts';
import { mayShow, type ProjectRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';

/** Decisions to ignore a test that at a time (ISO) nobody had taken back and whose day had not come, oldest first. */
export async function ignoresInForce(
  project: ProjectRef,
  { ledger }: Pick<Store, 'ledger'>,
  now: string,
): Promise<readonly Decision[]> {
  const last = new Map<string, Decision>();
  for (const { decision } of await ledger.of({ project })) {
    if (decision.what !== 'ignore' && decision.what !== 'unignore') continue;
    if (decision.at > now || !mayShow(decision.ticket.visibility, undefined)) continue;
    last.set(decision.test ?? decision.ticket.key, decision);
  }
  const isOver = (until: string | undefined): boolean =>
    until !== undefined && /^\d{4}-\d\d-\d\d$/.test(until) && until < now.slice(0, 10);
  return [...last.values()].filter(({ what, until }) => what === 'ignore' && !isOver(until));
}
