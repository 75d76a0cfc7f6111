import { z } from 'zod';
import { JiraError, TooManyRequests } from '../jira/answer.ts';
import type { Jira } from '../jira/jira.ts';
import { deliveryId, packed } from '../jira/receiver.ts';
import type { ChangedIssue } from '../jira/shapes.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import type { Delivery } from '../store/deliveries.ts';

/** With what the comments of issues are read and kept. */
export interface CommentKeeping {
  readonly client: Jira;
  /** Its address, which its cursor and its comments are known by. */
  readonly site: string;
  /** Keeps deliveries for good, once per id. */
  readonly store: (deliveries: readonly Delivery[]) => Promise<readonly ('new' | 'known')[]>;
  /** Tells the workers; what it cannot tell now, the sweep finds. */
  readonly enqueue: (deliveryId: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** An issue that could not be read for now; both ISO 8601, by Jira's clock. */
export interface Unread {
  /** Its comments are missing from then on. */
  readonly since: string;
  /** When that was first found. */
  readonly at: string;
}

/** What a look knows of the issues it reads; both change with each of them. */
interface Known {
  /** ISO 8601: what was written before is not looked for. */
  readonly since: string;
  /** By Jira's clock, ISO 8601. */
  readonly now: string;
  /** The issues that were read, and their last change then. */
  readonly seen: Map<string, string>;
  readonly unread: Map<string, Unread>;
}

/** More than these at once are no sick issues but a sick Jira. */
const mostUnread = 10;

/** Keeps the new comments of an issue; how many. One that can't be read must not stand before the others. */
export async function take(issue: ChangedIssue, known: Known, keeping: CommentKeeping): Promise<number> {
  const { seen, unread } = known;
  const left = unread.get(issue.key) ?? { since: known.since, at: known.now };
  const deliveries = await deliveriesOf(issue.key, left.since, keeping).catch((error: unknown) => {
    if (!isOfOneIssue(error)) throw error;
    if (error instanceof RetryableError) {
      if (!unread.has(issue.key) && unread.size >= mostUnread) throw error;
      unread.set(issue.key, left);
    }
    keeping.log('the comments of an issue can’t be read', { issue: issue.key, error: messageOf(error) });
    return undefined;
  });
  if (deliveries === undefined) {
    seen.set(issue.key, issue.updatedAt);
    return 0;
  }
  const found = await keep(deliveries, keeping);
  seen.set(issue.key, issue.updatedAt);
  unread.delete(issue.key);
  return found;
}

/**
 * Reads again what could not be read, up to the first issue that still can't be, which goes to the end: one that makes
 * everybody wait costs a look one wait. How many comments were new.
 */
export async function catchUp(unread: Map<string, Unread>, keeping: CommentKeeping): Promise<number> {
  let found = 0;
  for (const [issue, left] of unread) {
    const deliveries = await deliveriesOf(issue, left.since, keeping).catch((error: unknown) => {
      if (!isOfOneIssue(error)) throw error;
      return undefined;
    });
    unread.delete(issue);
    if (deliveries === undefined) {
      unread.set(issue, left);
      break;
    }
    found += await keep(deliveries, keeping);
  }
  return found;
}

/** Whether other issues may well be read: neither our account nor our patience is at fault. */
function isOfOneIssue(error: unknown): boolean {
  if (error instanceof JiraError) return error.status !== 401;
  return (
    error instanceof z.ZodError || (error instanceof RetryableError && !(error instanceof TooManyRequests))
  );
}

async function keep(deliveries: readonly Delivery[], { store, enqueue, log }: CommentKeeping) {
  const answers = await store(deliveries);
  const ids = deliveries.filter((_, index) => answers[index] === 'new').map(({ id }) => id);
  for (const id of ids) {
    await enqueue(id).catch((error: unknown) => {
      log('comment kept but not queued: the sweep will', { delivery: id, error: messageOf(error) });
    });
  }
  return ids.length;
}

async function deliveriesOf(
  issue: string,
  since: string,
  { client, site, now }: CommentKeeping,
): Promise<readonly Delivery[]> {
  const own = await client.login();
  const comments = await client.commentsSince(issue, since);
  return comments
    .filter(({ author }) => author !== own)
    .map((seen) => ({
      id: deliveryId(site, seen.id),
      tracker: 'jira',
      event: 'comment',
      payload: packed({ issue, comment: seen.id, seen }),
      receivedAt: now().toISOString(),
    }));
}
