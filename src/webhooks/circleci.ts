import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { messageOf } from '../model/errors.ts';
import { isSignedByCircleci } from './signature.ts';

export interface CircleciHook {
  readonly secret: string;
  /** Has the batch of a pipeline looked at soon; how many that were. */
  readonly wake: (pipeline: string) => Promise<number>;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export const circleciPath = '/webhooks/circleci';

/** An event has a few kilobytes; a project's own texts are in it. */
const maxBytes = 1_000_000;

/**
 * The door for CircleCI's events. Of one that says that a workflow ended only the pipeline's id is taken, and only to
 * look at that pipeline sooner: what became of it is read from CircleCI. Nothing is kept, so a repeated one is harmless.
 * 202 heard or of no interest, 400 no event, 401 not signed by us, 413 too large, 503 not noted: send it again.
 */
export function circleciHook(hook: CircleciHook): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: maxBytes, onError: (c) => c.text('too large', 413) });
  app.post(circleciPath, limit, (c) => receive(c, hook));
  return app;
}

const eventSchema = z.looseObject({ type: z.string() });
const endSchema = z.looseObject({
  type: z.literal('workflow-completed'),
  pipeline: z.looseObject({ id: z.uuid() }),
});

async function receive(c: Context, hook: CircleciHook): Promise<Response> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (!isSignedByCircleci(hook.secret, body, c.req.header('circleci-signature'))) {
    hook.log('event of CircleCI refused: not signed by the shared secret', {});
    return c.text('not signed', 401);
  }
  const event = jsonIn(new TextDecoder().decode(body));
  if (!eventSchema.safeParse(event).success) return c.text('not an event', 400);
  const end = endSchema.safeParse(event).data;
  if (end === undefined) return c.text('of no interest', 202);
  try {
    const woken = await hook.wake(end.pipeline.id.toLowerCase());
    return c.text(woken === 0 ? 'of no interest' : 'heard', 202);
  } catch (error) {
    hook.log('event of CircleCI not noted', { pipeline: end.pipeline.id, error: messageOf(error) });
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
