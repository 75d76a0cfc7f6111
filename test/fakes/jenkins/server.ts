import { type Answer, type Asked, serveWithTroubles, type TroubledServer } from '../ci/troubled-server.ts';
import * as shapes from './shapes.ts';
import { type FakeBuild, type FakeJob, type FakePace, JenkinsState } from './state.ts';
import { parseTree, prune } from './tree.ts';

interface FakeJenkinsSettings {
  readonly jobs: readonly FakeJob[];
  readonly pace?: Partial<FakePace>;
  readonly user?: string;
  /** With it no crumb is needed. */
  readonly token?: string;
  /** With it every POST needs a crumb and the session it was given in. */
  readonly password?: string;
  /** Releases before JENKINS-66105 answer 201 also when they merge. */
  readonly mergedStatus?: 201 | 303;
  /** Artifacts are sent from another host, as with a "Resource Root URL". */
  readonly hasResourceRoot?: boolean;
}

export interface FakeJenkins extends TroubledServer {
  /** With the context path that many installations have. */
  readonly root: string;
  readonly state: JenkinsState;
  /** The other host, which must never see a token. */
  readonly storage: TroubledServer;
}

const prefix = '/jenkins';
const crumb = 'b6a1f3';
const session = 'JSESSIONID.7f=node01';

/** Starts a look-alike of Jenkins: folders, declared parameters, a merging and forgetful queue, builds that take time. */
export async function startFakeJenkins(settings: FakeJenkinsSettings): Promise<FakeJenkins> {
  const state = new JenkinsState(settings.jobs, settings.pace ?? {});
  const storage = await serveWithTroubles(({ path }) => {
    const found = find(path.slice('/static-files/4f2a'.length));
    return found?.build === undefined ? notFound : { status: 200, body: textOf(found) };
  });
  const server = await serveWithTroubles((asked) => {
    const answer = dispatch(asked);
    return { ...answer, headers: { 'x-jenkins': '2.462.3', ...answer.headers } };
  });
  const root = `${server.url}${prefix}`;

  function dispatch(asked: Asked): Answer {
    state.advance();
    const refused = refusal(asked, settings);
    if (refused !== undefined) return refused;
    const path = asked.path.slice(prefix.length);
    if (asked.method === 'GET' && path.endsWith('/api/json')) return api(path.slice(0, -9), asked);
    const found = find(path);
    if (found === undefined) return notFound;
    if (found.rest === 'consoleText' && found.build)
      return {
        status: 200,
        body: `Started by ${settings.user ?? 'nobody'}\ncannot find the shop\nFinished: FAILURE\n`,
      };
    if (asked.method === 'GET') return artifact(found, path);
    if (found.rest === 'cancelItem') state.cancelItem(Number(asked.query.get('id')));
    if (found.rest === 'buildWithParameters' && found.job) return start(found.job, asked);
    if (
      ['stop', 'term', 'kill'].includes(found.rest) &&
      found.build &&
      state.isBuilding(found.build) &&
      !state.isDeaf
    )
      found.build.stoppedAt = Date.now();
    return { status: 302, headers: { location: './' } };
  }

  function api(path: string, asked: Asked): Answer {
    const value = described(path);
    if (value === undefined) return notFound;
    const tree = asked.query.get('tree');
    const headers = path === '/crumbIssuer' ? { 'set-cookie': `${session}; Path=${prefix}; HttpOnly` } : {};
    return { status: 200, headers, body: tree === null ? value : prune(value, parseTree(tree)) };
  }

  function described(path: string): unknown {
    const queued = /^\/queue\/item\/(\d+)$/.exec(path);
    if (queued !== null) {
      const item = state.item(Number(queued[1]));
      return item && shapes.item(root, item);
    }
    if (path === '/queue') {
      const waiting = state.items.filter(
        ({ leftAt, since }) => leftAt === undefined && state.isListed(since),
      );
      return { _class: 'hudson.model.Queue', items: waiting.map((item) => shapes.item(root, item)) };
    }
    if (path === '/whoAmI')
      return { _class: 'hudson.security.WhoAmI', anonymous: false, name: settings.user };
    if (path === '/crumbIssuer')
      return settings.password && { crumb, crumbRequestField: 'Jenkins-Crumb', _class: 'hudson.X' };
    const found = find(path);
    if (found?.build === undefined) return found?.job && shapes.job(root, found.job, state);
    if (found.rest === '') return shapes.build(root, found.build, state);
    const { tests } = found.build.outcome;
    return found.rest === 'testReport' && tests && !state.isBuilding(found.build)
      ? shapes.testReport(tests)
      : undefined;
  }

  function start(job: FakeJob, asked: Asked): Answer {
    if (job.disabled === true) return { status: 409, body: 'not buildable' };
    if (job.parameters === undefined)
      return { status: 500, body: 'java.lang.IllegalStateException: This build is not parameterized!' };
    const { item, isNew } = state.schedule(job, Object.fromEntries(new URLSearchParams(asked.body)));
    const location = `${root}/queue/item/${item.id}/`;
    return { status: isNew ? 201 : (settings.mergedStatus ?? 303), headers: { location } };
  }

  function find(path: string): { job?: FakeJob; build?: FakeBuild; rest: string } | undefined {
    if (path === '/queue/cancelItem') return { rest: 'cancelItem' };
    for (const job of state.jobs) {
      const at = new URL(shapes.jobUrl(root, job)).pathname.slice(prefix.length, -1);
      if (path !== at && !path.startsWith(`${at}/`)) continue;
      const [first = '', ...others] = path.slice(at.length + 1).split('/');
      if (first === 'job') continue;
      if (!/^\d+$/.test(first)) return { job, rest: first };
      const build = state.builds.find((one) => one.job === job && one.number === Number(first));
      return build === undefined ? undefined : { job, build, rest: others.join('/') };
    }
    return undefined;
  }

  function textOf({ build, rest }: { build?: FakeBuild; rest: string }): string | undefined {
    const path = decodeURIComponent(rest.replace(/^artifact\//, ''));
    return rest.startsWith('artifact/') ? build?.outcome.artifacts?.[path] : undefined;
  }

  function artifact(found: { build?: FakeBuild; rest: string }, path: string): Answer {
    const text = textOf(found);
    if (text === undefined) return notFound;
    if (settings.hasResourceRoot !== true) return { status: 200, body: text };
    return { status: 302, headers: { location: `${storage.url}/static-files/4f2a${path}` } };
  }

  return Object.assign(server, {
    root,
    state,
    storage,
    close: ((close) => async () => {
      await close();
      await storage.close();
    })(server.close),
  });
}

const notFound: Answer = { status: 404, body: '<html><body>Not Found</body></html>' };

function refusal(asked: Asked, { user, token, password }: FakeJenkinsSettings): Answer | undefined {
  if (!asked.path.startsWith(`${prefix}/`)) return notFound;
  if (token === undefined && password === undefined) return undefined;
  const given = Buffer.from((asked.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  if (given === '') return { status: 403, body: 'Authentication required' };
  if (given === `${user}:${token}`) return undefined;
  if (given !== `${user}:${password}`) return { status: 401, body: 'Invalid password/token for user' };
  const isSafe =
    asked.method === 'GET' ||
    (asked.headers['jenkins-crumb'] === crumb && asked.headers.cookie?.includes(session) === true);
  return isSafe ? undefined : { status: 403, body: 'No valid crumb was included in the request' };
}
