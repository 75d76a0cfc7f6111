import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { messageOf } from '../model/errors.ts';

export interface EndHook {
  readonly secret: string;
  /** Has the batch with this reference looked at soon; how many that were. */
  readonly wake: (ref: string) => Promise<number>;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** How one CI service tells of an end. */
export interface EndEvents {
  readonly service: string;
  readonly path: string;
  /** Whether the service knows the secret; asked before a byte is parsed. */
  readonly isTrusted: (c: Context, body: Uint8Array, secret: string) => boolean;
  /** What every event of the service looks like. */
  readonly event: z.ZodType;
  /** An event that something ended, read to the reference of its batch. */
  readonly end: z.ZodType<string>;
}

/** An event has a few kilobytes; a project's own texts are in it. */
const maxBytes = 1_000_000;

/**
 * The door for a CI service's events. Of one that says that something ended only the reference is taken, and only to look
 * at that batch sooner: what became of it is read from the service. Nothing is kept, so a repeated one is harmless.
 * 202 heard or of no interest, 400 no event, 401 not signed by us, 413 too large, 503 not noted: send it again.
 */
export function endHook(events: EndEvents, hook: EndHook): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxBytes, onError: (c) => c.text('too large', 413) });
  app.post(events.path, limit, (c) => receive(c, events, hook));
  return app;
}

async function receive(c: Context, events: EndEvents, hook: EndHook): Promise<Response> {
  const { service } = events;
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (!events.isTrusted(c, body, hook.secret)) {
    hook.log(`event of ${service} refused: not signed by the shared secret`, {});
    return c.text('not signed', 401);
  }
  const event = jsonIn(new TextDecoder().decode(body));
  if (!events.event.safeParse(event).success) return c.text('not an event', 400);
  const ref = events.end.safeParse(event).data;
  if (ref === undefined) return c.text('of no interest', 202);
  try {
    const woken = await hook.wake(ref);
    return c.text(woken === 0 ? 'of no interest' : 'heard', 202);
  } catch (error) {
    hook.log(`event of ${service} not noted`, { ref, error: messageOf(error) });
    return c.text('not noted, please send it again', 503);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
