import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { ServerConfig } from '../config/server.ts';
import { messageOf } from '../model/errors.ts';
import type { Delivery } from '../store/deliveries.ts';
import { buildkiteHook } from '../webhooks/buildkite.ts';
import type { ProjectToken } from '../webhooks/bearer.ts';
import { buildsDoor } from '../webhooks/builds.ts';
import { circleciHook } from '../webhooks/circleci.ts';
import { githubHook } from '../webhooks/github.ts';
import { jenkinsHook } from '../webhooks/jenkins.ts';
import { jiraHook } from '../webhooks/jira.ts';
import { ownDoor } from '../webhooks/own.ts';
import { ownQuestions } from './own-questions.ts';
import { newHandover, offerHandover, type Handover } from './handover.ts';
import { importing } from './importing.ts';
import { wakeBoards } from './boards.ts';
import { wakeBuilds } from './builds.ts';
import { openParts, type Parts } from './parts.ts';
import { createLog } from './log.ts';
import { pollTrackers } from './polling.ts';
import { startWorking } from './working.ts';

export interface Roles {
  /** Answer deliveries. */
  readonly listen: boolean;
  /** Execute runs and handle deliveries. */
  readonly work: boolean;
}

export interface Running {
  /** Absent when nothing listens. */
  readonly url?: string;
  /** Stops listening, lets handlers come to their end, and closes everything in order. */
  readonly close: () => Promise<void>;
}

/**
 * Starts what the roles ask for.
 * @throws UserError when the configuration or the data folder cannot be used.
 */
export async function startServer(config: ServerConfig, roles: Roles): Promise<Running> {
  const log = createLog(config.logLevel);
  await mkdir(join(config.data), { recursive: true, mode: 0o700 });
  const parts = await openParts(config, log);
  try {
    const working = roles.work ? await startWorking(parts) : undefined;
    const handover = newHandover(config);
    const http = roles.listen ? await listen(parts, handover) : undefined;
    const offer = http === undefined ? undefined : await offerHandover(handover, http.url, config);
    const polling = roles.listen ? pollTrackers(parts) : undefined;
    log.info(
      { ...(http === undefined ? {} : { url: http.url }), queue: parts.queueName, store: parts.storeName },
      'ready',
    );
    return {
      ...(http === undefined ? {} : { url: http.url }),
      async close() {
        await polling?.close();
        await offer?.close();
        await http?.close();
        await working?.close();
        await parts.close();
        log.info('closed');
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function listen(parts: Parts, handover: Handover) {
  const { config } = parts;
  const app = routes(parts, handover);
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => void answer(request, response));
  // A sender that never finishes its request must not hold a connection for ever; a build's archive takes minutes.
  server.requestTimeout = 300_000;
  server.headersTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    close: async () => {
      server.closeIdleConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function routes(parts: Parts, handover: Handover): Hono {
  const { config, store, queue, now, log } = parts;
  const app = new Hono();
  const { github, jira } = config;
  const hook = {
    store: (delivery: Delivery) => store.deliveries.add(delivery),
    enqueue: (id: string) => queue.add({ kind: 'delivery' as const, id }),
    now,
    log: (message: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, message),
  };
  if (github !== undefined) app.route('/', githubHook({ ...hook, secret: github.webhookSecret }));
  if (jira?.webhookSecret !== undefined)
    app.route(
      '/',
      jiraHook({
        ...hook,
        secret: jira.webhookSecret,
        site: jira.url,
        changed: async (project) => wakeBoards('jira', project, parts),
      }),
    );
  for (const { service, secret, door } of endDoors(config)) {
    const wake = async (ref: string): Promise<number> => {
      const woken = await store.batches.wake({ service, ref, at: now().toISOString() });
      if (woken === 0) await wakeBuilds(service, parts);
      return woken;
    };
    if (secret !== undefined) app.route('/', door({ secret, wake, log: hook.log }));
  }
  const tokens: readonly ProjectToken[] = [...config.importTokens, ...handover.tokens];
  if (tokens.length > 0) app.route('/', buildsDoor({ tokens, ...importing(parts), log: hook.log }));
  if (handover.tokens.length > 0)
    app.route('/', ownDoor({ tokens: handover.tokens, ...ownQuestions(parts) }));
  app.get('/healthz', async (c) => {
    try {
      await Promise.all([store.ping(), queue.ping()]);
      return c.json({ ok: true });
    } catch (error) {
      log.error({ error: messageOf(error) }, 'not healthy');
      return c.json({ ok: false }, 503);
    }
  });
  app.get('/', (c) => c.text('Retrial listens here. Comment /retrial help on an issue.\n'));
  return app;
}

/** The CI services that tell of ends by themselves; GitHub's stand in its own deliveries. */
function endDoors(config: ServerConfig) {
  return [
    { service: 'circleci', secret: config.circleciWebhookSecret, door: circleciHook },
    { service: 'buildkite', secret: config.buildkiteWebhookSecret, door: buildkiteHook },
    { service: 'jenkins', secret: config.jenkinsWebhookSecret, door: jenkinsHook },
  ];
}
