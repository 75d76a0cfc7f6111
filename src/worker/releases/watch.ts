import { createHash } from 'node:crypto';
import { z } from 'zod';
import { blockerStates } from '../../model/blocker.ts';
import { isRefusal } from '../../model/errors.ts';
import type { Topic } from '../../model/document.ts';
import type { BoardChanges, BoardSnapshot, ReleaseLook } from '../../model/release-board.ts';
import { ticketKey, type TicketRef } from '../../model/ticket.ts';
import { snapshotOf } from '../../releases/board.ts';
import { isNews, toldChanges, withQuietChanges } from '../../releases/changes.ts';
import { endedDecisionDocument } from '../../reports/ended-decision-document.ts';
import { blockersDocument } from '../../reports/blockers-document.ts';
import { movedSummaryDocument } from '../../reports/moved-summary-document.ts';
import { foldAway, postOnce } from '../posting.ts';
import { lookAtRelease, type LookParts, type ReleaseQuestion } from './look.ts';
import { endedTopic, postEnded } from './ended.ts';
import { heldBack, type Stir } from './hold.ts';

/** A release that is watched: its summary has a ticket of its own. */
export interface Watched {
  readonly question: ReleaseQuestion;
  readonly summary: TicketRef;
  /** Milliseconds without another change before people are told. */
  readonly quietMs: number;
  /** The command word people type. */
  readonly word: string;
}

const ticketSchema: z.ZodType<TicketRef> = z.looseObject({
  tracker: z.enum(['github', 'jira']),
  project: z.string(),
  key: z.string(),
});

/** What is remembered of a watched release. */
interface Memory {
  /** The board people were last told of. */
  readonly told: BoardSnapshot;
  /** The same with the quiet changes since, where there were any. */
  readonly heard?: BoardSnapshot;
  /** The hash of the section as it was last written. */
  readonly section: string;
  /** The key of the ticket that it stands on; absent in what earlier versions noted. */
  readonly place?: string;
  /** A change that people are to be told of, once nothing more is coming. */
  readonly stir?: Stir;
}

const snapshotSchema: z.ZodType<BoardSnapshot> = z.object({
  release: z.string(),
  at: z.string(),
  rows: z.array(z.object({ ticket: ticketSchema, state: z.enum(blockerStates) })),
  resolved: z.array(ticketSchema),
});

const memorySchema: z.ZodType<Memory> = z.object({
  told: snapshotSchema,
  heard: snapshotSchema.exactOptional(),
  section: z.string(),
  place: z.string().exactOptional(),
  stir: z.object({ since: z.string(), last: z.string(), shape: z.string() }).exactOptional(),
});

/**
 * Looks at a release once: rewrites its section, and posts when something changed that matters and nothing more has
 * changed for a while. Any number of changes since the last post are one post. Killed anywhere, the next look finds the
 * same post; two looks at once take turns. A ticket whose decision ran out is told so.
 * @throws UserError E-VALUE when the release or the ticket of its summary is not there
 */
export async function watchRelease(watched: Watched, parts: LookParts): Promise<void> {
  const { project, release } = watched.question;
  const name = `watch ${ticketKey({ ...project, key: release.name })}`;
  await parts.store.turns.take(name, async () => watchInTurn(watched, parts));
}

async function watchInTurn(watched: Watched, parts: LookParts): Promise<void> {
  const { store, now } = parts;
  const look = await lookAtRelease(watched.question, parts);
  const name = `board/${ticketKey({ ...watched.question.project, key: watched.question.release.name })}`;
  const known = memorySchema.safeParse(await store.cursors.get(name)).data;
  const failures = await tellEnded(watched, look, parts);
  const snapshot = snapshotOf(look.board);
  const heard = known?.heard ?? known?.told;
  const changes = known && toldChanges(known.told, known.heard ?? known.told, snapshot);
  const section = await writeSection(watched, { look, changes, before: known?.section }, parts);
  const { key: place } = watched.summary;
  if (known?.place !== undefined && known.place !== place) await leave(known.place, watched, parts);
  const isFirst = known === undefined || heard === undefined;
  const isDue = isFirst ? parts.tracker.writeSection === undefined : isNews(known.told, heard, snapshot);
  const stir = isDue && !isFirst ? heldBack(known.stir, snapshot, { now: now(), ...watched }) : undefined;
  const isPosted = isDue && stir === undefined;
  if (isPosted) {
    const news = isFirst ? `first ${snapshot.release}` : `changes since ${known.told.at}`;
    await post(watched, { look, changes, topic: topicOf(watched, news) }, parts);
  }
  const kept =
    isFirst || isPosted ? { told: snapshot } : { told: known.told, heard: withQuietChanges(heard, snapshot) };
  const memory: Memory = { ...kept, section, place, ...(stir === undefined ? {} : { stir }) };
  if (JSON.stringify(memory) !== JSON.stringify(known))
    await store.cursors.put(name, memory, now().toISOString());
  if (failures.length > 0) throw failures[0];
}

/** Tells the tickets whose decisions have run out, each once. @returns what went wrong: others are told all the same */
async function tellEnded(
  { question, word }: Watched,
  { board }: ReleaseLook,
  parts: LookParts,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const { ticket, standing, test } of board.blocking) {
    const { decision } = standing;
    if (standing.state !== 'decision' || decision === undefined) continue;
    const topic = endedTopic(decision);
    const release = question.release.name;
    const about = decision.test ?? test;
    const said = { topic, decision, release, word, ...(about === undefined ? {} : { test: about }) };
    await postEnded(ticket.ticket, endedDecisionDocument(said), parts).catch((error: unknown) =>
      failures.push(error),
    );
  }
  return failures;
}

interface Said {
  readonly look: ReleaseLook;
  readonly changes: BoardChanges | undefined;
}

/** @returns the hash of what stands there now, whatever the time of day */
async function writeSection(
  { question, summary, word }: Watched,
  { look, changes, before }: Said & { readonly before: string | undefined },
  { tracker }: LookParts,
): Promise<string> {
  const topic: Topic = { kind: 'summary', id: 'section' };
  const said = { ...look, topic, word, ...(changes === undefined ? {} : { changes }) };
  const timeless = blockersDocument({ ...said, board: { ...look.board, at: '1970-01-01T00:00:00.000Z' } });
  const hash = hashOf(JSON.stringify([summary.key, timeless]));
  if (hash !== before) await tracker.writeSection?.(summary, question.release.name, blockersDocument(said));
  return hash;
}

/** Where the section was before, its place is told. Nothing is to be told where that ticket is gone or may not be written. */
async function leave(
  before: string,
  { question, summary }: Watched,
  { tracker }: Pick<LookParts, 'tracker'>,
): Promise<void> {
  const topic: Topic = { kind: 'summary', id: 'section' };
  const release = question.release.name;
  const document = movedSummaryDocument({ topic, release, to: summary });
  await tracker.writeSection?.({ ...summary, key: before }, release, document).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
}

async function post(
  { summary, word }: Watched,
  { look, changes, topic }: Said & { readonly topic: Topic },
  { store, tracker, now }: LookParts,
): Promise<void> {
  const desk = { store, now, tracker: () => tracker };
  const said = { ...look, topic, word, ...(changes === undefined ? {} : { changes }) };
  await postOnce(desk, summary, blockersDocument(said));
  const older = (await store.posts.of(summary, 'summary')).filter(
    ({ topic: { id }, comment, minimisedAt }) =>
      id !== topic.id && comment?.nodeId !== undefined && minimisedAt === undefined,
  );
  for (const one of older) await foldAway(desk, summary, one.topic);
}

function topicOf({ question }: Watched, news: string): Topic {
  return { kind: 'summary', id: `s-${hashOf(`${question.release.name}\n${news}`).slice(0, 12)}` };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
