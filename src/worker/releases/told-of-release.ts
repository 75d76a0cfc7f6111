import type { FoundRun } from '../../model/advice.ts';
import type { TicketRef } from '../../model/ticket.ts';
import { ofFixes, tellingRuns } from '../../releases/telling-runs.ts';
import type { KnownOfTicket } from '../known-of-ticket.ts';
import type { LookParts, ReleaseQuestion } from './look.ts';
import { wholeRelease } from './whole-release.ts';

/**
 * Of a ticket's runs those that say something of a release, its comparisons with the older side first; of a pull request
 * its own as well. What the tracker keeps to itself leaves them as they are.
 */
export async function toldOfRelease(
  found: readonly FoundRun[],
  {
    ticket,
    question,
    known: { listed, pulls: pullRequests },
  }: {
    readonly ticket: TicketRef;
    /** Absent where the ticket is on no release, or on several. */
    readonly question?: Pick<ReleaseQuestion, 'project' | 'release'>;
    readonly known: KnownOfTicket;
  },
  { tracker }: Pick<LookParts, 'tracker'>,
): Promise<readonly FoundRun[]> {
  if (pullRequests === undefined) return found;
  const facts = { ticket: { pullRequests }, found };
  if (question === undefined) return ofFixes(facts);
  if (listed === undefined) return found;
  const release = await wholeRelease(question, listed, tracker);
  const own = ticket.tracker === 'github' ? Number(ticket.key) : undefined;
  return tellingRuns(facts, release, own);
}
