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

/**
 * Whether people are to be told: of something new, or that the last of the blockers they know of is gone, whatever came
 * and went meanwhile.
 * @param told the board as people were last told of it
 * @param heard the same with the quiet changes since
 */
export function isNews(told: BoardSnapshot, heard: BoardSnapshot, now: BoardSnapshot): boolean {
  return matters(boardChanges(heard, now)) || boardChanges(told, now).lastGone;
}

/**
 * What is to be remembered of a board that people were not told of: quiet changes are taken over, so that what was loud
 * once is loud again when it comes back; loud ones stay as they were until they are told.
 * @param heard the board as it was told, with the quiet changes since
 */
export function withQuietChanges(heard: BoardSnapshot, now: BoardSnapshot): BoardSnapshot {
  const states = new Map(heard.rows.map((row) => [ticketKey(row.ticket), row]));
  if (boardChanges(heard, now).lastGone) return heard;
  const rows = now.rows.flatMap((row) => {
    const before = states.get(ticketKey(row.ticket));
    if (before === undefined) return blocks(row.state) ? [] : [row];
    return before.state !== row.state && loud.includes(row.state) ? [before] : [row];
  });
  return { ...heard, rows, resolved: now.resolved };
}

/**
 * What is different from the board that people were told of, and what is the same again though it was not meanwhile: a
 * decision that ran out once more, a ticket that was reopened.
 */
export function toldChanges(told: BoardSnapshot, heard: BoardSnapshot, now: BoardSnapshot): BoardChanges {
  const changes = boardChanges(told, now);
  const since = boardChanges(heard, now);
  const isSame = same(told, now);
  return {
    ...changes,
    added: [...changes.added, ...since.added.filter(isSame)],
    moved: [
      ...changes.moved,
      ...since.moved
        .map((move) => ({
          ...move,
          tickets: move.tickets.filter((ticket) => isSame({ ticket, state: move.to })),
        }))
        .filter(({ tickets }) => tickets.length > 0),
    ],
  };
}

function same(one: BoardSnapshot, other: BoardSnapshot): (row: BoardSnapshot['rows'][number]) => boolean {
  const nameOf = ({ ticket, state }: BoardSnapshot['rows'][number]): string =>
    `${ticketKey(ticket)} ${state}`;
  const names = new Set(other.rows.map(nameOf));
  const shared = new Set(one.rows.map(nameOf).filter((name) => names.has(name)));
  return (row) => shared.has(nameOf(row));
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
