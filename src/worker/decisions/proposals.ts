import { createHash } from 'node:crypto';
import type { DecisionProposal } from '../../model/blocker.ts';
import type { Topic } from '../../model/document.ts';
import { isRefusal } from '../../model/errors.ts';
import { mayShow, ticketKey, type ProjectRef, type TicketRef } from '../../model/ticket.ts';
import { refusedDecisionDocument } from '../../reports/refused-decision-document.ts';
import type { Store } from '../../store/store.ts';
import type { CodeHost } from '../../trackers/code-host/code-host.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { postOnce } from '../posting.ts';
import { keepStep, ordersOn, readOrder, type OpenedPull, type Order } from './order.ts';
import { overtakenBy } from './overtaken.ts';

interface ProposalParts {
  readonly store: Pick<Store, 'orders' | 'ledger' | 'posts' | 'turns'>;
  readonly host: Pick<CodeHost, 'stateOf'>;
  readonly tracker: Tracker;
  readonly now: () => Date;
}

/** People may reopen what they closed; later than this nobody is asked. */
const askedMs = 30 * 86_400_000;

/** How far the changes of code have come that decisions on a ticket ask for, as last seen, by the decisions' ids. */
export async function proposalsOn(
  ticket: TicketRef,
  store: Pick<Store, 'orders'>,
): Promise<ReadonlyMap<string, DecisionProposal>> {
  const orders = await ordersOn(`${ticketKey(ticket)}/`, store);
  return new Map(
    orders.flatMap(({ decision, change }) => {
      if (change === undefined) return [];
      const { number, state = 'open' } = change.pull ?? { state: 'missing' as const };
      return [[decision.id, { state, ...(number === undefined ? {} : { number }) }] as const];
    }),
  );
}

/** The ids of a project's decisions whose change of code people refused to take, as last seen: they never held. */
export async function refusedIn(
  project: ProjectRef,
  store: Pick<Store, 'orders'>,
): Promise<ReadonlySet<string>> {
  const orders = await ordersOn(ticketKey({ ...project, key: '' }), store);
  return new Set(
    orders.filter(({ change }) => change?.pull?.state === 'closed').map(({ decision }) => decision.id),
  );
}

/**
 * Asks what became of the pull requests of a project's decisions, and tells each ticket once that people refused its one.
 * @throws whatever goes wrong with one of them, once all others were looked at; what the host refuses stays as it was
 */
export async function lookAtProposals(project: ProjectRef, parts: ProposalParts): Promise<void> {
  const failures: unknown[] = [];
  for (const order of await ordersOn(ticketKey({ ...project, key: '' }), parts.store)) {
    if (!isAsked(order, parts)) continue;
    await lookAt(order, parts).catch((error: unknown) => {
      if (!isRefusal(error)) failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
}

function isAsked({ decision, change }: Order, { now }: ProposalParts): boolean {
  const pull = change?.pull;
  if (pull === undefined || pull.state === 'merged') return false;
  return pull.state !== 'closed' || now().getTime() - Date.parse(decision.at) < askedMs;
}

async function lookAt({ decision, change }: Order, parts: ProposalParts): Promise<void> {
  const { store, host } = parts;
  const pull = change?.pull;
  if (change === undefined || pull === undefined) return;
  const state = await host.stateOf({ project: change.project, number: pull.number });
  if (state !== (pull.state ?? 'open'))
    await store.turns.take(`decision ${decision.id}`, async () => {
      const order = await readOrder(decision.id, store);
      if (order?.change?.pull === undefined) return;
      const seen = { ...order.change, pull: { ...order.change.pull, state } };
      await keepStep({ ...order, change: seen }, store);
    });
  if (state === 'closed') await tellRefused(decision.id, pull, parts);
}

/** One that was taken back or made anew is closed as it should be. */
async function tellRefused(id: string, pull: OpenedPull, parts: ProposalParts): Promise<void> {
  const { store, tracker } = parts;
  const entry = await store.ledger.get(id);
  if (entry === undefined) return;
  const { decision } = entry;
  const { ticket } = decision;
  if (!mayShow(ticket.visibility, undefined)) return;
  if (overtakenBy(entry, await store.ledger.of({ ticket })) !== undefined) return;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12);
  const topic: Topic = { kind: 'decision', id: `r-${hash}` };
  await postOnce(
    { ...parts, tracker: () => tracker },
    ticket,
    refusedDecisionDocument({ topic, decision, pull }),
  );
}
