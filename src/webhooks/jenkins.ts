import type { Hono } from 'hono';
import { z } from 'zod';
import { endHook, type EndEvents, type EndHook } from './end-hook.ts';
import { isSame } from './signature.ts';

export const jenkinsPath = '/webhooks/jenkins';

/** What Jenkins' Notification plugin sends (its `JobState` and `BuildState`, as JSON). */
const events: EndEvents = {
  service: 'Jenkins',
  path: `${jenkinsPath}/:secret`,
  isTrusted: (c, _, secret) => isSame(c.req.param('secret') ?? '', secret),
  event: z.looseObject({ build: z.looseObject({ phase: z.string() }) }),
  end: z
    .looseObject({
      build: z.looseObject({ phase: z.enum(['COMPLETED', 'FINALIZED']), queue_id: z.int().min(1) }),
    })
    .transform(({ build }) => String(build.queue_id)),
};

/**
 * The door for Jenkins' events, as `endHook` says. Nothing there signs, so its address ends with the secret. A batch's
 * reference is the id of its queue item.
 */
export function jenkinsHook(hook: EndHook): Hono {
  return endHook(events, hook);
}
