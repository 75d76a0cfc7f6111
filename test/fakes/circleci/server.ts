import { type Answer, type Asked, serveWithTroubles, type TroubledServer } from '../ci/troubled-server.ts';
import * as shapes from './shapes.ts';
import { CircleciState, type FakePace, type FakePipeline, type FakeWorkflowPlan } from './state.ts';

interface FakeCircleciSettings {
  readonly workflows: readonly FakeWorkflowPlan[];
  readonly pace?: Partial<FakePace>;
  readonly slug?: string;
  /** Parameters that the configuration declares. */
  readonly declared?: readonly string[];
  /** With it the project is one of the GitHub App: only `/pipeline/run` starts anything. */
  readonly definition?: string;
  readonly pageSize?: number;
}

export interface FakeCircleci extends TroubledServer {
  /** Where API v2 begins. */
  readonly api: string;
  readonly state: CircleciState;
  /** The host that keeps artifacts, and takes no token. */
  readonly storage: TroubledServer;
}

/** Tokens that the look-alike knows: one may do all, one may only read. */
export const tokens = { full: 'CCIPAT_full_a1b2c3d4e5', reader: 'CCIPAT_reader_f6a7b8c9d0' };

const notFound: Answer = { status: 404, body: { message: 'Not found.' } };

/** Starts a look-alike of CircleCI's API v2: approvals, parallel jobs, pages, artifacts on another host, lists that lag. */
export async function startFakeCircleci(settings: FakeCircleciSettings): Promise<FakeCircleci> {
  const { slug = 'gh/acme/shop', declared = [], definition, pageSize = 20 } = settings;
  const state = new CircleciState(settings.workflows, settings.pace);
  const project = { slug, isApp: definition !== undefined };
  const storage = await serveWithTroubles(stored);
  const server = await serveWithTroubles((asked) => {
    state.advance();
    const token = String(asked.headers['circle-token']);
    if (token !== tokens.full && token !== tokens.reader)
      return { status: 401, body: { message: 'You must log in first.' } };
    if (asked.path.startsWith('/output/'))
      return { status: 302, headers: { location: `${storage.url}${asked.path}` } };
    if (asked.method === 'POST' && token === tokens.reader)
      return { status: 403, body: { message: 'Permission denied.' } };
    return asked.method === 'POST' ? change(asked) : look(asked);
  });

  function look(asked: Asked): Answer {
    const path = asked.path.replace(/^\/api\/v2/, '');
    if (path === '/me') return { status: 200, body: shapes.me };
    if (path === `/project/${slug}`) return { status: 200, body: shapes.project(slug) };
    if (path === `/project/${slug}/settings`) return { status: 200, body: shapes.settings(state) };
    const [, id = '', rest] = /^\/pipeline\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const pipeline = state.pipelines.find((one) => one.id === id);
    if (pipeline !== undefined) return ofPipeline(pipeline, rest, asked);
    if (path === `/project/${slug}/pipeline`) return listed(asked);
    const [, of = '', what] = /^\/workflow\/([^/]+)(\/job)?$/.exec(path) ?? [];
    const workflow = state.workflow(of);
    const holder = state.pipelines.find((one) => workflow !== undefined && one.workflows.includes(workflow));
    if (workflow !== undefined && holder !== undefined && what === undefined)
      return { status: 200, body: shapes.workflow(workflow, holder, state, slug) };
    if (workflow !== undefined)
      return page(
        asked,
        workflow.jobs.map((job) => shapes.job(job, state, slug)),
      );
    return path.startsWith(`/project/${slug}/`) ? ofJob(path.slice(slug.length + 10), asked) : notFound;
  }

  function ofPipeline(pipeline: FakePipeline, rest: string | undefined, asked: Asked): Answer {
    if (rest === undefined) return { status: 200, body: shapes.pipeline(pipeline, project) };
    if (rest === 'config') return { status: 200, body: shapes.configuration(pipeline, state) };
    if (rest !== 'workflow') return notFound;
    const items = pipeline.workflows.map((one) => shapes.workflow(one, pipeline, state, slug));
    return page(asked, items);
  }

  function listed(asked: Asked): Answer {
    const branch = asked.query.get('branch');
    const shown = state.pipelines.filter(
      ({ createdAt, ref }) =>
        Date.now() - createdAt >= state.pace.lagMs && [null, ref.branch].includes(branch),
    );
    return page(
      asked,
      shown.toReversed().map((one) => shapes.pipeline(one, project)),
    );
  }

  function ofJob(path: string, asked: Asked): Answer {
    const [, number = '', what = ''] = /^(?:job\/)?(\d+)(?:\/(artifacts|tests))?$/.exec(path) ?? [];
    const job = state.job(Number(number));
    const pipeline = state.pipelines.find((one) => job !== undefined && one.workflows.includes(job.workflow));
    if (job === undefined || pipeline === undefined) return notFound;
    if (what === 'artifacts') return page(asked, shapes.artifacts(job, state, server.url));
    if (what === 'tests') return page(asked, (job.outcome?.tests ?? []).map(shapes.test));
    return { status: 200, body: shapes.jobDetails(job, pipeline, state, slug) };
  }

  function change(asked: Asked): Answer {
    const path = asked.path.replace(/^\/api\/v2/, '');
    const run = definition === undefined ? '' : '/run';
    if (path === `/project/${slug}/pipeline${run}`) return trigger(asked);
    const [, id = '', what, request] = /^\/workflow\/([^/]+)\/(approve|cancel)(?:\/(.+))?$/.exec(path) ?? [];
    const workflow = state.workflow(id);
    if (workflow === undefined) return notFound;
    if (what === 'cancel') state.cancel(workflow);
    else {
      const job = workflow.jobs.find((one) => one.id === request);
      if (job === undefined || state.statusOf(job) !== 'on_hold')
        return { status: 400, body: { message: 'The job is not on hold.' } };
      job.approvedAt = Date.now();
    }
    return { status: 202, body: { message: 'Accepted.' } };
  }

  function trigger(asked: Asked): Answer {
    const body = Object(JSON.parse(asked.body));
    if (definition !== undefined && body.definition_id !== definition)
      return { status: 400, body: { message: 'definition not found' } };
    const ref = definition === undefined ? { branch: body.branch, tag: body.tag } : Object(body.checkout);
    const name = ref.branch ?? ref.tag;
    if (state.commitOf(name) === undefined) return { status: 400, body: { message: 'Branch not found' } };
    // What CircleCI says of a parameter that is not declared.
    if (Object.keys(Object(body.parameters)).some((one) => !declared.includes(one)))
      return { status: 404, body: { message: 'Project not found' } };
    const kept = ref.branch === undefined ? { tag: ref.tag } : { branch: ref.branch };
    const pipeline = state.start({ kind: 'api', parameters: Object(body.parameters), ref: kept });
    return { status: 201, body: shapes.creation(pipeline) };
  }

  function stored(asked: Asked): Answer {
    const [, id = '', node = '', path = ''] =
      /^\/output\/job\/([^/]+)\/artifacts\/(\d+)\/(.+)$/.exec(asked.path) ?? [];
    const jobs = state.pipelines.flatMap(({ workflows }) => workflows).flatMap((one) => one.jobs);
    const job = jobs.find((one) => one.id === id);
    const machine = job === undefined ? undefined : state.machinesOf(job)[Number(node)];
    const text = machine?.artifacts?.[path.split('/').map(decodeURIComponent).join('/')];
    return text === undefined ? notFound : { status: 200, body: text };
  }

  function page(asked: Asked, items: readonly unknown[]): Answer {
    const from = Number(asked.query.get('page-token') ?? 0);
    const next = from + pageSize < items.length ? String(from + pageSize) : null;
    return { status: 200, body: { items: items.slice(from, from + pageSize), next_page_token: next } };
  }

  const closeServer = server.close;
  return Object.assign(server, {
    api: `${server.url}/api/v2`,
    state,
    storage,
    close: async () => void (await Promise.all([closeServer(), storage.close()])),
  });
}
