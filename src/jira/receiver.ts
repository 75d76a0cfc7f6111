import { z } from 'zod';
import type { Comment } from '../model/ticket.ts';
import type { Jira } from './jira.ts';
import { issueKey, numericId, type JiraComment } from './shapes.ts';

/** What is kept of a comment until it is handled: where it is, and how it read when it was first seen. */
export interface JiraDelivery {
  /** A key, or a number where the sender knew no more. */
  readonly issue: string;
  readonly comment: string;
  /** Absent when nobody has read it from Jira itself yet. */
  readonly seen?: JiraComment;
}

export interface JiraReading {
  readonly client: Jira;
  /** Keys of the projects that are looked after; others may share the site and its webhook. */
  readonly projects: readonly string[];
  /** Accounts that are programs; Data Center does not tell them from people. */
  readonly bots: readonly string[];
  /** Whether a comment is addressed to us: only then is it read again. */
  readonly concerns: (comment: Comment) => boolean;
  readonly listener: (comment: Comment) => Promise<void>;
  /** Hears, in place of the listener, of a comment that was edited and would ask for something as it reads now. */
  readonly edited: (comment: Comment) => Promise<void>;
  /** Hears of a comment that says nothing to us, or nothing any more, or too long ago to begin anything. */
  readonly silent: (comment: Pick<Comment, 'ticket' | 'id'>) => Promise<void>;
}

const seenSchema: z.ZodType<JiraComment> = z.object({
  id: numericId,
  text: z.string(),
  author: z.string(),
  isApp: z.boolean(),
  isEdited: z.boolean().default(false),
  createdAt: z.string(),
});
const payloadSchema = z.object({
  issue: z.union([issueKey, numericId]),
  comment: numericId,
  seen: seenSchema.optional(),
});

/** Senders try again for some hours; an older comment that somebody points to was dealt with, or never meant for us. */
const oldestMs = 86_400_000;

/** The text a comment is kept as until it is handled. */
export function packed(delivery: JiraDelivery): string {
  return JSON.stringify(delivery);
}

/** What a comment is known by among deliveries: once per site and comment, whichever way it comes in. */
export function deliveryId(site: string, comment: string): string {
  const { host, pathname } = new URL(site);
  return `jira:${host}${pathname.replace(/\/$/, '')}:${comment}`;
}

/**
 * Reads what was kept of a comment. Before a command is carried out the comment is read from Jira again: one that is
 * gone says nothing, and what a sender claims it says counts for nothing. One that was edited, by its author or anybody
 * else, runs nothing.
 */
export function createJiraReceiver(reading: JiraReading) {
  return async ({ payload }: { readonly payload: string }): Promise<void> => {
    const parsed = payloadSchema.safeParse(JSON.parse(payload));
    if (!parsed.success) return;
    const { issue, comment, seen } = parsed.data;
    const { client, projects } = reading;
    if (seen !== undefined && !reading.concerns(commentOf(issue, seen, reading))) return;
    const key = /^\d/.test(issue) ? await client.keyOf(issue) : issue;
    if (key === undefined || !projects.includes(projectIn(key))) return;
    const now = await client.comment(key, comment);
    if (now?.author === (await client.login())) return;
    const heard = now === undefined ? undefined : commentOf(key, now, reading);
    const isHeard = now !== undefined && heard !== undefined && reading.concerns(heard);
    // An old comment begins nothing, but a step that it asked for in time may still be missing.
    if (isHeard && (seen !== undefined || (await isRecent(now, client))))
      await (now.isEdited ? reading.edited : reading.listener)(heard);
    else await reading.silent({ ticket: { tracker: 'jira', project: projectIn(key), key }, id: comment });
  };
}

async function isRecent({ createdAt }: JiraComment, client: Jira): Promise<boolean> {
  return Date.parse(await client.now()) - Date.parse(createdAt) < oldestMs;
}

function projectIn(key: string): string {
  return key.slice(0, key.lastIndexOf('-'));
}

function commentOf(issue: string, comment: JiraComment, { client, bots }: JiraReading): Comment {
  const { id, author, text, createdAt, visibility } = comment;
  return {
    ticket: {
      tracker: 'jira',
      project: projectIn(issue),
      key: issue,
      ...(visibility === undefined ? {} : { visibility }),
    },
    id,
    author: { login: author, isBot: comment.isApp || author === '' || bots.includes(author) },
    text,
    ...(client.isCloud ? { markup: 'adf' as const } : {}),
    isPullRequest: false,
    createdAt,
  };
}
