import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { bearerProjects, type ProjectToken } from './bearer.ts';
import { boundedBody, jsonLines, newSlots, TooLarge, TooSlow } from './uploads.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { Build } from '../model/history.ts';

/** What became of a build that was sent. `kept` is false when it was there already. */
export interface Imported {
  readonly kept: boolean;
  readonly tests: number;
  readonly failed: number;
  /** What could not be read or was not looked at, in words. */
  readonly notes: readonly string[];
}

export interface BuildsDoor {
  readonly tokens: readonly ProjectToken[];
  /** Reads reports or an archive of them into a build. @throws UserError for what cannot be read, 413 when too large */
  readonly importReports: (build: Build, file: string, bytes: AsyncIterable<Uint8Array>) => Promise<Imported>;
  /** Keeps a build that was read elsewhere, a line of JSON for each of its parts. @throws UserError E-VALUE when it is none */
  readonly importRecord: (lines: AsyncIterable<unknown>, project: string) => Promise<Imported>;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export const buildsPath = '/api/ci/builds';

/** Bytes of one upload; with more, send several builds or only the reports of failing tests. */
export const largestUpload = 256 * 1024 ** 2;
/** A build of a hundred thousand tests, line by line, has about twenty megabytes. */
const largestRecord = 64 * 1024 ** 2;
/** Each is read as it comes; more at once would only wait for each other. One token's leave room for the others'. */
const mostAtOnce = { ofToken: 4, inAll: 12 };

const word = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}+$/u, 'holds a control character');

const aboutSchema = z.strictObject({
  project: word,
  branch: word,
  lane: word.default('default'),
  commit: word.default(''),
  at: z.iso.datetime({ offset: true }).optional(),
  build: word.optional(),
  /** Milliseconds the build took. */
  ms: z.coerce.number().int().min(0).max(1e12).optional(),
  /** What the file is called, where its content does not tell what it is. */
  file: z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'is a plain file name')
    .optional(),
});

/**
 * The door for builds that CI sends by itself: the place in the query, reports or an archive in the body.
 * 201 kept, 200 there already, 400 what is missing or wrong, 401 no token, 403 another project's token, 413 too large,
 * 422 no test result in it, 408 too slow, 429 later, 503 not kept: send it again.
 */
export function buildsDoor(door: BuildsDoor): Hono {
  const app = new Hono();
  const slots = newSlots(mostAtOnce);
  app.post(buildsPath, async (c) => {
    const sender = bearerProjects(c.req.header('authorization'), door.tokens);
    if (sender.length === 0) return c.json({ error: 'send a token as `Authorization: Bearer …`' }, 401);
    const leave = slots.take(sender.join('\n'));
    if (leave === undefined) {
      c.header('Retry-After', '10');
      return c.json({ error: 'others are being read: send it again in ten seconds' }, 429);
    }
    try {
      return await receive(c, sender, door);
    } finally {
      leave();
    }
  });
  return app;
}

async function receive(c: Context, projects: readonly string[], door: BuildsDoor): Promise<Response> {
  const isRecord = (c.req.header('content-type') ?? '').startsWith('application/x-ndjson');
  const most = isRecord ? largestRecord : largestUpload;
  const tooLarge = { error: `at most ${most / 1024 ** 2} MB are taken at once` };
  if (Number(c.req.header('content-length') ?? 0) > most) return c.json(tooLarge, 413);
  const about = aboutSchema.safeParse(c.req.query());
  if (!about.success) return c.json({ error: z.prettifyError(about.error) }, 400);
  const { project } = about.data;
  if (!projects.includes('*') && !projects.some((own) => own.toLowerCase() === project.toLowerCase()))
    return c.json({ error: `this token is not for ${project}` }, 403);
  const bytes = boundedBody(c.req.raw.body, most);
  try {
    const done = isRecord
      ? await door.importRecord(jsonLines(bytes), project)
      : await importReports(about.data, bytes, door);
    if (done === undefined) return c.json({ error: 'say when the build ran: at=2026-03-02T10:00:00Z' }, 400);
    if (done.tests === 0) return c.json({ error: 'no test result was found in it', notes: done.notes }, 422);
    return c.json(done, done.kept ? 201 : 200);
  } catch (error) {
    if (error instanceof TooLarge) return c.json(tooLarge, 413);
    if (error instanceof TooSlow) return c.json({ error: error.message }, 408);
    if (error instanceof UserError) return c.json({ error: error.message }, 422);
    door.log('a build was not kept', { project, error: messageOf(error) });
    return c.json({ error: 'not kept, please send it again' }, 503);
  }
}

/** Without a name, what the build was of names it: the same build sent twice is one. */
async function importReports(
  about: z.output<typeof aboutSchema>,
  bytes: AsyncIterable<Uint8Array>,
  door: BuildsDoor,
): Promise<Imported | undefined> {
  const { project, branch, lane, commit, at, build, ms, file } = about;
  if (at === undefined) return undefined;
  const iso = new Date(at).toISOString();
  const id = build ?? `${commit} ${iso}`;
  const whole = { project, id, branch, lane, commit, at: iso, passesKnown: true };
  return door.importReports({ ...whole, ...(ms === undefined ? {} : { ms }) }, file ?? '', bytes);
}
