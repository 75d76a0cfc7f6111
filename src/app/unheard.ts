import { unheardDocument } from '../commands/wording/unheard.ts';
import { ticketName, type Comment } from '../model/ticket.ts';
import { letGo } from '../worker/decisions/deciding.ts';
import { ordersOn, type Order } from '../worker/decisions/order.ts';
import { postOnce } from '../worker/posting.ts';
import { decidedIn } from './decisions.ts';
import type { Desk } from './desk.ts';

type Place = Pick<Comment, 'ticket' | 'id'>;

/**
 * The decisions of a comment that says nothing any more which still have to be carried out or told, each with the topic
 * of its answer. What was recorded and not decided is let go of, so that others may ask for the same; a ticket that was made
 * for it is told.
 */
export async function leftUndone(
  place: Place,
  desk: Pick<Desk, 'store' | 'tracker' | 'now'>,
): Promise<readonly Order[]> {
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
  await tellLost(lost, place, desk);
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

/** Nobody else would ever look at a ticket that was made for nothing. */
async function tellLost(
  lost: readonly Order[],
  { id }: Place,
  { store, tracker, now }: Pick<Desk, 'store' | 'tracker' | 'now'>,
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
