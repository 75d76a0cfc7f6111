import { pino } from 'pino';
import { Probot } from 'probot';
import { z } from 'zod';
import type { Comment, TicketRef } from '../model/ticket.ts';
import type { GitHubIdentity } from './connection.ts';

export interface ReceivedDelivery {
  readonly id: string;
  readonly event: string;
  /** The verified body. */
  readonly payload: string;
}

/** A run of a workflow that has ended; what became of it is asked. */
export interface EndedRun {
  readonly id: string;
  readonly attempt: number;
  /** `owner/name`. */
  readonly repository: string;
}

/** All checks of one App on a commit have ended; which builds they were is asked. */
export interface EndedSuite {
  /** `owner/name`. */
  readonly repository: string;
  /** The App's own short name, such as `github-actions`. */
  readonly app: string;
}

/** Who is told of what deliveries say. */
export interface Listeners {
  /** A new comment of a person, which may hold commands. */
  readonly comment: (comment: Comment) => Promise<void>;
  readonly runEnded: (run: EndedRun) => Promise<void>;
  readonly suiteEnded: (suite: EndedSuite) => Promise<void>;
  /** Something about the tickets of a repository, `owner/name`, has changed that its releases may depend on. */
  readonly ticketsChanged: (project: string) => Promise<void>;
  /** The head of a pull request is a new commit. */
  readonly headMoved: (pull: MovedHead) => Promise<void>;
}

/** A pull request and the commit its head is at. */
export interface MovedHead {
  readonly ticket: TicketRef;
  readonly commit: string;
  /** By GitHub's clock, ISO 8601; absent where it did not say. */
  readonly at?: string;
}

/** Reads a delivery, and tells the listeners. */
export type Receiver = (delivery: ReceivedDelivery) => Promise<void>;

/**
 * Probot as a library: it routes events and nothing else; serving, verifying and retrying happen elsewhere. Only new
 * comments of people reach their listener: edits, deletions and bots never run anything.
 */
export function createReceiver(
  identity: GitHubIdentity & { readonly webhookSecret: string },
  listeners: Listeners,
): Receiver {
  const probot = new Probot({
    appId: identity.appId,
    privateKey: identity.privateKey,
    secret: identity.webhookSecret,
    baseUrl: identity.apiUrl,
    log: pino({ level: 'silent' }),
  });
  probot.on('issue_comment.created', async (context) => {
    const comment = commentOf(context.payload);
    if (comment !== undefined) await listeners.comment(comment);
  });
  hearOfEnds(probot, listeners);
  probot.on(['issues', 'pull_request', 'milestone'], async (context) => {
    const changed = changedTickets.safeParse(context.payload).data;
    if (changed !== undefined && isTelling(changed))
      await listeners.ticketsChanged(changed.repository.full_name);
  });
  probot.on('pull_request', async (context) => {
    const moved = movedHead(context.payload);
    if (moved !== undefined) await listeners.headMoved(moved);
  });
  return async ({ id, event, payload }) => {
    const name = heard.find((one) => one === event.split('.')[0]);
    if (name === undefined) return;
    try {
      // The handler reads the payload through a schema of its own.
      await probot.receive({ id, name, payload: JSON.parse(payload) });
    } catch (error) {
      // Probot bundles what its handlers throw; with one handler there is one error to pass on.
      throw error instanceof AggregateError ? error.errors[0] : error;
    }
  };
}

/** What became of a run or a suite is asked; only its place is taken from the event. */
function hearOfEnds(probot: Probot, listeners: Pick<Listeners, 'runEnded' | 'suiteEnded'>): void {
  probot.on('workflow_run.completed', async (context) => {
    const ended = endedRun.safeParse(context.payload).data;
    if (ended === undefined) return;
    const { workflow_run: run, repository } = ended;
    await listeners.runEnded({
      id: String(run.id),
      attempt: run.run_attempt,
      repository: repository.full_name,
    });
  });
  probot.on('check_suite.completed', async (context) => {
    const ended = endedSuite.safeParse(context.payload).data;
    if (ended === undefined) return;
    await listeners.suiteEnded({ repository: ended.repository.full_name, app: ended.check_suite.app.slug });
  });
}

const heard = [
  'issue_comment',
  'workflow_run',
  'check_suite',
  'issues',
  'pull_request',
  'milestone',
] as const;

const repositoryName = z.string().regex(/^\w[\w.-]{0,99}\/[\w.-]{1,100}$/);

const changedTickets = z.object({
  action: z.string(),
  repository: z.object({ full_name: repositoryName }),
  sender: z.object({ login: z.string(), type: z.string().optional() }),
});

const headSchema = z.object({
  action: z.enum(['opened', 'reopened', 'synchronize']),
  repository: changedTickets.shape.repository,
  installation: z.object({ id: z.number() }),
  pull_request: z.object({
    number: z.int().min(1),
    updated_at: z.iso.datetime().optional().catch(undefined),
    head: z.object({ sha: z.string().regex(/^[\da-f]{40,64}$/) }),
  }),
});

function movedHead(payload: unknown): MovedHead | undefined {
  const found = headSchema.safeParse(payload).data;
  if (found === undefined) return undefined;
  const { repository, installation, pull_request: pull } = found;
  return {
    ticket: {
      tracker: 'github',
      project: repository.full_name,
      key: String(pull.number),
      installation: installation.id,
    },
    commit: pull.head.sha,
    ...(pull.updated_at === undefined ? {} : { at: pull.updated_at }),
  };
}

/** Programs rewrite texts all the time, this one too; what they label or close counts. */
function isTelling({ action, sender }: z.output<typeof changedTickets>): boolean {
  return action !== 'edited' || !isBot(sender);
}

const endedRun = z.object({
  action: z.literal('completed'),
  workflow_run: z.object({ id: z.int(), run_attempt: z.int().min(1).catch(1) }),
  repository: z.object({ full_name: repositoryName }),
});

const endedSuite = z.object({
  action: z.literal('completed'),
  check_suite: z.object({ app: z.object({ slug: z.string().max(100) }) }),
  repository: z.object({ full_name: repositoryName }),
});

const account = z.object({ login: z.string(), type: z.string().optional() });
const schema = z.object({
  action: z.literal('created'),
  repository: z.object({ full_name: z.string() }),
  installation: z.object({ id: z.number() }).optional(),
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.number(),
    body: z.string(),
    created_at: z.string(),
    user: account,
    performed_via_github_app: z.unknown().nullish(),
  }),
  sender: account,
});

/** A comment written by a person, in our nouns; undefined for everything else. */
export function commentOf(payload: unknown): Comment | undefined {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { comment, issue, repository, installation, sender } = parsed.data;
  if (isBot(sender) || isBot(comment.user) || (comment.performed_via_github_app ?? null) !== null)
    return undefined;
  return {
    ticket: {
      tracker: 'github',
      project: repository.full_name,
      key: String(issue.number),
      ...(installation === undefined ? {} : { installation: installation.id }),
    },
    id: String(comment.id),
    author: { login: comment.user.login, isBot: false },
    text: comment.body,
    isPullRequest: issue.pull_request !== undefined,
    createdAt: comment.created_at,
  };
}

function isBot({ login, type }: z.output<typeof account>): boolean {
  return type === 'Bot' || type === 'App' || login.endsWith('[bot]');
}
