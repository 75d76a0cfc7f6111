import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BuildkiteService } from '../../src/ci/buildkite/buildkite-service.ts';
import { buildkiteSettings } from '../../src/ci/buildkite/settings.ts';
import type { BatchRequest, CiParts, RemoteRevision } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { report } from '../fakes/circleci/plans.ts';
import { env, pipelineWith, scopes, tokens } from '../fakes/buildkite/plans.ts';
import { type FakeBuildkite, startFakeBuildkite } from '../fakes/buildkite/server.ts';
import type { FakeAttempt, FakePace, FakePipeline, FakeStep } from '../fakes/buildkite/state.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('buildkite');
const commit = 'c'.repeat(40);
const minute = 60_000;
let serial = 0;
let buildkite: FakeBuildkite;

afterEach(() => buildkite.close());

interface Story {
  readonly pipelines?: readonly FakePipeline[];
  readonly settings?: object;
  readonly pace?: Partial<FakePace>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly remote?: RemoteRevision;
  readonly now?: () => Date;
  readonly leastLookMs?: number;
  readonly limit?: number;
  readonly count?: number;
}

/** A look-alike, a service that speaks to it, and a batch. */
async function begin(story: Story = {}) {
  const { pipelines = [pipelineWith()], pace = {}, limit = 1_000_000, count = 8, leastLookMs = 1 } = story;
  buildkite = await startFakeBuildkite({ pipelines, pace, tokens: scopes, limit });
  serial += 1;
  const folder = join(home, String(serial));
  mkdirSync(folder, { recursive: true });
  const parts: CiParts = {
    folder: join(folder, 'downloads'),
    workspaces: { prepare: async () => ({ folder, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: {
      BUILDKITE_TOKEN: tokens.full,
      BUILDKITE_URL: `${buildkite.url}/v2/`,
      BUILDKITE_PIPELINES: 'acme/shop=acme/repeat',
      ...story.variables,
    },
    leastLookMs,
    ...(story.now === undefined ? {} : { now: story.now }),
  };
  const request: BatchRequest = {
    batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count },
    repository: folder,
    commit,
    remote: story.remote ?? { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
    selector: parseSelector('CasTest#testPays'),
    settings: { pipeline: 'acme/repeat', step: 'repeat', env, ...story.settings },
  };
  const service = new BuildkiteService(parts);
  const end = async (ref: string) => {
    for (;;) {
      const progress = await service.poll(ref, request);
      if (progress.state !== 'running') return progress;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const told = async (ref: string) => {
    const collected = await service.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not over');
    const read = await readBatchFiles(collected, request);
    return read.iterations.map(({ iteration }) => `${iteration.outcome} ${iteration.reason ?? ''}`.trim());
  };
  return { service, parts, request, end, told };
}

/** One machine of the step that repeats the test. */
function machine(index: number, ...attempts: readonly FakeAttempt[]): FakeStep {
  return { type: 'script', key: 'repeat', index, total: 2, attempts };
}

const green = (...turns: readonly number[]): FakeAttempt => ({
  artifacts: Object.fromEntries(turns.map((turn) => [`out/passes/${turn}/r.xml`, report()])),
});
const red = (turn: number): FakeAttempt => ({
  exitStatus: 1,
  artifacts: { [`out/fails/${turn}/r.xml`]: report('<failure message="boom"/>') },
});
const steps = (...all: readonly FakeStep[]): readonly FakePipeline[] => [
  { path: 'acme/repeat', steps: () => all },
];
const anyOfAcme = { BUILDKITE_PIPELINES: 'acme/shop=acme/*' };
const words = (all: readonly string[]): readonly string[] => all.map((one) => one.split(' ')[0] ?? '');

describe('a batch on Buildkite', () => {
  it('ends what the push of its branch started beside it, in whatever pipeline, and nothing else', async () => {
    const gate: FakeStep = { type: 'manual', label: 'Deploy?' };
    const held = { path: 'acme/unit', steps: () => [gate] };
    const { service, request } = await begin({ pipelines: [pipelineWith(), held] });
    const { state } = buildkite;
    const [own] = state.pipelines;
    const push = (pipeline: FakePipeline, branch: string) =>
      state.create(pipeline, { commit, branch, message: 'Push', env: {}, metaData: {} });
    if (own !== undefined) push(own, 'retrial/r-1-b1');
    push(held, 'retrial/r-1-b1');
    push(held, 'main');
    for (let time = 0; time < 2; time += 1) await service.endBuildsOf('retrial/r-1-b1', request);
    expect(state.builds.map(({ cancelledAt }) => cancelledAt !== undefined)).toEqual([false, true, false]);
    const put = buildkite.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(put).toEqual(['/v2/organizations/acme/pipelines/unit/builds/41/cancel']);
  });

  it('is told from one of another pipeline whose build has the same number', async () => {
    const failing = { path: 'acme/other', steps: () => [machine(0, red(1))] };
    const { parts, request } = await begin({ pipelines: [pipelineWith(), failing], count: 1 });
    const service = new BuildkiteService({ ...parts, variables: { ...parts.variables, ...anyOfAcme } });
    const settings = { pipeline: 'acme/other', step: 'repeat', env };
    const other = { ...request, batch: { ...request.batch, id: 'r-2-b1' }, settings };
    const ref = await service.trigger(request);
    expect(await service.trigger(other)).toBe(ref);
    const urls = [await service.poll(ref, request), await service.poll(ref, other)].map(({ url }) => url);
    expect(urls).toEqual([
      expect.stringContaining('/acme/repeat/builds/'),
      expect.stringContaining('/acme/other/builds/'),
    ]);
  });

  it('that somebody stops is let through no gate, though it could not be cancelled yet', async () => {
    const gate: FakeStep = { type: 'manual', label: 'Go' };
    const { service, request } = await begin({
      pipelines: [pipelineWith([gate])],
      settings: { unblock: ['Go'] },
    });
    const ref = await service.trigger(request);
    buildkite.trouble({ kind: 'status', status: 502, method: 'PUT' });
    await expect(service.cancel(ref, request)).rejects.toThrow('502');
    expect((await service.poll(ref, request)).state).toBe('running');
    expect(buildkite.requests.filter(({ path }) => path.endsWith('/unblock'))).toEqual([]);
  });

  it('is created with commit, branch, filled variables, and the batch’s id as meta-data', async () => {
    const { service, request } = await begin({ count: 12 });
    expect(await service.trigger(request)).toBe('41');
    expect(buildkite.state.builds[0]).toMatchObject({
      commit,
      branch: 'main',
      message: 'Retrial r-1-b1',
      env: { TEST: 'CasTest#testPays', COUNT: '12', MACHINES: '3' },
      metaData: { retrial_batch: 'r-1-b1' },
    });
  });

  it.each([
    ['no branch points at the commit', { slug: 'acme/shop' }, {}, 'retrial/r-1-b1'],
    ['a tag does', { slug: 'acme/shop', ref: { kind: 'tag', name: 'v1' } }, {}, 'retrial/r-1-b1'],
    ['the project names one', { slug: 'acme/shop' }, { branch: 'flaky-{batch}' }, 'flaky-r-1-b1'],
  ] as const)('has a branch of its own where %s', async (_, remote, settings, branch) => {
    const { service, request } = await begin({ remote, settings });
    await service.trigger(request);
    expect(buildkite.state.builds[0]?.branch).toBe(branch);
  });

  it('starts no pipeline that the server’s operator did not allow', async () => {
    const { service, request } = await begin({ settings: { pipeline: 'acme/deploy' } });
    await expect(service.trigger(request)).rejects.toThrow(/acme\/deploy.*BUILDKITE_PIPELINES/);
    expect(buildkite.requests).toEqual([]);
  });

  it('starts no pipeline of another repository, and says how the operator could let it', async () => {
    const { service, request } = await begin({ remote: { slug: 'acme/vault' } });
    await expect(service.trigger(request)).rejects.toThrow(
      'This server may not start the Buildkite pipeline `acme/repeat` for acme/vault. Its operator can add `acme/vault=acme/repeat` to BUILDKITE_PIPELINES.',
    );
    expect(buildkite.requests).toEqual([]);
  });

  it('is found by its meta-data, the first of two, and never by the answer to another question', async () => {
    const { service, request } = await begin();
    const ref = await service.trigger(request);
    await service.trigger(request);
    expect(await service.find('r-1-b1', request)).toBe(ref);
    const other = [
      { number: 7, meta_data: { retrial_batch: 'r-1-b10' } },
      { number: 6, meta_data: null },
    ];
    buildkite.trouble({ kind: 'status', status: 200, body: other });
    expect(await service.find('r-1-b1', request)).toBeUndefined();
  });

  it('is found by its branch where the push of it starts the build', async () => {
    const { service, request } = await begin();
    const pushed = { ...request, settings: { pipeline: 'acme/repeat', step: 'repeat', trigger: 'push' } };
    expect(service.needs(pushed.settings)).toBe('push');
    await service.trigger(request);
    expect(await service.find('r-1-b1', pushed)).toBeUndefined();
    const [pipeline] = buildkite.state.pipelines;
    if (pipeline === undefined) throw new Error('there is no pipeline');
    const more = { commit, message: 'Change', env: {}, metaData: {} };
    const { number } = buildkite.state.create(pipeline, { ...more, branch: 'retrial/r-1-b1' });
    expect(await service.find('r-1-b1', pushed)).toBe(String(number));
  });

  it('waits as long as Buildkite says that its limit lasts', async () => {
    const { service, request } = await begin({ limit: 0 });
    const fault = await service.trigger(request).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'RetryableError', retryAfterMs: 60_000 });
  });

  it('says why Buildkite refused it', async () => {
    const { service, request } = await begin();
    const body = { message: 'Branches have been disabled for this pipeline' };
    buildkite.trouble({ kind: 'status', status: 422, body });
    await expect(service.trigger(request)).rejects.toThrow(/422: Branches have been disabled/);
  });
});

describe('block steps', () => {
  const gate: FakeStep = { type: 'manual', label: 'Start?', key: 'start' };
  const deploy: FakeStep = { type: 'manual', label: 'Deploy' };

  it.each(['start', 'Start?'])('are opened once where the project names them: %s', async (name) => {
    const pipelines = [pipelineWith([gate], [deploy])];
    const { service, request, end } = await begin({ pipelines, settings: { unblock: [name] } });
    const ref = await service.trigger(request);
    expect(await end(ref)).toMatchObject({ state: 'finished', finished: 8 });
    const opened = buildkite.requests.filter(({ path }) => path.endsWith('/unblock'));
    expect(opened).toHaveLength(1);
    await service.release(ref, request);
    expect(buildkite.state.builds[0]?.cancelledAt).toBeDefined();
  });

  it('that nobody named end the batch, which says which it was', async () => {
    const { service, request, end } = await begin({ pipelines: [pipelineWith([gate])] });
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toBe(
      'the build on Buildkite waits at `Start?`: name it under `buildkite: unblock:` if the test needs it',
    );
    expect(buildkite.state.builds[0]?.cancelledAt).toBeDefined();
    expect(await service.collect(ref, new Set(), request)).toEqual({ files: [], jobs: [], logs: [] });
  });
});

describe('what a batch on Buildkite came to', () => {
  it('counts the failure that a retry hides, and not the pass that followed it', async () => {
    const pipelines = steps(machine(0, red(1), green(1)), machine(1, green(1)));
    const { service, request, end, told } = await begin({ pipelines, count: 2 });
    const ref = await service.trigger(request);
    await end(ref);
    expect(words(await told(ref))).toEqual(['failed', 'passed']);
  });

  it('asks a retried job itself for artifacts that the build’s list leaves out', async () => {
    const pipelines = steps(machine(0, red(1), green(1)), machine(1, green(1)));
    const { service, request, end, told } = await begin({ pipelines, count: 2 });
    const ref = await service.trigger(request);
    await end(ref);
    const kept = buildkite.state.builds[0]?.jobs.filter(({ retriedIn }) => retriedIn === undefined);
    const path = /builds\/41\/artifacts/;
    const body = kept?.map(({ id }) => ({ id: `a-${id}`, job_id: id, path: 'log.txt', state: 'finished' }));
    buildkite.trouble({ kind: 'status', status: 200, body, path });
    expect(words(await told(ref))).toEqual(['failed', 'lost']);
  });

  it('takes the attempt after one that the machinery lost, and loses what was not tried again', async () => {
    const lost = { exitStatus: -1, signalReason: 'agent_stop' };
    const pipelines = steps(machine(0, lost, green(1, 2)), machine(1, lost));
    const { service, request, end, told } = await begin({ pipelines, count: 4 });
    const ref = await service.trigger(request);
    expect(await end(ref)).toMatchObject({ state: 'finished' });
    expect(await told(ref)).toEqual([
      'passed',
      'passed',
      'lost the agent was stopped while it ran',
      'lost the agent was stopped while it ran',
    ]);
  });

  it('is a broken environment when a step before it failed', async () => {
    const build: FakeStep = { type: 'script', key: 'build', attempts: [{ exitStatus: 2 }] };
    const pipelines = steps(build, machine(0, { state: 'waiting_failed' }));
    const { service, request, end } = await begin({ pipelines });
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toBe(
      '`:repeat: build` ended with "failed" on Buildkite, so `:repeat: repeat` never ran',
    );
    expect(await service.collect(ref, new Set(), request)).toMatchObject({
      spent: { machineMs: expect.any(Number) },
      logs: [{ machine: ':repeat: build' }],
    });
  });

  it('is a broken environment when no agent took the step', async () => {
    const { service, request, end } = await begin({ pipelines: steps(machine(0, { state: 'expired' })) });
    expect((await end(await service.trigger(request))).broken?.what).toBe(
      '`:repeat: repeat` never ran on Buildkite: no agent took the job in time',
    );
  });

  it('is broken when the pipeline has no such step, and names those it has', async () => {
    const { service, request, end } = await begin({ settings: { step: 'repeet' } });
    const ref = await service.trigger(request);
    expect((await service.poll(ref, request)).state).toBe('running');
    expect((await end(ref)).broken?.what).toBe('the build on Buildkite has no step `repeet`, only `repeat`');
  });

  it('loses with a reason what Buildkite deleted or never got', async () => {
    const { service, request, end, told } = await begin({ pipelines: steps(machine(0, green(1))), count: 1 });
    const ref = await service.trigger(request);
    await end(ref);
    const job = buildkite.state.builds[0]?.jobs[0]?.id;
    for (const [state, why] of [
      ['expired', 'Buildkite deleted it when its time was over'],
      ['error', 'its upload to Buildkite failed'],
      ['__proto__', 'Buildkite calls it "__proto__"'],
    ]) {
      const body = [{ id: 'a', job_id: job, path: 'out/passes/1/r.xml', state }];
      buildkite.trouble({ kind: 'status', status: 200, body, path: /artifacts/ });
      expect(await told(ref)).toEqual([`lost its files are gone: ${why}`]);
    }
  });

  it('leaves artifacts of other steps alone', async () => {
    const lint: FakeStep = { type: 'script', key: 'lint', attempts: [red(1)] };
    const { service, request, end, told } = await begin({
      pipelines: steps(lint, machine(0, green(1))),
      count: 1,
    });
    const ref = await service.trigger(request);
    await end(ref);
    expect(await told(ref)).toEqual(['passed']);
  });

  it('pages through artifacts, and fetches each anew from an address that is good for a minute', async () => {
    const turns = Array.from({ length: 130 }, (_, at) => at + 1);
    const { service, request, end } = await begin({
      pipelines: steps(machine(0, green(...turns))),
      count: 130,
    });
    const ref = await service.trigger(request);
    await end(ref);
    const collected = await service.collect(ref, new Set(), request);
    if (!('files' in collected)) throw new Error('it is not over');
    expect(collected.files).toHaveLength(130);
    buildkite.state.pace.downloadMs = -1;
    expect(await collected.files[0]?.fetch()).toEqual({ gone: 'Buildkite answered 403 for it' });
    buildkite.state.pace.downloadMs = minute;
    expect(await collected.files[0]?.fetch()).toHaveProperty('at');
  });
});

describe('a batch on Buildkite that takes too long', () => {
  it('is cancelled at its deadline, unless it does not end at all', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
      pace: { runMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    const states = [];
    for (const minutes of [1, 121, 127, 133]) {
      shift = minutes * minute;
      buildkite.trouble({ kind: 'status', status: 422, method: 'PUT' });
      states.push(await service.poll(ref, request));
    }
    expect(states.map(({ state }) => state)).toEqual(['running', 'running', 'running', 'broken']);
    expect(states.at(-1)?.broken?.what).toBe('the build does not end on Buildkite although it is told to');
  });

  it('says what its deadline ended, and what somebody cancelled', async () => {
    let shift = 0;
    const { service, request, told } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
      pace: { runMs: 600 * minute },
    });
    const ref = await service.trigger(request);
    for (const build of buildkite.state.builds) build.createdAt -= 121 * minute;
    await service.poll(ref, request);
    shift = 6 * minute;
    expect((await service.poll(ref, request)).state).toBe('cancelled');
    expect(await told(ref)).toContain('lost ended after its deadline of 2 h');
    await service.close();
    expect(await told(ref)).toContain('lost ended after its deadline of 2 h');
    shift = 0;
    await service.close();
    const other = await service.trigger(request);
    await service.cancel(other, request);
    expect(await told(other)).toContain('lost it was cancelled on Buildkite');
  });

  it('costs fewer than 25 calls in 40 minutes', async () => {
    let shift = 0;
    const { service, request } = await begin({
      now: () => new Date(Date.now() + shift),
      pace: { runMs: 40 * minute },
      leastLookMs: 20_000,
    });
    const ref = await service.trigger(request);
    while (shift < 40 * minute) {
      const { againInMs = 0 } = await service.poll(ref, request);
      shift += Math.max(1_000, againInMs);
    }
    buildkite.state.pace.runMs = 0;
    expect((await service.poll(ref, request)).state).toBe('finished');
    await service.collect(ref, new Set(), request);
    await service.release(ref, request);
    expect(buildkite.requests.length).toBeLessThan(25);
  });
});

describe('machines on Buildkite that all run equally many', () => {
  it('are asked for no more than is wanted, and what is left over is lost with its reason', async () => {
    const { service, request, end, told } = await begin({
      pipelines: steps(machine(0, green(1, 2, 3)), machine(1, green(1, 2, 3))),
      settings: { env: { EACH: '{each}', MACHINES: '{machines}' } },
      count: 7,
    });
    const ref = await service.trigger(request);
    expect(buildkite.state.builds[0]?.env).toEqual({ EACH: '3', MACHINES: '2' });
    await end(ref);
    const all = await told(ref);
    expect(words(all).filter((one) => one === 'passed')).toHaveLength(6);
    expect(all.at(-1)).toBe('lost 2 machines run 3 each, which leaves 1 of 7 over');
  });
});

describe('Buildkite, as doctor sees it', () => {
  it('knows the token, what it lacks, the pipeline, and what the operator allows', async () => {
    const { service, parts } = await begin({
      variables: { BUILDKITE_PIPELINES: 'acme/shop=acme/repeat, acme/shop=acme/gone' },
    });
    const project = { pipeline: 'acme/repeat', step: 'repeat' };
    expect(await service.check()).toEqual({ state: 'ok', what: 'Buildkite knows the token' });
    expect(await service.check(project)).toEqual({
      state: 'ok',
      what: 'Buildkite shows acme/repeat to the token',
    });
    expect(await service.check({ ...project, pipeline: 'acme/gone' })).toMatchObject({
      state: 'wrong',
      what: 'Buildkite shows no pipeline acme/gone to the token',
    });
    expect(await service.check({ ...project, pipeline: 'acme/deploy' })).toMatchObject({
      state: 'wrong',
      what: 'BUILDKITE_PIPELINES does not name the pipeline acme/deploy',
    });
    const reader = new BuildkiteService({
      ...parts,
      variables: { ...parts.variables, BUILDKITE_TOKEN: tokens.reader },
    });
    expect(await reader.check()).toMatchObject({
      state: 'wrong',
      what: 'Buildkite: the token lacks write_builds, read_artifacts',
    });
    const blind = new BuildkiteService({
      ...parts,
      variables: { ...parts.variables, BUILDKITE_TOKEN: tokens.blind },
    });
    expect(await blind.check(project)).toMatchObject({
      state: 'missing',
      what: expect.stringContaining('lacks read_build_logs: no report shows what a failed job printed'),
    });
    const unbound = new BuildkiteService({
      ...parts,
      variables: { ...parts.variables, BUILDKITE_PIPELINES: 'acme/repeat' },
    });
    expect(await unbound.check()).toMatchObject({
      state: 'wrong',
      what: 'Buildkite: `acme/repeat` in BUILDKITE_PIPELINES does not say which repository may start it',
    });
    expect(buildkite.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('settings of Buildkite', () => {
  it.each([
    [{ pipeline: 'acme/../x' }, 'is written organization/pipeline'],
    [{ pipeline: 'repeat' }, 'is written organization/pipeline'],
    [{ env: { 'A B': '1' } }, 'Invalid key in record'],
    [{ batchMetadata: 'a]&x=[' }, 'holds letters, digits'],
  ])('refuse %j', async (some, message) => {
    await begin();
    const parsed = buildkiteSettings.safeParse({ pipeline: 'acme/repeat', step: 'x', ...some });
    expect(parsed.error?.issues[0]?.message).toContain(message);
  });
});
