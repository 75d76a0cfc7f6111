import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { deliveryId, packed, type JiraDelivery } from '../jira/receiver.ts';
import { issueKey, numericId } from '../jira/shapes.ts';
import { messageOf } from '../model/errors.ts';
import type { Delivery } from '../store/deliveries.ts';
import { isSame, isSignedBy } from './signature.ts';

export interface JiraHook {
  readonly secret: string;
  /** Where the Jira is, as configured: comments elsewhere are nobody's. */
  readonly site: string;
  /** Keeps a delivery for good, once per id. */
  readonly store: (delivery: Delivery) => Promise<'new' | 'known'>;
  /** Tells the workers; what it cannot tell now, the sweep finds. */
  readonly enqueue: (deliveryId: string) => Promise<void>;
  /** Tells that issues of a project have changed in any way. */
  readonly changed: (project: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export const jiraPath = '/api/jira/webhooks';

/** An issue with its fields comes along with each comment. */
const maxBytes = 10_000_000;

/**
 * The door for Jira's events. Cloud signs them with the secret (`X-Hub-Signature`); Data Center, which does not, is
 * given an address that ends with it. Of an event only the place of its comment is kept: what it says is read from
 * Jira before anything is done. 202 stored, known or of no interest, 400 no event, 401 without the secret, 413 too
 * large, 503 not stored.
 */
export function jiraHook(hook: JiraHook): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxBytes, onError: (c) => c.text('too large', 413) });
  app.post(jiraPath, limit, (c) => receive(c, hook));
  app.post(`${jiraPath}/:secret`, limit, (c) => receive(c, hook));
  return app;
}

async function receive(c: Context, hook: JiraHook): Promise<Response> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const isSigned = isSignedBy(hook.secret, body, c.req.header('x-hub-signature'));
  if (!isSigned && !isSame(c.req.param('secret') ?? '', hook.secret)) {
    hook.log('event refused: it does not know the secret', {});
    return c.text('not signed', 401);
  }
  const event = eventIn(new TextDecoder().decode(body));
  if (event === undefined) return c.text('not an event', 400);
  const project = changedProject(event);
  if (project !== undefined) await tell(project, hook);
  const place = placeOf(event, hook.site);
  if (place === undefined) return c.text('of no interest', 202);
  return keep(c, place, hook);
}

/** Who can't be told now looks by itself within a minute. */
async function tell(project: string, { changed, log }: JiraHook): Promise<void> {
  await changed(project).catch((error: unknown) => {
    log('the boards of a project were not woken', { project, error: messageOf(error) });
  });
}

async function keep(c: Context, place: JiraDelivery, hook: JiraHook): Promise<Response> {
  const id = deliveryId(hook.site, place.comment);
  const receivedAt = hook.now().toISOString();
  try {
    const known = await hook.store({
      id,
      tracker: 'jira',
      event: 'comment',
      payload: packed(place),
      receivedAt,
    });
    await hook.enqueue(id).catch((error: unknown) => {
      hook.log('comment kept but not queued: the sweep will', { delivery: id, error: messageOf(error) });
    });
    return c.text(known === 'new' ? 'stored' : 'known', 202);
  } catch (error) {
    hook.log('event not stored', { delivery: id, error: messageOf(error) });
    return c.text('not stored, please send it again', 503);
  }
}

const eventSchema = z.looseObject({
  webhookEvent: z.string(),
  issue_event_type_name: z.string().nullish(),
  issue: z.looseObject({ key: issueKey }).nullish().catch(undefined),
  comment: z.looseObject({ id: numericId, self: z.string().nullish() }).nullish().catch(undefined),
});

function eventIn(text: string): z.output<typeof eventSchema> | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The place of a new comment, however this Jira tells of it; edits and deletions are of no interest. */
function placeOf(event: z.output<typeof eventSchema>, site: string): JiraDelivery | undefined {
  const { webhookEvent, issue_event_type_name: kind, issue, comment } = event;
  const isNew =
    webhookEvent === 'comment_created' ||
    (webhookEvent === 'jira:issue_updated' && kind === 'issue_commented');
  if (!isNew || comment === null || comment === undefined) return undefined;
  const place = issue?.key ?? issueIn(comment.self ?? '', site);
  return place === undefined ? undefined : { issue: place, comment: comment.id };
}

/** The project of an issue that was made, changed or deleted, other than by a comment alone. */
function changedProject(event: z.output<typeof eventSchema>): string | undefined {
  const { webhookEvent, issue_event_type_name: kind, issue } = event;
  const isChange =
    /^jira:issue_(?:created|updated|deleted)$/.test(webhookEvent) && kind !== 'issue_commented';
  return isChange && issue ? issue.key.slice(0, issue.key.lastIndexOf('-')) : undefined;
}

/** Data Center may tell of a comment without its issue, whose number stands in the comment's own address. */
function issueIn(self: string, site: string): string | undefined {
  const home = `${site.replace(/\/$/, '')}/rest/api/`;
  if (!self.startsWith(home)) return undefined;
  return /^[\w.]+\/issue\/(\d{1,18})\/comment\/\d+$/.exec(self.slice(home.length))?.[1];
}
