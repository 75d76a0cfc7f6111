import { createHash } from 'node:crypto';
import type { Document } from '../model/document.ts';
import { ticketKey, type TicketRef } from '../model/ticket.ts';
import type { WorkerParts } from './parts.ts';

type Desk = Pick<WorkerParts, 'tracker' | 'now'> & {
  readonly store: Pick<WorkerParts['store'], 'posts' | 'turns'>;
};

/**
 * Writes a document to its ticket once per topic, or edits the comment that is there. The claim is stored before
 * the tracker is asked: after a crash in between, the hidden marker finds a comment nobody remembers. Two that post at
 * once, in any processes, take turns: the second finds what the first one wrote.
 */
export async function postOnce(desk: Desk, ticket: TicketRef, document: Document): Promise<void> {
  const { kind, id } = document.topic;
  const name = `post ${ticketKey(ticket)} ${kind} ${id}`;
  await desk.store.turns.take(name, async () => postInTurn(desk, ticket, document));
}

async function postInTurn(desk: Desk, ticket: TicketRef, document: Document): Promise<void> {
  const { store, now } = desk;
  const tracker = desk.tracker(ticket.tracker);
  const key = { ticket, topic: document.topic };
  const bodyHash = bodyHashOf(document);
  const { post, isNew } = await store.posts.claim(key, now().toISOString());
  if (post.comment?.bodyHash === bodyHash) return;
  const known =
    post.comment ?? (isNew ? undefined : await tracker.findByMarker(ticket, document.topic, post.claimedAt));
  const { commentId, nodeId } =
    known === undefined
      ? await tracker.post(ticket, document)
      : await tracker.edit(ticket, known.commentId, document).then(() => known);
  const node = nodeId === undefined ? {} : { nodeId };
  await store.posts.posted(key, { commentId, ...node, bodyHash, at: now().toISOString() });
}

/** What a comment is known by as it was last sent. */
export function bodyHashOf(document: Document): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

/** Folds away a comment that something newer has replaced. A tracker that cannot is no reason to fail. */
export async function foldAway(desk: Desk, ticket: TicketRef, topic: Document['topic']): Promise<void> {
  const key = { ticket, topic };
  const post = await desk.store.posts.get(key);
  if (post?.comment?.nodeId === undefined || post.minimisedAt !== undefined) return;
  await desk.tracker(ticket.tracker).minimise(ticket, post.comment.nodeId);
  await desk.store.posts.minimised(key, desk.now().toISOString());
}
