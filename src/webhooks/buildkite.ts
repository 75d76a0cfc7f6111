import type { Hono } from 'hono';
import { z } from 'zod';
import { endHook, type EndEvents, type EndHook } from './end-hook.ts';
import { isSignedByBuildkite } from './signature.ts';

export const buildkitePath = '/webhooks/buildkite';

const events: EndEvents = {
  service: 'Buildkite',
  path: buildkitePath,
  isTrusted: (c, body, secret) => isSignedByBuildkite(secret, body, c.req.header('x-buildkite-signature')),
  event: z.looseObject({ event: z.string() }),
  end: z
    .looseObject({
      event: z.literal('build.finished'),
      build: z.looseObject({ number: z.int().min(1) }),
    })
    .transform(({ build }) => String(build.number)),
};

/**
 * The door for Buildkite's events, as `endHook` says. A batch's reference is the number of its build; a build of another
 * pipeline with the same number costs one look.
 */
export function buildkiteHook(hook: EndHook): Hono {
  return endHook(events, hook);
}
