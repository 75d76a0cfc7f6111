import { createHash } from 'node:crypto';
import type { BlockerDecision } from '../../model/blocker.ts';
import type { Document, Topic } from '../../model/document.ts';
import { dayOf, isAboutTracking, type Decision } from '../../model/ledger.ts';
import { mayShow, ticketKey, type ProjectRef, type TicketRef } from '../../model/ticket.ts';
import { decidedFor, type Moment } from '../../releases/decisions.ts';
import { byTest, isAboutTest } from '../../releases/about-test.ts';
import { endedDecisionDocument } from '../../reports/ended-decision-document.ts';
import type { Store } from '../../store/store.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { refusedIn } from '../decisions/proposals.ts';
import { postOnce } from '../posting.ts';

/** Decisions of a project, wherever its tickets stand. */
interface ProjectDecisions {
  readonly project: ProjectRef;
  /** The command word people type. */
  readonly word: string;
}

interface EndedParts {
  readonly store: Pick<Store, 'ledger' | 'posts' | 'turns' | 'cursors' | 'orders'>;
  readonly tracker: Tracker;
  readonly now: () => Date;
}

/** Boards tell at once; this is for tickets that stand on none. */
const lookEveryMs = 3_600_000;

/** What the comment about a decision that ran out is known by: a board and the look at all decisions share it. */
export function endedTopic({ what, by, at, until = '' }: BlockerDecision): Topic {
  const hash = createHash('sha256').update([what, by, at, until].join('\n')).digest('hex');
  return { kind: 'decision', id: `e-${hash.slice(0, 12)}` };
}

/**
 * Tells tickets whose decision has run out, each once, though no release that waits for them is watched. Looks once an
 * hour at most.
 * @throws whatever the tracker says of one that can't be told, once all others were: the next look tells it
 */
export async function tellEndedDecisions(
  { project, word }: ProjectDecisions,
  parts: EndedParts,
): Promise<void> {
  const { store, tracker, now } = parts;
  const name = `ended/${ticketKey({ ...project, key: '' })}`;
  const last = await store.cursors.get(name);
  if (typeof last === 'string' && now().getTime() - Date.parse(last) < lookEveryMs) return;
  const refused = await refusedIn(project, store);
  const all = (await store.ledger.of({ project }))
    .map(({ decision }) => decision)
    .filter((decision) => !isAboutTracking(decision));
  const groups = groupsOf(all.filter(({ id }) => !refused.has(id)));
  const settled = groups.flatMap(({ decisions }) => decisions.filter(mayEnd));
  const versions = settled.some(({ until = '' }) => dayOf(until) === undefined);
  const out = versions ? (await tracker.releases({ ...project, key: '0' })).filter(({ isOut }) => isOut) : [];
  const moment = { now: now().toISOString(), out: out.map((one) => one.name) };
  const failures: unknown[] = [];
  for (const decision of new Set(groups.flatMap((group) => ended(group, moment)))) {
    await tell(decision, word, parts).catch((error: unknown) => failures.push(error));
  }
  await store.cursors.put(name, moment.now, moment.now);
  // Others were told all the same: a ticket that is gone or locked is no reason to keep silent elsewhere.
  if (failures.length > 0) throw failures[0];
}

async function tell(decision: Decision, word: string, parts: EndedParts): Promise<void> {
  const { ticket, test } = decision;
  const topic = endedTopic(decision);
  // Whether a release waits for it is a board's to say.
  const { release: _, ...said } = decision;
  const about = test === undefined ? {} : { test };
  const document = endedDecisionDocument({ topic, decision: said, word, ...about });
  await postEnded(ticket, document, parts);
}

/**
 * Posts that a decision has run out, unless that was posted before: what it says then holds, whoever of several boards
 * said it.
 */
export async function postEnded(
  ticket: TicketRef,
  document: Document,
  {
    store,
    tracker,
    now,
  }: Pick<EndedParts, 'tracker' | 'now'> & { readonly store: Pick<Store, 'posts' | 'turns'> },
): Promise<void> {
  const known = await store.posts.get({ ticket, topic: document.topic });
  if (known?.comment === undefined) await postOnce({ store, tracker: () => tracker, now }, ticket, document);
}

/** What was decided about one ticket, or about one test that is ignored on it, oldest first. */
interface Group {
  readonly decisions: readonly Decision[];
}

function groupsOf(decisions: readonly Decision[]): readonly Group[] {
  const tickets = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const key = ticketKey(decision.ticket);
    tickets.set(key, [...(tickets.get(key) ?? []), decision]);
  }
  return [...tickets.values()].flatMap((all) => [
    { decisions: all.filter((one) => !isAboutTest(one)) },
    ...byTest(all.filter(isAboutTest)).map((one) => ({ decisions: one.all })),
  ]);
}

/** Decisions that end, and that everybody may read of. */
function mayEnd({ what, until, ticket }: Decision): boolean {
  return (
    until !== undefined &&
    (what === 'ignore' || what === 'defer' || what === 'waive') &&
    mayShow(ticket.visibility, undefined)
  );
}

/** Those that have run out, for whichever release; what was decided later about another release takes none back. */
function ended({ decisions }: Group, moment: Moment): readonly Decision[] {
  const releases = new Set(decisions.filter(mayEnd).map(({ release = '' }) => release));
  return [...releases].flatMap((release) => {
    const end = decidedFor(release, decisions, moment).expired;
    const at = end?.isOver === true ? decisions.findIndex((decision) => decision === end.decision) : -1;
    const found = decisions[at];
    // Nobody waits for a ticket that was taken off the release.
    const isOff = decisions.slice(at).some((one) => one.what === 'blocker-remove' && one.release === release);
    return found === undefined || isOff || !mayEnd(found) ? [] : [found];
  });
}
