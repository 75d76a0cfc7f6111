import type { FixFinding } from '../../model/fix-finding.ts';
import type { TicketRef } from '../../model/ticket.ts';
import { fixFindings } from '../../releases/fix-findings.ts';
import { knownOn } from './facts.ts';
import type { LookParts, ReleaseQuestion } from './look.ts';
import { wholeRelease } from './whole-release.ts';

/** What the ended runs of a ticket's test say of a fix in a release, newest first; changes nothing. */
export async function fixFindingsOn(
  ticket: TicketRef,
  question: Pick<ReleaseQuestion, 'project' | 'release'>,
  { store, tracker, findings }: Pick<LookParts, 'store' | 'tracker' | 'findings'>,
): Promise<readonly FixFinding[]> {
  const release = await wholeRelease(question, await tracker.releases(ticket), tracker);
  const pullRequests = (await tracker.linkedPulls?.(ticket)) ?? [];
  return fixFindings({ ticket: { pullRequests }, ...(await knownOn(ticket, store, findings)) }, release);
}
