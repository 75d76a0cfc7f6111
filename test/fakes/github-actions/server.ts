import { createHash } from 'node:crypto';
import { type Answer, type Asked, serveWithTroubles, type TroubledServer } from '../ci/troubled-server.ts';
import * as shapes from './shapes.ts';
import { ActionsState, type FakeRun, type FakeWorkflow } from './state.ts';
import { zipOf } from './zip.ts';

interface FakeActionsSettings {
  readonly workflow: FakeWorkflow;
  /** Inputs that the workflow declares. */
  readonly declared: readonly string[];
  /** What a dispatch answers: the run, nothing, or that it knows no `return_run_details`, as older servers do. */
  readonly tells?: 'run' | 'nothing' | 'refuses';
  /** Tokens that may do all beside the one below: those of an installation of the App. */
  readonly installed?: ReadonlySet<string>;
}

export interface FakeActions extends TroubledServer {
  readonly state: ActionsState;
  /** The host that keeps artifacts, and takes no token. */
  readonly storage: TroubledServer;
}

export const tokens = { full: 'ghp_full_a1b2c3d4e5f6', reader: 'ghp_reader_g7h8i9j0' };

const notFound: Answer = { status: 404, body: { message: 'Not Found', documentation_url: '' } };
const root = '/repos/acme/shop/actions';

/** Starts a look-alike of GitHub Actions: one workflow, lists that lag, zips on another host for a minute. */
export async function startFakeActions(settings: FakeActionsSettings): Promise<FakeActions> {
  const { workflow, declared, tells = 'run', installed = new Set() } = settings;
  const state = new ActionsState(workflow);
  const storage = await serveWithTroubles((asked) => {
    if (asked.headers.authorization !== undefined) return { status: 400, body: 'two ways to sign in' };
    const [, job = ''] = /^\/logs\/(\d+)$/.exec(asked.path) ?? [];
    if (job !== '') return { status: 200, body: printed(job) };
    const files = uploadOf(Number(asked.path.split('/').at(-1)));
    const headers = { 'content-type': 'application/zip' };
    return files === undefined ? notFound : { status: 200, headers, body: zipOf(files) };
  });
  const server = await serveWithTroubles((asked) => unlessKnown(asked, answerTo(asked), state));

  function answerTo(asked: Asked): Answer {
    const token = (asked.headers.authorization ?? '').replace(/^(?:token|bearer) /i, '');
    if (token !== tokens.full && token !== tokens.reader && !installed.has(token))
      return { status: 401, body: { message: 'Bad credentials' } };
    if (asked.path === '/user') {
      const scopes = token === tokens.full ? 'repo, workflow' : 'read:user';
      return { status: 200, headers: { 'x-oauth-scopes': scopes }, body: { login: 'retrial-ci', id: 1 } };
    }
    if (asked.method === 'POST' && token === tokens.reader)
      return { status: 403, body: { message: 'Resource not accessible by personal access token' } };
    const path = asked.path.startsWith(root) ? asked.path.slice(root.length) : '';
    if (path === '/workflows/retrial.yml/dispatches' && asked.method === 'POST') return dispatch(asked);
    if (path === '/workflows/retrial.yml/runs' || path === '/runs') return listed(asked);
    if (asked.path === '/repos/acme/shop/pulls') return pulls(asked);
    if (decodeURIComponent(asked.path) === '/repos/acme/shop/contents/.github/workflows/retrial.yml')
      return state.file === undefined
        ? notFound
        : { status: 200, body: { content: Buffer.from(state.file).toString('base64'), encoding: 'base64' } };
    const [, tag = ''] = /^\/repos\/acme\/shop\/commits\/tags(?:\/|%2F)(.+)$/.exec(asked.path) ?? [];
    if (tag !== '') {
      const sha = state.tags.get(tag);
      return sha === undefined ? notFound : { status: 200, body: { sha } };
    }
    const [, zip = ''] = /^\/artifacts\/(\d+)\/zip$/.exec(path) ?? [];
    if (zip !== '') return zipped(Number(zip));
    const [, job = ''] = /^\/jobs\/(\d+)\/logs$/.exec(path) ?? [];
    if (job !== '') return { status: 302, headers: { location: `${storage.url}/logs/${job}` } };
    const [, of = '', attempt = '', jobs] = /^\/runs\/(\d+)\/attempts\/(\d+)(\/jobs)?$/.exec(path) ?? [];
    if (attempt !== '') return attempted(asked, { id: Number(of), attempt: Number(attempt), jobs });
    const [, id = '', what = ''] =
      /^\/runs\/(\d+)(?:\/(jobs|artifacts|cancel|force-cancel))?$/.exec(path) ?? [];
    const run = state.runs.find((one) => one.id === Number(id));
    return run === undefined ? notFound : ofRun(run, what, asked);
  }

  function attempted(
    asked: Asked,
    {
      id,
      attempt,
      jobs,
    }: { readonly id: number; readonly attempt: number; readonly jobs: string | undefined },
  ): Answer {
    const run = state.runs.find((one) => one.id === id);
    if (run === undefined || attempt < 1 || attempt > state.attemptsOf(run)) return notFound;
    if (jobs !== undefined) return page(asked, 'jobs', shapes.jobs(server.url, run, { attempt, state }));
    return { status: 200, body: shapes.attempt(server.url, run, { attempt, state }) };
  }

  function ofRun(run: FakeRun, what: string, asked: Asked): Answer {
    const { url } = server;
    if (what === '') return { status: 200, body: shapes.run(url, run, state) };
    if (what === 'jobs')
      return page(asked, 'jobs', shapes.jobs(url, run, { attempt: state.attemptsOf(run), state }));
    if (what === 'artifacts') {
      const all = state.uploads(run).map((_, at) => shapes.artifact(url, run, at, state));
      return page(asked, 'artifacts', all);
    }
    if (state.cancel(run, what === 'force-cancel')) return { status: 202, body: {} };
    return { status: 409, body: { message: 'Cannot cancel a workflow run that is completed.' } };
  }

  function dispatch(asked: Asked): Answer {
    const { ref, inputs = {}, return_run_details: details } = Object(JSON.parse(asked.body));
    if (details !== undefined && tells === 'refuses')
      return {
        status: 400,
        body: { message: 'Invalid request. "return_run_details" is not a permitted key.' },
      };
    if (!state.refs.has(ref)) return { status: 422, body: { message: `No ref found for: ${ref}` } };
    const strange = Object.keys(inputs).filter((name) => !declared.includes(name));
    if (strange.length > 0)
      return { status: 422, body: { message: `Unexpected inputs provided: ${JSON.stringify(strange)}` } };
    const { id } = state.start(ref, inputs);
    if (tells !== 'run') return { status: 204 };
    const at = `${server.url}${root}/runs/${id}`;
    return { status: 200, body: { workflow_run_id: id, run_url: at, html_url: at } };
  }

  function listed(asked: Asked): Answer {
    const [from = '', to = ''] = (asked.query.get('created') ?? '').replace('>=', '').split('..');
    const [since, until] = [Date.parse(from) || 0, Date.parse(to) + 999 || Infinity];
    const shown = state.runs.filter(
      ({ createdAt }) =>
        createdAt >= since && createdAt <= until && Date.now() - createdAt >= state.pace.lagMs,
    );
    const [event, branch] = [asked.query.get('event'), asked.query.get('branch')];
    const wanted = shown.filter(
      (one) =>
        [null, one.ordinary?.event ?? 'workflow_dispatch'].includes(event) &&
        [null, one.branch].includes(branch),
    );
    // A search ends with its thousandth run, whatever page is asked for.
    const all = wanted
      .toReversed()
      .slice(0, 1_000)
      .map((run) => shapes.run(server.url, run, state));
    return page(asked, 'workflow_runs', all);
  }

  function pulls(asked: Asked): Answer {
    const found = state.pulls.filter(({ head }) => head === asked.query.get('head'));
    return { status: 200, body: found.map(({ number, sha }) => ({ number, head: { sha } })) };
  }

  function zipped(id: number): Answer {
    if (state.isExpired) return { status: 410, body: { message: 'Artifact has expired' } };
    return uploadOf(id) === undefined
      ? notFound
      : { status: 302, headers: { location: `${storage.url}/zips/${id}` } };
  }

  function uploadOf(id: number) {
    const run = state.runs.find((one) => one.id === Math.floor(id / 100));
    return run === undefined ? undefined : state.uploads(run)[id % 100];
  }

  const closeServer = server.close;
  return Object.assign(server, {
    state,
    storage,
    close: async () => void (await Promise.all([closeServer(), storage.close()])),
  });
}

/** The answer with what it is known by, or that it is still the one that is known. */
function unlessKnown(asked: Asked, answer: Answer, state: ActionsState): Answer {
  if (asked.method !== 'GET' || answer.status !== 200) return answer;
  const etag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (asked.headers['if-none-match'] !== etag) return { ...answer, headers };
  state.unchanged += 1;
  return { status: 304, headers };
}

/** As a runner prints it: with times, colours, and what it does once the job failed. */
function printed(job: string): string {
  const lines = [
    `Job ${job} began`,
    '\u001b[31mcannot find the shop\u001b[0m',
    '##[error]Process completed with exit code 1.',
    'Post job cleanup.',
  ];
  return `${lines.map((line) => `2026-11-20T10:00:00.0000000Z ${line}`).join('\n')}\n`;
}

function page(asked: Asked, name: string, all: readonly unknown[]): Answer {
  const size = Number(asked.query.get('per_page') ?? 30);
  const from = (Number(asked.query.get('page') ?? 1) - 1) * size;
  return { status: 200, body: { total_count: all.length, [name]: all.slice(from, from + size) } };
}
