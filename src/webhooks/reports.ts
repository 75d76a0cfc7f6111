import { Hono, type Context } from 'hono';
import { UserError } from '../model/errors.ts';
import { bearerProjects, type ProjectToken } from './bearer.ts';

/** A door for the commands of this machine: the data folder is this process's own. */
interface ReportsDoor {
  /** Those of the folder's own users; a token for builds alone opens nothing here. */
  readonly tokens: readonly ProjectToken[];
  /** @throws UserError for a run without a report */
  readonly report: (run: string) => Promise<object>;
  /** What a project's digest would say now. @throws UserError for no such project or digest */
  readonly digest: (name: string, project: string | undefined) => Promise<readonly object[]>;
  /** What a release waits for. @throws UserError for no such project or release */
  readonly blockers: (release: string | undefined, project: string | undefined) => Promise<object>;
}

/** 200 the report of a run, a digest's documents, or a release's board, as JSON; 401 no token, 404 why there is none. */
export function reportsDoor({ tokens, report, digest, blockers }: ReportsDoor): Hono {
  const app = new Hono();
  const answered = async (c: Context, read: () => Promise<object>): Promise<Response> => {
    if (bearerProjects(c.req.header('authorization'), tokens).length === 0)
      return c.json({ error: 'send a token as `Authorization: Bearer …`' }, 401);
    try {
      return c.json(await read());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.json({ error: error.message }, 404);
    }
  };
  app.get('/api/runs/:run', async (c) => answered(c, async () => report(c.req.param('run'))));
  app.get('/api/digests/:name', async (c) =>
    answered(c, async () => digest(c.req.param('name'), c.req.query('project'))),
  );
  app.get('/api/blockers', async (c) =>
    answered(c, async () => blockers(c.req.query('release'), c.req.query('project'))),
  );
  return app;
}
