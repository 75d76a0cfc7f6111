import { isDeepStrictEqual } from 'node:util';
import type { BlockerFacts } from '../../model/blocker.ts';
import { ticketKey } from '../../model/ticket.ts';

/** What was known of each ticket at the last look for a release. */
export type LastFacts = Map<string, BlockerFacts>;

/** More than all tickets of the releases under way; then it begins anew. */
const mostFacts = 5_000;

/**
 * Hands out the very facts of the last look where nothing about a ticket has changed, so that nothing is worked out again
 * from them; a board is looked at once a minute, and most of its tickets are closed for long.
 */
export function asLastTime(
  all: readonly BlockerFacts[],
  release: string,
  memory: LastFacts | undefined,
): readonly BlockerFacts[] {
  if (memory === undefined) return all;
  if (memory.size > mostFacts) memory.clear();
  return all.map((facts) => {
    const key = `${release}\n${ticketKey(facts.ticket.ticket)}`;
    const last = memory.get(key);
    if (last !== undefined && isDeepStrictEqual(last, facts)) return last;
    memory.set(key, facts);
    return facts;
  });
}
