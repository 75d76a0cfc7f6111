import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { messageOf } from '../model/errors.ts';
import type { Delivery } from '../store/deliveries.ts';
import { isSignedBy } from './signature.ts';

export interface GitHubHook {
  readonly secret: string;
  /** Keeps a delivery for good, once per id. */
  readonly store: (delivery: Delivery) => Promise<'new' | 'known'>;
  /** Tells the workers; what it cannot tell now, the sweep finds. */
  readonly enqueue: (deliveryId: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export const githubPath = '/api/github/webhooks';

/** GitHub's own limit for a delivery. */
const maxBytes = 25_000_000;

/**
 * The door for GitHub's deliveries: verified before a byte is parsed, stored before it is answered, handled later.
 * 202 stored or known already, 400 no delivery, 401 not signed by us, 413 too large, 415 not JSON, 503 not stored.
 */
export function githubHook(hook: GitHubHook): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxBytes, onError: (c) => c.text('too large', 413) });
  app.post(githubPath, limit, (c) => receive(c, hook));
  return app;
}

async function receive(c: Context, hook: GitHubHook): Promise<Response> {
  const id = c.req.header('x-github-delivery') ?? '';
  const event = c.req.header('x-github-event') ?? '';
  if (!/^[\w-]{1,100}$/.test(id) || !/^\w{1,100}$/.test(event)) return c.text('not a delivery', 400);
  if (!(c.req.header('content-type') ?? '').startsWith('application/json')) return c.text('send JSON', 415);
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (!isSignedBy(hook.secret, body, c.req.header('x-hub-signature-256'))) {
    hook.log('delivery refused: not signed by the shared secret', { delivery: id });
    return c.text('not signed', 401);
  }
  const payload = new TextDecoder().decode(body);
  if (!isJson(payload)) return c.text('not JSON', 400);
  try {
    const known = await hook.store({
      id,
      tracker: 'github',
      event,
      payload,
      receivedAt: hook.now().toISOString(),
    });
    // A redelivery of something unhandled may be what wakes it up; the queue takes an id once.
    await hook.enqueue(id).catch((error: unknown) => {
      hook.log('delivery stored but not queued: the sweep will', { delivery: id, error: messageOf(error) });
    });
    return c.text(known === 'new' ? 'stored' : 'known', 202);
  } catch (error) {
    hook.log('delivery not stored', { delivery: id, error: messageOf(error) });
    return c.text('not stored, please redeliver', 503);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
