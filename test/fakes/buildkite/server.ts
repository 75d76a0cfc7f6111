import { type Answer, type Asked, serveWithTroubles, type TroubledServer } from '../ci/troubled-server.ts';
import { limiter } from './limiter.ts';
import * as shapes from './shapes.ts';
import { BuildkiteState, type FakeBuild, type FakePace, type FakePipeline } from './state.ts';

interface FakeBuildkiteSettings {
  readonly pipelines: readonly FakePipeline[];
  readonly pace?: Partial<FakePace>;
  /** Tokens with their scopes. */
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  /** Requests per `windowMs` of one user. */
  readonly limit?: number;
  readonly windowMs?: number;
}

export interface FakeBuildkite extends TroubledServer {
  readonly state: BuildkiteState;
  /** Where artifacts are kept: another host, which no token may reach. */
  readonly storage: TroubledServer;
}

interface Call {
  readonly asked: Asked;
  readonly build: FakeBuild;
  readonly rest: readonly string[];
}

/** Starts a look-alike of Buildkite's REST API and, on another port, of the storage its artifacts lie in. */
export async function startFakeBuildkite(settings: FakeBuildkiteSettings): Promise<FakeBuildkite> {
  const state = new BuildkiteState(settings.pipelines, settings.pace ?? {});
  const storage = await serveWithTroubles(stored(state));
  const count = limiter(settings.limit ?? 1_000_000, settings.windowMs ?? 60_000);
  const server = await serveWithTroubles((asked) => {
    const { headers, exceeded } = count();
    const answer = exceeded ?? dispatch(asked);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  });

  function dispatch(asked: Asked): Answer {
    const scopes = settings.tokens[(asked.headers.authorization ?? '').replace(/^Bearer /, '')];
    if (scopes === undefined)
      return said(401, 'Authentication required. Please supply a valid API Access Token');
    if (asked.path === '/v2/access-token') return { status: 200, body: { uuid: 'u0', scopes } };
    const scope = scopeOf(asked);
    if (!scopes.includes(scope)) return said(403, `Your access token does not have the \`${scope}\` scope`);
    const [, everywhere] = /^\/v2\/organizations\/([^/]+)\/builds$/.exec(asked.path) ?? [];
    if (everywhere !== undefined) return list(asked, ({ path }) => path.startsWith(`${everywhere}/`));
    const [, organization, slug, more = ''] =
      /^\/v2\/organizations\/([^/]+)\/pipelines\/([^/]+)(?:\/(.*))?$/.exec(asked.path) ?? [];
    const pipeline = state.pipelines.find(({ path }) => path === `${organization}/${slug}`);
    if (pipeline === undefined) return said(404, 'No pipeline found');
    if (more === '') return { status: 200, body: { slug, name: slug, default_branch: 'main' } };
    const [, number, ...rest] = more.split('/');
    if (number === undefined)
      return asked.method === 'POST' ? create(asked, pipeline) : list(asked, (one) => one === pipeline);
    // A build's id is not its number: asked for by id, there is none.
    const build = state.builds.find((one) => one.pipeline === pipeline && String(one.number) === number);
    return build === undefined ? said(404, 'No build found') : onBuild({ asked, build, rest });
  }

  function create(asked: Asked, pipeline: FakePipeline): Answer {
    const given = Object(JSON.parse(asked.body)) as Record<string, unknown>;
    const { commit, branch, message = '', env = {}, meta_data: metaData = {} } = given;
    if (typeof commit !== 'string' || typeof branch !== 'string')
      return { status: 422, body: { message: 'Validation Failed', errors: [{ field: 'commit' }] } };
    const made = state.create(pipeline, {
      commit,
      branch,
      message: String(message),
      env: Object(env),
      metaData: Object(metaData),
    });
    return { status: 201, body: shapes.build(place(), made, false) };
  }

  function list(asked: Asked, isOf: (pipeline: FakePipeline) => boolean): Answer {
    const wanted = [...asked.query].flatMap(([key, value]) => {
      const name = /^meta_data\[(.+)\]$/.exec(key)?.[1];
      return name === undefined ? [] : [[name, value] as const];
    });
    const found = state.builds
      .filter((one) => isOf(one.pipeline) && Date.now() >= one.createdAt + state.pace.lagMs)
      .filter(({ branch }) => [null, branch].includes(asked.query.get('branch')))
      .filter((one) => wanted.every(([name, value]) => one.metaData[name] === value))
      .toReversed();
    return paged(
      asked,
      found.map((one) => shapes.build(place(), one, false)),
    );
  }

  function onBuild({ asked, build, rest }: Call): Answer {
    const [what = '', job, action, id] = rest;
    const withRetried = asked.query.get('include_retried_jobs') === 'true';
    if (what === '') return { status: 200, body: shapes.build(place(), build, withRetried) };
    if (what === 'cancel') return cancel(build);
    if (what === 'artifacts')
      return paged(
        asked,
        state.artifacts(build).map((one) => shapes.artifact(server.url, build, one)),
      );
    if (what === 'jobs' && action === 'unblock') return unblock(build, job);
    if (action === 'log.txt')
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: '~~~ Running\ncannot find the shop\n',
      };
    if (action === 'artifacts' && id === undefined) {
      const own = state.artifacts(build).filter((one) => one.job.id === job);
      return paged(
        asked,
        own.map((one) => shapes.artifact(server.url, build, one)),
      );
    }
    const artifact = state.artifacts(build).find((one) => one.id === id);
    if (action !== 'artifacts' || artifact === undefined) return said(404, 'No artifact found');
    const expires = Date.now() + state.pace.downloadMs;
    const location = `${storage.url}/${build.number}/${artifact.id}?Expires=${expires}&Signature=5i4`;
    return { status: 302, headers: { location }, body: { url: location } };
  }

  function cancel(build: FakeBuild): Answer {
    if (!['scheduled', 'running'].includes(state.buildState(build)) && !state.isBlocked(build))
      return said(422, 'Build can’t be canceled because it’s already finished.');
    build.cancelledAt ??= Date.now();
    return { status: 200, body: shapes.build(place(), build, false) };
  }

  function unblock(build: FakeBuild, id: string | undefined): Answer {
    const job = build.jobs.find((one) => one.id === id);
    if (job === undefined) return said(404, 'No job found');
    if (job.step.type !== 'manual') return said(400, 'This job type cannot be unblocked');
    if (build.cancelledAt !== undefined) return said(422, 'Jobs from canceled builds cannot be unblocked');
    if (state.jobState(build, job) !== 'blocked') return said(422, 'This job cannot be unblocked');
    job.unblockedAt = Date.now();
    return { status: 200, body: shapes.job(place(), build, job) };
  }

  function place(): shapes.Place {
    return { base: server.url, state };
  }

  return Object.assign(server, {
    state,
    storage,
    close: ((close) => async () => {
      await close();
      await storage.close();
    })(server.close),
  });

  function paged(asked: Asked, all: readonly unknown[]): Answer {
    const size = Math.min(Number(asked.query.get('per_page') ?? 30), 100);
    const page = Number(asked.query.get('page') ?? 1);
    const next = new URLSearchParams(asked.query);
    next.set('page', String(page + 1));
    const hasMore = page * size < all.length;
    const link = `<${server.url}${asked.path}?${next.toString()}>; rel="next"`;
    const body = all.slice((page - 1) * size, page * size);
    return { status: 200, headers: hasMore ? { link } : {}, body };
  }
}

function said(status: number, message: string): Answer {
  return { status, body: { message } };
}

function scopeOf({ method, path }: Asked): string {
  if (path.includes('/artifacts')) return 'read_artifacts';
  if (path.endsWith('/log.txt')) return 'read_build_logs';
  if (/\/pipelines\/[^/]+$/.test(path)) return 'read_pipelines';
  return method === 'GET' ? 'read_builds' : 'write_builds';
}

/** Signed addresses only, for a short time, and no second way to sign in. */
function stored(state: BuildkiteState): (asked: Asked) => Answer {
  return ({ path, query, headers }) => {
    if (headers.authorization !== undefined) return said(400, 'Only one auth mechanism allowed');
    if (Number(query.get('Expires')) < Date.now()) return said(403, 'Request has expired');
    const [, number, id] = path.split('/');
    const build = state.builds.find((one) => String(one.number) === number);
    const artifact = build && state.artifacts(build).find((one) => one.id === id);
    return artifact === undefined ? said(404, 'NoSuchKey') : { status: 200, body: artifact.text };
  };
}
