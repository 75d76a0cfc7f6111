import type { FoundRun } from '../../model/advice.ts';
import type { TicketRef } from '../../model/ticket.ts';
import { tellingRuns } from '../../releases/telling-runs.ts';
import type { LookParts, ReleaseQuestion } from './look.ts';
import { wholeRelease } from './whole-release.ts';

/**
 * Of a ticket's runs those that say something of a release, its comparisons with the older side first; of a pull request
 * its own as well.
 */
export async function toldOfRelease(
  found: readonly FoundRun[],
  {
    ticket,
    question,
  }: { readonly ticket: TicketRef; readonly question: Pick<ReleaseQuestion, 'project' | 'release'> },
  { tracker }: Pick<LookParts, 'tracker'>,
): Promise<readonly FoundRun[]> {
  const release = await wholeRelease(question, await tracker.releases(ticket), tracker);
  const pullRequests = (await tracker.linkedPulls?.(ticket)) ?? [];
  const own = ticket.tracker === 'github' ? Number(ticket.key) : undefined;
  return tellingRuns({ ticket: { pullRequests }, found }, release, own);
}
