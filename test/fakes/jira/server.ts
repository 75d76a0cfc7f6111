import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { refused, type Answer } from './route.ts';
import type { SentFile } from './route.ts';
import { routes } from './routes.ts';
import { filesOf } from './attachments.ts';
import { versionOf } from './shapes.ts';
import type { Fault, FakeState } from './state.ts';

export interface FakeJira {
  /** What JIRA_URL would be. */
  readonly url: string;
  readonly state: FakeState;
  readonly close: () => Promise<void>;
}

/** Starts the look-alike on a free loopback port. */
export async function startFakeJira(state: FakeState): Promise<FakeJira> {
  const server = createServer((request, response) => {
    handle(request, response, state).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `${baseOf(server)}${state.base}`,
    state,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, state: FakeState): Promise<void> {
  const bytes = await readAll(request);
  const files = await filesOf(request, bytes);
  const text = files === undefined ? bytes.toString('utf8') : '';
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const method = request.method ?? 'GET';
  const body: unknown = text === '' ? {} : JSON.parse(text);
  const { authorization } = request.headers;
  state.requests.push({ method, path: url.pathname, authorization, body });
  const fault = takeFault(state, method, url.pathname);
  if (fault?.waitMs !== undefined) await sleep(fault.waitMs);
  if (fault?.status !== undefined) {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    response.end(fault.text ?? '');
    return;
  }
  const answer = dispatch(
    { url, method, body, authorization, ...(files === undefined ? {} : { files }) },
    state,
  );
  fault?.after?.();
  if (fault?.loseAnswer === true) {
    request.socket.destroy();
    return;
  }
  // Data Center tells even the calm to wait for nothing.
  response.writeHead(answer.status, { 'content-type': 'application/json;charset=UTF-8', 'retry-after': '0' });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

interface Incoming {
  readonly url: URL;
  readonly method: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly files?: readonly SentFile[];
}

function dispatch({ url, method, body, authorization, files }: Incoming, state: FakeState): Answer {
  const root = `${state.base}/rest/api/${versionOf(state)}`;
  if (!url.pathname.startsWith(`${root}/`)) return refused(404, 'null for uri');
  if (authorization !== state.authorization) return refused(401, 'You are not authenticated.');
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(url.pathname.slice(root.length)) : null;
    if (match === null) continue;
    const base = `${url.origin}${state.base}`;
    return route.answer({
      state,
      base,
      parts: match.slice(1),
      query: url.searchParams,
      body: Object(body),
      ...(files === undefined ? {} : { files }),
    });
  }
  return refused(404, 'null for uri');
}

function takeFault(state: FakeState, method: string, path: string): Fault | undefined {
  const at = state.faults.findIndex((fault) => fault.method === method && fault.path.test(path));
  const fault = state.faults[at];
  if (fault === undefined) return undefined;
  const left = (fault.times ?? 1) - 1;
  if (left === 0) state.faults.splice(at, 1);
  else state.faults[at] = { ...fault, times: left };
  return fault;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function baseOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
