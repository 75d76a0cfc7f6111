import { afterEach, describe, expect, it } from 'vitest';
import { type FakeBuildkite, startFakeBuildkite } from '../fakes/buildkite/server.ts';
import type { CreatedWith, FakePipeline } from '../fakes/buildkite/state.ts';

// No machine-readable description of Buildkite's REST API is published; what is asserted here is what its pages say.

const repeat: FakePipeline = {
  path: 'acme/repeat',
  steps: ({ env }) => [
    { type: 'manual', label: 'Start', key: 'start' },
    ...[0, 1].map((index) => ({
      type: 'script' as const,
      key: 'repeat',
      index,
      total: 2,
      attempts: [
        { exitStatus: 0, artifacts: { [`${index}/1/${env['NAME']}.xml`]: `<testsuite name="${index}"/>` } },
      ],
    })),
  ],
};
const tokens = {
  all: ['read_builds', 'write_builds', 'read_artifacts', 'read_pipelines'],
  reader: ['read_builds'],
};
const builds = '/organizations/acme/pipelines/repeat/builds';

let buildkite: FakeBuildkite;

afterEach(async () => buildkite.close());

function ask(path: string, init: RequestInit = {}, token = 'all'): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${buildkite.url}/v2${path}`, { redirect: 'manual', headers, ...init });
}

interface Shown {
  readonly jobs: readonly {
    readonly id: string;
    readonly type: string;
    readonly state: string;
    readonly parallel_group_index: number | null;
    readonly exit_status: number | null;
  }[];
}

async function json<Answer = unknown>(path: string): Promise<Answer> {
  return (await (await ask(path)).json()) as Answer;
}

function create(
  batch: string,
  fields: Record<string, unknown> = { commit: 'HEAD', branch: 'main' },
  token = 'all',
) {
  const body = JSON.stringify({ ...fields, env: { NAME: 'a b' }, meta_data: { batch } });
  return ask(builds, { method: 'POST', body }, token);
}

describe('the look-alike of Buildkite', () => {
  it('holds a build at a block step under its old state, and goes on when it is unblocked', async () => {
    buildkite = await startFakeBuildkite({ pipelines: [repeat], tokens });
    expect((await create('b-1')).status).toBe(201);
    const held = await json<Shown>(`${builds}/41`);
    expect(held).toMatchObject({ number: 41, state: 'passed', blocked: true, meta_data: { batch: 'b-1' } });
    expect(held.jobs.map((job) => [job.type, job.state])).toEqual([
      ['manual', 'blocked'],
      ['script', 'waiting'],
      ['script', 'waiting'],
    ]);
    const unblock = (id: string) => ask(`${builds}/41/jobs/${id}/unblock`, { method: 'PUT', body: '{}' });
    expect((await unblock(held.jobs[1]?.id ?? '')).status).toBe(400);
    expect((await unblock(held.jobs[0]?.id ?? '')).status).toBe(200);
    expect((await unblock(held.jobs[0]?.id ?? '')).status).toBe(422);
    const done = await json<Shown>(`${builds}/41`);
    expect(done).toMatchObject({ state: 'passed', blocked: false });
    expect(done.jobs.slice(1).map((job) => [job.parallel_group_index, job.exit_status])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('knows builds by number and not by id', async () => {
    buildkite = await startFakeBuildkite({ pipelines: [repeat], tokens });
    const { id } = (await (await create('b-1')).json()) as { id: string };
    expect((await ask(`${builds}/${id}`)).status).toBe(404);
  });

  it('finds builds by metadata, newest first, after a while, page by page', async () => {
    buildkite = await startFakeBuildkite({ pipelines: [repeat], tokens, pace: { lagMs: 80 } });
    for (const batch of ['b-1', 'b-2', 'b-2']) await create(batch);
    const query = '?meta_data[batch]=b-2&per_page=1';
    expect(await json(`${builds}${query}`)).toEqual([]);
    await expect.poll(() => json(`${builds}${query}`)).toMatchObject([{ number: 45 }]);
    const first = await ask(`${builds}${query}`);
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await fetch(next, { headers: { authorization: 'Bearer all' } });
    expect(await second.json()).toMatchObject([{ number: 43 }]);
    expect(second.headers.get('link')).toBeNull();
  });

  it('sends a download to another host for a short time, where no token is welcome', async () => {
    const open = { ...repeat, steps: (asked: CreatedWith) => repeat.steps(asked).slice(1) };
    buildkite = await startFakeBuildkite({ pipelines: [open], tokens, pace: { downloadMs: 200 } });
    await create('b-1');
    const [artifact] = await json<{ download_url: string }[]>(`${builds}/41/artifacts`);
    expect(artifact).toMatchObject({
      path: '0/1/a b.xml',
      dirname: '0/1',
      filename: 'a b.xml',
      file_size: 21,
    });
    const moved = await ask(new URL(artifact?.download_url ?? '').pathname.slice(3));
    expect(moved.status).toBe(302);
    const at = moved.headers.get('location') ?? '';
    expect(new URL(at).host).not.toBe(new URL(buildkite.url).host);
    expect(await (await fetch(at)).text()).toBe('<testsuite name="0"/>');
    expect((await fetch(at, { headers: { authorization: 'Bearer all' } })).status).toBe(400);
    await expect.poll(async () => (await fetch(at)).status).toBe(403);
  });

  it('hides earlier attempts of a job unless they are asked for', async () => {
    const attempts = [{ exitStatus: -1, signalReason: 'agent_stop' }, { exitStatus: 1 }];
    const steps = () => [{ type: 'script' as const, key: 'repeat', attempts }];
    buildkite = await startFakeBuildkite({ pipelines: [{ path: 'acme/repeat', steps }], tokens });
    await create('b-1');
    expect((await json<Shown>(`${builds}/41`)).jobs).toMatchObject([{ exit_status: 1, retried: false }]);
    const all = await json<Shown>(`${builds}/41?include_retried_jobs=true`);
    expect(all.jobs).toMatchObject([
      { exit_status: -1, signal_reason: 'agent_stop', retried: true, retried_in_job_id: all.jobs[1]?.id },
      { exit_status: 1, retried: false },
    ]);
  });

  it('cancels what is not over, and refuses what is', async () => {
    const open = { ...repeat, steps: (asked: CreatedWith) => repeat.steps(asked).slice(1) };
    buildkite = await startFakeBuildkite({ pipelines: [open], tokens, pace: { runMs: 60_000 } });
    await create('b-1');
    const cancel = () => ask(`${builds}/41/cancel`, { method: 'PUT' });
    expect((await cancel()).status).toBe(200);
    expect(await json(`${builds}/41`)).toMatchObject({
      state: 'canceled',
      jobs: [{ state: 'canceled', signal_reason: 'cancel', exit_status: null }, { state: 'canceled' }],
    });
    expect((await cancel()).status).toBe(422);
  });

  it('tells a wrong token from a missing scope, and wants commit and branch', async () => {
    buildkite = await startFakeBuildkite({ pipelines: [repeat], tokens });
    expect((await ask('/access-token', {}, 'nobody')).status).toBe(401);
    expect(await json('/access-token')).toEqual({ uuid: 'u0', scopes: tokens.all });
    expect((await create('b-1', undefined, 'reader')).status).toBe(403);
    expect((await create('b-1', { branch: 'main' })).status).toBe(422);
    expect(buildkite.state.builds).toEqual([]);
  });

  it('limits requests with a reset in seconds and no Retry-After', async () => {
    buildkite = await startFakeBuildkite({ pipelines: [repeat], tokens, limit: 2, windowMs: 60_000 });
    const answers = [];
    for (let turn = 0; turn < 3; turn += 1) answers.push(await ask('/access-token'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers.get('ratelimit-user-reset')).toBe('60');
    expect(answers[2]?.headers.get('retry-after')).toBeNull();
  });
});
