import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { UserError } from '../model/errors.ts';
import { bearerProjects, type ProjectToken } from './bearer.ts';

/** A door for the commands of this machine: the data folder is this process's own. */
export interface OwnDoor {
  /** Those of the folder's own users; a token for builds alone opens nothing here. */
  readonly tokens: readonly ProjectToken[];
  /** @throws UserError for a run without a report */
  readonly report: (run: string) => Promise<object>;
  /** @throws UserError for a question that is none */
  readonly ledger: (question: unknown) => Promise<object>;
  /** Whether a run's evidence gives what was reported. @throws UserError for a question that is none, and for no such run */
  readonly verify: (question: unknown) => Promise<object>;
  /** @throws UserError for a question that is none, or that the history cannot answer */
  readonly flaky: (question: unknown) => Promise<object>;
  /** What a digest would say now. @throws UserError for a question that is none, and for no such project or digest */
  readonly digest: (question: unknown) => Promise<object>;
  /** What a release waits for. @throws UserError for a question that is none, and for no such project or release */
  readonly blockers: (question: unknown) => Promise<object>;
}

const largestQuestion = 1024 ** 2;

/**
 * The report of a run, its evidence read again, the ledger's decisions, the flaky list, digests and boards: 200 what was asked for as JSON, 401 no
 * token, 404 why there is none, 413 too long a question.
 */
export function ownDoor({ tokens, report, ...questions }: OwnDoor): Hono {
  const app = new Hono();
  const own: MiddlewareHandler = async (c, next) => {
    if (bearerProjects(c.req.header('authorization'), tokens).length > 0) return next();
    return c.json({ error: 'send a token as `Authorization: Bearer …`' }, 401);
  };
  app.get('/api/runs/:run', own, async (c) => answered(c, async () => report(c.req.param('run'))));
  const limit = bodyLimit({ maxSize: largestQuestion });
  for (const [name, answer] of Object.entries(questions))
    app.post(`/api/${name}`, own, limit, async (c) => answered(c, async () => answer(await questionIn(c))));
  return app;
}

async function questionIn(c: Context): Promise<unknown> {
  return c.req.json<unknown>().catch(() => undefined);
}

async function answered(c: Context, ask: () => Promise<object>) {
  try {
    return c.json(await ask());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return c.json({ error: error.message }, 404);
  }
}
