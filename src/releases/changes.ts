import type { BlockerState } from '../model/blocker.ts';
import type { BoardChanges, BoardMove, BoardSnapshot } from '../model/release-board.ts';
import { ticketKey, type TicketRef } from '../model/ticket.ts';
import { blocks } from './board.ts';

/** What is different from an earlier board of the same release, in groups. */
export function boardChanges(before: BoardSnapshot, after: BoardSnapshot): BoardChanges {
  const known = new Map(before.rows.map((row) => [ticketKey(row.ticket), row.state]));
  const present = new Set(after.rows.map(({ ticket }) => ticketKey(ticket)));
  const closed = new Set(after.resolved.map(ticketKey));
  const gone = before.rows
    .filter(({ ticket }) => !present.has(ticketKey(ticket)))
    .map(({ ticket }) => ticket);
  const isBlocked = ({ rows }: BoardSnapshot): boolean => rows.some(({ state }) => blocks(state));
  return {
    since: before.at,
    added: after.rows.filter(({ ticket }) => !known.has(ticketKey(ticket))),
    resolved: gone.filter((ticket) => closed.has(ticketKey(ticket))),
    removed: gone.filter((ticket) => !closed.has(ticketKey(ticket))),
    moved: moves(known, after),
    lastGone: isBlocked(before) && !isBlocked(after),
  };
}

/** Whether anything is different at all. */
export function isUnchanged({ added, resolved, removed, moved }: BoardChanges): boolean {
  return added.length + resolved.length + removed.length + moved.length === 0;
}

/** States whose coming is worth a post by itself; the others wait for the next one. */
const loud: readonly BlockerState[] = ['verified', 'fix-failed', 'decision'];

/** Whether people should hear of it now: a new blocker, one verified, failed again or to be decided, the last one gone. */
export function matters({ added, moved, lastGone }: BoardChanges): boolean {
  return lastGone || added.some(({ state }) => blocks(state)) || moved.some(({ to }) => loud.includes(to));
}

function moves(known: ReadonlyMap<string, BlockerState>, after: BoardSnapshot): readonly BoardMove[] {
  const groups = new Map<string, { from: BlockerState; to: BlockerState; tickets: TicketRef[] }>();
  for (const { ticket, state: to } of after.rows) {
    const from = known.get(ticketKey(ticket));
    if (from === undefined || from === to) continue;
    const group = groups.get(`${from} ${to}`) ?? { from, to, tickets: [] };
    group.tickets.push(ticket);
    groups.set(`${from} ${to}`, group);
  }
  return [...groups.values()];
}
