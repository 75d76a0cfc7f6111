import type { Kysely, Selectable } from 'kysely';
import type { Topic } from '../model/document.ts';
import { ticketKey } from '../model/ticket.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Tables } from './tables.ts';
import { clean, cleanId, iso } from './text.ts';

/** Which comment is meant: one topic on one ticket. */
interface PostKey {
  readonly ticket: TicketRef;
  readonly topic: Topic;
}

/** A comment of ours, or the intention to write it. */
interface Post {
  readonly topic: Topic;
  /** ISO 8601, UTC: when it was first going to be written. */
  readonly claimedAt: string;
  /** Absent while nobody knows whether the tracker has it. */
  readonly comment?: PostedComment;
  readonly minimisedAt?: string;
}

interface PostedComment {
  readonly commentId: string;
  /** GitHub's node id: its minimise call wants this one. */
  readonly nodeId?: string;
  /** Of the body as last sent: equal bodies are not sent again. */
  readonly bodyHash: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Posts {
  /**
   * Called before the tracker is: after a crash in between, the claim is there without a comment, and the caller
   * looks for the hidden marker before writing again. `isNew` when nobody has claimed the topic before.
   */
  claim(key: PostKey, at: string): Promise<{ readonly post: Post; readonly isNew: boolean }>;
  /** Called when the comment is written, and after each edit. @throws RangeError when the topic was never claimed. */
  posted(key: PostKey, comment: PostedComment): Promise<void>;
  get(key: PostKey): Promise<Post | undefined>;
  /** Posts of one kind on a ticket, oldest first. */
  of(ticket: TicketRef, kind: Topic['kind']): Promise<Post[]>;
  /** Remembers that a comment was folded away. @throws RangeError when the topic was never claimed. */
  minimised(key: PostKey, at: string): Promise<void>;
}

type Row = Selectable<Tables['post']>;
type Change = { readonly minimised_at: string } | Record<'comment_id' | 'body_hash' | 'posted_at', string>;

/** One comment per topic: what makes a retry find the comment instead of writing a second one. */
export function createPosts(db: Kysely<Tables>): Posts {
  const select = db.selectFrom('post').selectAll();
  const get = async (key: PostKey): Promise<Post | undefined> => {
    const { ticket, kind, topic_id } = columns(key);
    const row = await select
      .where('ticket', '=', ticket)
      .where('kind', '=', kind)
      .where('topic_id', '=', topic_id)
      .executeTakeFirst();
    return row && toPost(row, key.topic.kind);
  };
  return {
    get,
    async claim(key, at) {
      const row = await db
        .insertInto('post')
        .values({ ...columns(key), claimed_at: at })
        .onConflict((conflict) => conflict.columns(['ticket', 'kind', 'topic_id']).doNothing())
        .returningAll()
        .executeTakeFirst();
      const post = row === undefined ? await get(key) : toPost(row, key.topic.kind);
      if (post === undefined) throw new Error(`the claim of ${key.topic.kind} ${key.topic.id} vanished`);
      return { post, isNew: row !== undefined };
    },
    posted: (key, { commentId, nodeId, bodyHash, at }) =>
      change(db, key, {
        comment_id: clean(commentId),
        body_hash: clean(bodyHash),
        posted_at: at,
        ...(nodeId !== undefined && { node_id: clean(nodeId) }),
      }),
    async of(ticket, kind) {
      const query = select.where('ticket', '=', clean(ticketKey(ticket))).where('kind', '=', kind);
      return (await query.orderBy('claimed_at').orderBy('topic_id').execute()).map((row) =>
        toPost(row, kind),
      );
    },
    minimised: (key, at) => change(db, key, { minimised_at: at }),
  };
}

async function change(db: Kysely<Tables>, key: PostKey, values: Change): Promise<void> {
  const { ticket, kind, topic_id } = columns(key);
  const { numUpdatedRows } = await db
    .updateTable('post')
    .set(values)
    .where('ticket', '=', ticket)
    .where('kind', '=', kind)
    .where('topic_id', '=', topic_id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new RangeError(`nobody has claimed ${kind} ${topic_id} on ${ticket}`);
}

function columns({ ticket, topic }: PostKey): { ticket: string; kind: Topic['kind']; topic_id: string } {
  return { ticket: cleanId(ticketKey(ticket)), kind: topic.kind, topic_id: cleanId(topic.id) };
}

function toPost(row: Row, kind: Topic['kind']): Post {
  const { comment_id: commentId, body_hash: bodyHash, posted_at, node_id, minimised_at } = row;
  const topic = { kind, id: row.topic_id };
  const minimised = minimised_at === null ? {} : { minimisedAt: iso(minimised_at) };
  if (commentId === null || bodyHash === null || posted_at === null) {
    return { topic, claimedAt: iso(row.claimed_at), ...minimised };
  }
  const comment = { commentId, bodyHash, at: iso(posted_at), ...(node_id !== null && { nodeId: node_id }) };
  return { topic, claimedAt: iso(row.claimed_at), comment, ...minimised };
}
