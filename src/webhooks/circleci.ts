import type { Hono } from 'hono';
import { z } from 'zod';
import { endHook, type EndEvents, type EndHook } from './end-hook.ts';
import { isSignedByCircleci } from './signature.ts';

export const circleciPath = '/webhooks/circleci';

const events: EndEvents = {
  service: 'CircleCI',
  path: circleciPath,
  isTrusted: (c, body, secret) => isSignedByCircleci(secret, body, c.req.header('circleci-signature')),
  event: z.looseObject({ type: z.string() }),
  end: z
    .looseObject({ type: z.literal('workflow-completed'), pipeline: z.looseObject({ id: z.uuid() }) })
    .transform(({ pipeline }) => pipeline.id.toLowerCase()),
};

/** The door for CircleCI's events, as `endHook` says; a batch's reference is its pipeline's id. */
export function circleciHook(hook: EndHook): Hono {
  return endHook(events, hook);
}
