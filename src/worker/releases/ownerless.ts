import { z } from 'zod';
import type { TicketFacts } from '../../model/blocker.ts';
import { ticketKey, type ProjectRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';

const memorySchema = z.record(z.string(), z.string());

/** A release of a project, looked at at an ISO time. */
interface LookedAt {
  readonly project: ProjectRef;
  readonly release: string;
  readonly now: string;
}

/**
 * Tells since when each ticket of a release has no owner, as far as looks have seen it: trackers say who owns a ticket, and
 * not since when nobody does. The first look that sees none is noted, and forgotten once somebody owns it.
 */
export async function withOwnerless(
  tickets: readonly TicketFacts[],
  { project, release, now }: LookedAt,
  { cursors }: Pick<Store, 'cursors'>,
): Promise<readonly TicketFacts[]> {
  const name = `ownerless/${ticketKey({ ...project, key: release })}`;
  const known = memorySchema.safeParse(await cursors.get(name)).data ?? {};
  const none = tickets.filter(({ assignees }) => assignees.length === 0);
  const since = Object.fromEntries(
    none.map(({ ticket }) => [ticketKey(ticket), known[ticketKey(ticket)] ?? now]),
  );
  if (JSON.stringify(since) !== JSON.stringify(known)) await cursors.put(name, since, now);
  return tickets.map((one) => {
    const ownerlessSince = since[ticketKey(one.ticket)];
    return ownerlessSince === undefined ? one : { ...one, ownerlessSince };
  });
}
