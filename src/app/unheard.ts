import { unheardDocument } from '../commands/wording/unheard.ts';
import { isRefusal } from '../model/errors.ts';
import { ticketName, type Comment } from '../model/ticket.ts';
import { letGo } from '../worker/decisions/deciding.ts';
import { lookFor } from '../worker/decisions/follow-up.ts';
import { keepStep, ordersOn, type Order } from '../worker/decisions/order.ts';
import { postOnce } from '../worker/posting.ts';
import { decidedIn } from './decisions.ts';
import type { Desk } from './desk.ts';

type Place = Pick<Comment, 'ticket' | 'id'>;
type Looking = Pick<Desk, 'store' | 'tracker' | 'trackers' | 'now'>;

/**
 * The decisions of a comment that says nothing any more which still have to be carried out or told, each with the topic
 * of its answer. What was recorded and not decided is let go of, so that others may ask for the same; a ticket that was made
 * for it is told.
 * @throws RetryableError while such a ticket may still come to light
 */
export async function leftUndone(place: Place, desk: Looking): Promise<readonly Order[]> {
  const { store } = desk;
  const all = await ordersOn(`${decidedIn(place)}/`, store);
  const left: Order[] = [];
  const lost: Order[] = [];
  let nth = 0;
  for (const order of all.toSorted((a, b) => lineOf(a) - lineOf(b))) {
    const { id } = order.decision;
    if ((await store.ledger.get(id)) === undefined) {
      // What was let go of before was told then.
      if (order.refused !== true) lost.push(order);
      continue;
    }
    nth += 1;
    // What the answers to a comment are called.
    const answered = order.answered ?? (nth === 1 ? place.id : `${place.id}-${nth}`);
    if (!(await isSettled(order, answered, desk))) left.push({ ...order, answered });
  }
  const lostWithTickets: Order[] = [];
  for (const order of lost) lostWithTickets.push(await withFollowUp(order, desk));
  await tellLost(lostWithTickets, place, desk);
  for (const { decision } of lost) await letGo(decision.id, { store });
  return left;
}

/** The line of its comment that a decision stands in. */
export function lineOf({ decision: { id } }: Pick<Order, 'decision'>): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

/** Whether nothing is to be done, nor to be told. */
async function isSettled(
  { decision: { ticket }, done, answered }: Order,
  id: string,
  { store }: Pick<Desk, 'store'>,
): Promise<boolean> {
  if (answered !== undefined || done !== true) return false;
  const post = await store.posts.get({ ticket, topic: { kind: 'decision', id } });
  return post?.comment !== undefined;
}

/** The order with what was made for it just before a crash; as it is where nobody may look for that. */
async function withFollowUp(order: Order, desk: Looking): Promise<Order> {
  const { ticket } = order;
  if (ticket === undefined || ticket.made !== undefined) return order;
  try {
    const made = await lookFor(order, ticket, desk);
    return made === undefined ? order : await keepStep({ ...order, ticket: { ...ticket, made } }, desk.store);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return order;
  }
}

/** Nobody else would ever look at a ticket that was made for nothing. */
async function tellLost(
  lost: readonly Order[],
  { id }: Place,
  { store, tracker, now }: Looking,
): Promise<void> {
  const made = lost.flatMap(({ ticket }) =>
    ticket?.made === undefined ? [] : [ticketName(ticket.made.ticket)],
  );
  const [first] = lost;
  if (first === undefined || made.length === 0) return;
  const { ticket, by } = first.decision;
  const document = unheardDocument({ topic: { kind: 'status', id }, by, made });
  await postOnce({ store, tracker: () => tracker, now }, ticket, document);
}
