import { createHash, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeRoutes } from './code.ts';
import { issueRoutes } from './issues.ts';
import * as shapes from './shapes.ts';
import type { FakeComment, FakeState } from './state.ts';

/** What a route answers; `raw` routes are checked against GitHub's description by their pattern. */
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

interface Call {
  readonly state: FakeState;
  readonly base: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly login: string;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly as: 'app' | 'installation';
  readonly answer: (call: Call) => Answer;
}

const notFound: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.example.org' },
};

/** Every route the look-alike knows; each exists in GitHub's published description. */
const routes: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/app$/,
    as: 'app',
    answer: ({ state }) => {
      const { slug, permissions, events } = state;
      const told = events === undefined ? {} : { events };
      return { status: 200, body: { slug, ...(permissions === undefined ? {} : { permissions }), ...told } };
    },
  },
  { method: 'POST', pattern: /^\/app\/installations\/(\d+)\/access_tokens$/, as: 'app', answer: createToken },
  {
    method: 'GET',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/installation$/,
    as: 'app',
    answer: ({ state }) => {
      const { installation: id, permissions } = state;
      return { status: 200, body: { id, ...(permissions === undefined ? {} : { permissions }) } };
    },
  },
  { method: 'GET', pattern: /^\/repos\/([^/]+)\/([^/]+)$/, as: 'installation', answer: readRepository },
  {
    method: 'GET',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/collaborators\/([^/]+)\/permission$/,
    as: 'installation',
    answer: ({ state, base, parts }) => {
      const login = decodeURIComponent(parts[2] ?? '');
      return { status: 200, body: shapes.permission(base, login, state.roles.get(login) ?? 'none') };
    },
  },
  {
    method: 'GET',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)$/,
    as: 'installation',
    answer: readPull,
  },
  {
    method: 'GET',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/comments$/,
    as: 'installation',
    answer: listComments,
  },
  {
    method: 'POST',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)\/comments$/,
    as: 'installation',
    answer: createComment,
  },
  {
    method: 'PATCH',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/comments\/(\d+)$/,
    as: 'installation',
    answer: editComment,
  },
  {
    method: 'POST',
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/comments\/(\d+)\/reactions$/,
    as: 'installation',
    answer: react,
  },
  ...issueRoutes,
  ...codeRoutes,
  { method: 'POST', pattern: /^\/graphql$/, as: 'installation', answer: minimise },
];

export interface FakeGitHub {
  readonly url: string;
  readonly state: FakeState;
  /** A comment by a person, as if typed on the page. */
  readonly say: (issue: number, author: string, body: string) => FakeComment;
  readonly close: () => Promise<void>;
}

/** Starts the look-alike on a free loopback port. */
export async function startFakeGitHub(state: FakeState): Promise<FakeGitHub> {
  const server = createServer((request, response) => {
    handle(request, response, state).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: baseOf(server),
    state,
    say: (issue, author, body) => addComment(state, { issue, author, body }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, state: FakeState): Promise<void> {
  const text = await readAll(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const method = request.method ?? 'GET';
  const body: unknown = text === '' ? {} : JSON.parse(text);
  const { authorization } = request.headers;
  state.requests.push({
    method,
    path: url.pathname,
    authorization,
    body,
    apiVersion: String(request.headers['x-github-api-version']),
  });
  const fault = takeFault(state, method, url.pathname);
  if (fault?.status !== undefined) {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    response.end(JSON.stringify({ message: `fault ${fault.status}` }));
    return;
  }
  const answer = dispatch(
    { url, method, body, authorization, base: `http://${request.headers.host}` },
    state,
  );
  if (fault?.loseAnswer === true) {
    request.socket.destroy();
    return;
  }
  const said = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const etag = `W/"${createHash('sha256').update(said).digest('hex')}"`;
  if (method === 'GET' && answer.status === 200 && request.headers['if-none-match'] === etag) {
    state.unchanged = (state.unchanged ?? 0) + 1;
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', etag });
  response.end(said);
}

interface Incoming {
  readonly url: URL;
  readonly method: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly base: string;
}

function dispatch({ url, method, body, authorization, base }: Incoming, state: FakeState): Answer {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(url.pathname) : null;
    if (match === null) continue;
    const allowed = route.as === 'app' ? isApp(authorization, state) : isInstallation(authorization, state);
    if (!allowed) return { status: 401, body: { message: 'Bad credentials', documentation_url: '' } };
    const parts = match.slice(1);
    if (route.pattern.source.startsWith('^\\/repos') && (parts[0] !== state.owner || parts[1] !== state.repo))
      return notFound;
    return route.answer({
      state,
      base,
      parts,
      query: url.searchParams,
      body: Object(body),
      login: `${state.slug}[bot]`,
    });
  }
  return notFound;
}

/** The App's RS256 JWT, verified with its public key. */
function isApp(authorization: string | undefined, state: FakeState): boolean {
  const [head, claims, signature] = (authorization ?? '').replace(/^bearer /i, '').split('.');
  if (head === undefined || claims === undefined || signature === undefined) return false;
  const good = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    state.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  const { iss, exp }: { iss: unknown; exp: number } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  return good && String(iss) === String(state.appId) && exp > Date.now() / 1_000;
}

function isInstallation(authorization: string | undefined, state: FakeState): boolean {
  return state.tokens.has((authorization ?? '').replace(/^(?:token|bearer) /i, ''));
}

function createToken({ state, parts }: Call): Answer {
  if (Number(parts[0]) !== state.installation) return notFound;
  const token = `ghs_${'x'.repeat(30)}${(state.serial += 1)}`;
  state.tokens.add(token);
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  return {
    status: 201,
    body: { token, expires_at: expires, permissions: { issues: 'write' }, repository_selection: 'selected' },
  };
}

function readRepository({ state }: Call): Answer {
  const { owner, repo } = state;
  return {
    status: 200,
    body: { id: 1, name: repo, full_name: `${owner}/${repo}`, default_branch: 'main', private: false },
  };
}

function readPull({ state, parts, base }: Call): Answer {
  const pull = state.pulls.get(Number(parts[2]));
  if (pull === undefined) return notFound;
  const head = {
    ref: pull.ref,
    sha: pull.sha,
    repo: pull.headRepo === null ? null : { full_name: pull.headRepo, pushed_at: pull.pushedAt ?? null },
  };
  return {
    status: 200,
    body: {
      number: Number(parts[2]),
      state: pull.state ?? 'open',
      merged_at: pull.mergedAt ?? null,
      head,
      user: shapes.user(base, pull.author ?? 'ann'),
      base: { ref: 'main', repo: { full_name: `${state.owner}/${state.repo}` } },
    },
  };
}

function listComments({ state, base, parts, query }: Call): Answer {
  const since = query.get('since') ?? '';
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const found = state.comments.filter(
    (one) =>
      one.issue === Number(parts[2]) &&
      Date.parse(one.updatedAt) >= (since === '' ? 0 : Math.floor(Date.parse(since) / 1_000) * 1_000),
  );
  return { status: 200, body: found.slice(from, from + size).map((one) => shapes.comment(base, state, one)) };
}

function createComment({ state, base, parts, body, login }: Call): Answer {
  if (String(body['body']).length > 65_536) return { status: 422, body: { message: 'body is too long' } };
  const one = addComment(state, { issue: Number(parts[2]), author: login, body: String(body['body']) });
  return { status: 201, body: shapes.comment(base, state, one) };
}

function editComment({ state, base, parts, body }: Call): Answer {
  const one = state.comments.find(({ id }) => id === Number(parts[2]));
  if (one === undefined) return notFound;
  one.updatedAt = now();
  one.versions.push({ body: String(body['body']), at: one.updatedAt });
  return { status: 200, body: shapes.comment(base, state, one) };
}

function react({ state, base, parts, body, login }: Call): Answer {
  const one = state.comments.find(({ id }) => id === Number(parts[2]));
  if (one === undefined) return notFound;
  const content = String(body['content']);
  const known = one.reactions.find((entry) => entry.content === content && entry.login === login);
  if (known !== undefined) return { status: 200, body: shapes.reaction(base, known) };
  const added = { id: (state.serial += 1), login, content };
  one.reactions.push(added);
  return { status: 201, body: shapes.reaction(base, added) };
}

function minimise({ state, body }: Call): Answer {
  const one = state.comments.find(({ nodeId }) => nodeId === Object(body['variables']).id);
  if (one === undefined)
    return {
      status: 200,
      body: { data: null, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node' }] },
    };
  one.minimised = true;
  return { status: 200, body: { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } } };
}

function addComment(
  state: FakeState,
  { issue, author, body }: { issue: number; author: string; body: string },
): FakeComment {
  const id = (state.serial += 1);
  const at = now();
  const one: FakeComment = {
    id,
    nodeId: `IC_${id}`,
    issue,
    author,
    createdAt: at,
    updatedAt: at,
    versions: [{ body, at }],
    reactions: [],
    minimised: false,
  };
  state.comments.push(one);
  return one;
}

function takeFault(state: FakeState, method: string, path: string) {
  const at = state.faults.findIndex((fault) => fault.method === method && fault.path.test(path));
  return at === -1 ? undefined : state.faults.splice(at, 1)[0];
}

/** GitHub's times have no fractions of a second. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function baseOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
