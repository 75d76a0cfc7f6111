import { z } from 'zod';
import type { LinkedPullRequest, TicketFacts } from '../../model/blocker.ts';
import { ticketKey, type ProjectRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';
import type { PullsRead, ReleaseTickets } from '../../trackers/tracker.ts';

const pullSchema: z.ZodType<LinkedPullRequest> = z.object({
  number: z.number(),
  state: z.enum(['open', 'merged', 'closed']),
  author: z.string(),
  headBranch: z.string().exactOptional(),
  headCommit: z.string().exactOptional(),
  mergedAt: z.string().exactOptional(),
  mergeCommit: z.string().exactOptional(),
  isFork: z.literal(true).exactOptional(),
  isMention: z.literal(true).exactOptional(),
});

/** What is remembered of a project's links. Times are ISO 8601. */
interface KnownPulls {
  /** Since when no pull request was missed; absent: none ever was. */
  readonly from?: string;
  /** Of the last look. */
  readonly at: string;
  /** By the tickets' keys. */
  readonly links: Readonly<Record<string, readonly LinkedPullRequest[]>>;
}

const knownSchema: z.ZodType<KnownPulls> = z.object({
  from: z.string().exactOptional(),
  at: z.string(),
  links: z.record(z.string(), z.array(pullSchema)),
});

/** More of one ticket are none of its fixes. */
const mostOfTicket = 50;

/**
 * Links that earlier looks saw stay, though a busy repository's list no longer reaches back to their pull requests: whatever
 * changes one brings it to the front of that list again. What was never read is a gap as long as a ticket is older.
 */
export async function withKnownPulls(
  { tickets, gaps, pulls }: Pick<ReleaseTickets, 'tickets' | 'gaps' | 'pulls'>,
  { project, release }: { readonly project: ProjectRef; readonly release: string },
  { store, now }: { readonly store: Pick<Store, 'cursors'>; readonly now: () => Date },
): Promise<Pick<ReleaseTickets, 'tickets' | 'gaps'>> {
  if (pulls === undefined) return { tickets, gaps };
  const name = `pulls/${ticketKey({ ...project, key: release })}`;
  const known = knownSchema.safeParse(await store.cursors.get(name)).data;
  const read = new Set(pulls.numbers);
  const linked = tickets.map((ticket): TicketFacts => {
    const older = (known?.links[ticket.ticket.key] ?? []).filter(({ number }) => !read.has(number));
    return older.length === 0 ? ticket : { ...ticket, pullRequests: [...ticket.pullRequests, ...older] };
  });
  const from = coveredFrom(pulls, known);
  const at = now().toISOString();
  const links = { ...known?.links, ...linksOf(linked, known) };
  const memory: KnownPulls = { at, links, ...(from === undefined ? {} : { from }) };
  // Where all can be read there is nothing to remember.
  if (pulls.from !== undefined || known !== undefined) await store.cursors.put(name, memory, at);
  const isLate = linked.some(
    ({ status, createdAt }) => status === 'open' && from !== undefined && createdAt < from,
  );
  const gap = `pull requests that nobody has changed since ${from?.slice(0, 10)} (none of them is linked)`;
  return { tickets: linked, gaps: isLate ? [...gaps, gap] : gaps };
}

/** Nothing is missed while each look reaches back to the one before. */
function coveredFrom(pulls: PullsRead, known: KnownPulls | undefined): string | undefined {
  if (pulls.from === undefined) return undefined;
  return known === undefined || pulls.from > known.at ? pulls.from : known.from;
}

function linksOf(tickets: readonly TicketFacts[], known: KnownPulls | undefined): KnownPulls['links'] {
  return Object.fromEntries(
    tickets
      .filter(({ ticket, pullRequests }) => pullRequests.length > 0 || known?.links[ticket.key] !== undefined)
      .map(({ ticket, pullRequests }) => [ticket.key, pullRequests.slice(0, mostOfTicket)]),
  );
}
