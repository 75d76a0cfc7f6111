import { createHash } from 'node:crypto';
import type { BlockerDecision } from '../../model/blocker.ts';
import type { Topic } from '../../model/document.ts';
import type { Decision } from '../../model/ledger.ts';
import { mayShow, ticketKey, type ProjectRef } from '../../model/ticket.ts';
import { decidedFor } from '../../releases/decisions.ts';
import { endedDecisionDocument } from '../../reports/ended-decision-document.ts';
import type { Store } from '../../store/store.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { postOnce } from '../posting.ts';

/** Decisions of a project, wherever its tickets stand. */
interface ProjectDecisions {
  readonly project: ProjectRef;
  /** The command word people type. */
  readonly word: string;
}

interface EndedParts {
  readonly store: Pick<Store, 'ledger' | 'posts' | 'turns' | 'cursors'>;
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
 * @throws whatever the tracker says when it can't be asked: the next look tells them
 */
export async function tellEndedDecisions(
  { project, word }: ProjectDecisions,
  parts: EndedParts,
): Promise<void> {
  const { store, tracker, now } = parts;
  const name = `ended/${ticketKey({ ...project, key: '' })}`;
  const last = await store.cursors.get(name);
  if (typeof last === 'string' && now().getTime() - Date.parse(last) < lookEveryMs) return;
  const settled = newestSettling((await store.ledger.of({ project })).map(({ decision }) => decision));
  const versions = settled.some(({ until = '' }) => !/^\d{4}-\d\d-\d\d/.test(until));
  const out = versions ? (await tracker.releases({ ...project, key: '0' })).filter(({ isOut }) => isOut) : [];
  const moment = { now: now().toISOString(), out: out.map((one) => one.name) };
  for (const decision of settled) {
    const { ticket, release = '', test } = decision;
    if (decidedFor(release, [decision], moment).expired === undefined) continue;
    const topic = endedTopic(decision);
    const known = await store.posts.get({ ticket, topic });
    if (known?.comment !== undefined) continue;
    // Whether a release waits for it is a board's to say.
    const { release: _, ...said } = decision;
    const about = test === undefined ? {} : { test };
    const document = endedDecisionDocument({ topic, decision: said, word, ...about });
    await postOnce({ store, tracker: () => tracker, now }, ticket, document);
  }
  await store.cursors.put(name, moment.now, moment.now);
}

/** Of each ticket, and of each test that was ignored on it, what was decided last; as far as it ends, and all may see it. */
function newestSettling(decisions: readonly Decision[]): readonly Decision[] {
  const newest = new Map<string, Decision>();
  for (const decision of decisions) {
    const { what, ticket, test = '' } = decision;
    const isAboutTest = what === 'ignore' || what === 'unignore';
    const key = `${ticketKey(ticket)}\n${isAboutTest ? test : ''}`;
    if (what !== 'accept' && what !== 'link') newest.set(key, decision);
  }
  return [...newest.values()].filter(
    ({ what, until, ticket }) =>
      until !== undefined &&
      (what === 'ignore' || what === 'defer' || what === 'waive') &&
      mayShow(ticket.visibility, undefined),
  );
}
