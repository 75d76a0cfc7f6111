import { z } from 'zod';
import type { MovedHead } from '../github/receiver.ts';
import { ticketKey, type Comment, type TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';

/** Heads of one pull request that are remembered. */
const most = 10;
const schema = z.array(z.object({ commit: z.string(), at: z.string() }));

/** Remembers the head of a pull request, in whatever order its deliveries are handled. */
export async function noteHead(
  { ticket, commit, at }: MovedHead,
  { store, now }: { readonly store: Pick<Store, 'cursors'>; readonly now: () => Date },
): Promise<void> {
  if (at === undefined) return;
  const known = await headsOf(ticket, store);
  const others = known.filter((head) => head.commit !== commit || head.at !== at);
  const heads = [...others, { commit, at }].toSorted((a, b) => a.at.localeCompare(b.at)).slice(-most);
  await store.cursors.put(nameOf(ticket), heads, now().toISOString());
}

/** The head that a comment on a pull request was written under, as far as GitHub told; undefined where it did not. */
export async function headThen(
  { ticket, createdAt }: Comment,
  store: Pick<Store, 'cursors'>,
): Promise<string | undefined> {
  return (await headsOf(ticket, store)).findLast(({ at }) => at <= createdAt)?.commit;
}

async function headsOf(ticket: TicketRef, { cursors }: Pick<Store, 'cursors'>) {
  return schema.safeParse(await cursors.get(nameOf(ticket))).data ?? [];
}

function nameOf(ticket: TicketRef): string {
  return `heads of ${ticketKey(ticket)}`;
}
