import { z } from 'zod';
import type { MovedHead } from '../github/receiver.ts';
import { ticketKey, type Comment, type TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import { changeRecent, readRecent, type RecentDesk } from './recent.ts';

/** Heads of one pull request that are remembered. */
const most = 10;
const one = z.object({ commit: z.string(), at: z.string() });

/** Remembers the head of a pull request, in whatever order its deliveries are handled. */
export async function noteHead({ ticket, commit, at }: MovedHead, desk: RecentDesk): Promise<void> {
  if (at === undefined) return;
  await changeRecent(headsOf(ticket), desk, (known) => {
    const others = known.filter((head) => head.commit !== commit || head.at !== at);
    return [...others, { commit, at }].toSorted((a, b) => a.at.localeCompare(b.at)).slice(-most);
  });
}

/** The head that a comment on a pull request was written under, as far as GitHub told; undefined where it did not. */
export async function headThen(
  { ticket, createdAt }: Comment,
  store: Pick<Store, 'cursors'>,
): Promise<string | undefined> {
  return (await readRecent(headsOf(ticket), store)).findLast(({ at }) => at <= createdAt)?.commit;
}

function headsOf(ticket: TicketRef) {
  return { name: `heads of ${ticketKey(ticket)}`, one };
}
