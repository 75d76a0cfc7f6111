import { code, text, type Inline } from '../../model/document.ts';
import type { FlakyTest } from '../../model/history.ts';
import { name } from '../blockers-words.ts';

/** Logins of the owners of tickets, by the tickets' names; one that nobody could look at is not in it. */
export type Owners = ReadonlyMap<string, readonly string[]>;

/** The ticket that tracks a test's failures, if one is known. */
export function ticketOf({ signatures }: FlakyTest): string | undefined {
  return signatures.find(({ knownIssue }) => knownIssue !== undefined)?.knownIssue;
}

/** "SHOP-12, no owner": people are named, never mentioned. */
export function ticketInline(test: FlakyTest, owners: Owners): readonly Inline[] {
  const ticket = ticketOf(test);
  if (ticket === undefined) return [text('none')];
  const [owner] = owners.get(ticket) ?? [];
  if (owner !== undefined) return [text(`${name(ticket)}, `), code(name(owner))];
  return [text(owners.has(ticket) ? `${name(ticket)}, no owner` : name(ticket))];
}

/** Why nobody is at it; undefined where somebody is, or may be. */
export function unowned(test: FlakyTest, owners: Owners): string | undefined {
  const ticket = ticketOf(test);
  if (ticket === undefined) return 'has no ticket: file one';
  return owners.get(ticket)?.length === 0 ? `has no owner: assign ${name(ticket)}` : undefined;
}
