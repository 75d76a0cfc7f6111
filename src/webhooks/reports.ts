import { Hono } from 'hono';
import { UserError } from '../model/errors.ts';
import { bearerProjects, type ProjectToken } from './bearer.ts';

/** A door for the commands of this machine: the data folder is this process's own. */
interface ReportsDoor {
  /** Those of the folder's own users; a token for builds alone opens nothing here. */
  readonly tokens: readonly ProjectToken[];
  /** @throws UserError for a run without a report */
  readonly report: (run: string) => Promise<object>;
}

/** 200 the report of a run as JSON, 401 no token, 404 why there is none. */
export function reportsDoor({ tokens, report }: ReportsDoor): Hono {
  const app = new Hono();
  app.get('/api/runs/:run', async (c) => {
    if (bearerProjects(c.req.header('authorization'), tokens).length === 0)
      return c.json({ error: 'send a token as `Authorization: Bearer …`' }, 401);
    try {
      return c.json(await report(c.req.param('run')));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.json({ error: error.message }, 404);
    }
  });
  return app;
}
