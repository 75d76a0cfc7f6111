import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CircleciService } from '../../src/ci/circleci/circleci-service.ts';
import { testData } from '../../src/ci/circleci/files.ts';
import { circleciSettings } from '../../src/ci/circleci/settings.ts';
import { pageOf } from '../../src/ci/circleci/project.ts';
import type { BatchRequest, CiParts } from '../../src/ci/service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatchFiles } from '../../src/worker/batch-files.ts';
import { cassandraWorkflows } from '../fakes/circleci/cassandra.ts';
import { declared, parameters, plain, repeated, repeatedAs, repeatJob } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import type { FakeOutcome, FakeWorkflowPlan } from '../fakes/circleci/state.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('circleci');
const commit = 'c'.repeat(40);
let circleci: FakeCircleci;

afterEach(() => circleci.close());

interface Story {
  readonly workflows?: readonly FakeWorkflowPlan[];
  readonly settings?: object;
  readonly definition?: string;
  readonly slug?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly count?: number;
  readonly leastLookMs?: number;
}

/** Cassandra's repeat job, one of four workflows, behind its build and two gates. */
const gatedStory: Story = {
  workflows: cassandraWorkflows(() => 'passed'),
  settings: {
    workflow: 'java8_separate_tests',
    job: 'j8_repeated_utest',
    approve: ['start_j8_build', 'start_j8_repeated_utest'],
  },
};

/** A look-alike, a service that speaks to it, and a batch. */
async function begin(story: Story = {}) {
  const { workflows = plain, settings, variables, now, count = 8, leastLookMs = 1, ...fake } = story;
  circleci = await startFakeCircleci({ workflows, declared, ...fake });
  circleci.state.refs.set('main', commit);
  mkdirSync(home, { recursive: true });
  const parts: CiParts = {
    folder: join(home, 'downloads'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: { CIRCLECI_TOKEN: tokens.full, CIRCLECI_URL: circleci.api, ...variables },
    leastLookMs,
    ...(now === undefined ? {} : { now }),
  };
  const request: BatchRequest = {
    batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count },
    repository: home,
    commit,
    remote: { slug: 'acme/shop', ref: { kind: 'branch', name: 'main' } },
    selector: parseSelector('CasTest#testPays'),
    settings: { job: 'repeat', parameters, ...settings },
  };
  const service = new CircleciService(parts);
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
  return { service, request, end, told };
}

/** Makes the pipeline older. */
function age(ms: number): void {
  for (const pipeline of circleci.state.pipelines) pipeline.createdAt -= ms;
}

/** One workflow whose repeat job comes to this. */
function comesTo(outcome: FakeOutcome): readonly FakeWorkflowPlan[] {
  return [{ name: 'repeat-test', jobs: [repeatJob({ run: () => outcome })] }];
}

describe('a batch on CircleCI', () => {
  it('fills the parameters: few iterations on each machine, the batch’s id beside them', async () => {
    const { service, request } = await begin({ count: 12 });
    await service.trigger(request);
    expect(circleci.state.pipelines[0]?.parameters).toEqual({
      retrial_batch: 'r-1-b1',
      test: 'CasTest#testPays',
      count: 12,
      machines: 3,
    });
  });

  it('is started by the newer call for projects of the GitHub App, and found by its parameters', async () => {
    const definition = '2a1cb9f0-4c3d-4b5e-9f60-718293a4b5c6';
    const slug = 'circleci/Q3vK/7zPd';
    const { service, request, end } = await begin({
      definition,
      slug,
      settings: { project: slug, definition },
      variables: { CIRCLECI_PROJECTS: `gh/acme/other, ${slug}` },
    });
    const ref = await service.trigger(request);
    expect(await service.find('r-1-b1', request)).toBe(ref);
    expect(await end(ref)).toEqual({ state: 'finished', finished: 8 });
    const last = circleci.requests.find(({ method }) => method === 'POST');
    expect(last?.path).toBe(`/api/v2/project/${slug}/pipeline/run`);
    expect(JSON.parse(last?.body ?? '')).toMatchObject({
      definition_id: definition,
      config: { branch: 'main' },
      checkout: { branch: 'main' },
    });
  });

  it('of the GitHub App is found by the branch that was pushed, and known by the commit that was built', async () => {
    const slug = 'circleci/Q3vK/7zPd';
    const { service, request, end } = await begin({
      definition: '2a1cb9f0-4c3d-4b5e-9f60-718293a4b5c6',
      slug,
      settings: { project: slug, trigger: 'push', parameters: {} },
      variables: { CIRCLECI_PROJECTS: slug },
    });
    const push = (branch: string, revision: string) =>
      circleci.state.start({ kind: 'webhook', parameters: {}, ref: { branch }, revision });
    push('retrial/r-1-b10', commit);
    const { id } = push('retrial/r-1-b1', 'd'.repeat(40));
    expect(await service.find('r-1-b1', request)).toBe(id);
    expect((await end(id)).broken?.what).toBe(
      'CircleCI built ddddddddd instead of ccccccccc: the branch moved on',
    );
  });

  it('builds no project that the server’s operator did not allow', async () => {
    const { service, request } = await begin({ settings: { project: 'gh/acme/vault' } });
    await expect(service.trigger(request)).rejects.toThrow(
      /may not build .*gh\/acme\/vault.*CIRCLECI_PROJECTS/,
    );
    expect(circleci.requests).toEqual([]);
  });

  it('says which parameters must be declared when CircleCI says that there is no project', async () => {
    const { service, request } = await begin({ settings: { parameters: { nobody: '{test}' } } });
    await expect(service.trigger(request)).rejects.toThrow(/must declare `nobody`, `retrial_batch`/);
  });

  it('did not start when CircleCI answers kindly but not with 201', async () => {
    const { service, request } = await begin();
    const body = { message: 'skipped: [ci skip]' };
    circleci.trouble({ kind: 'status', status: 200, body, method: 'POST' });
    await expect(service.trigger(request)).rejects.toThrow(/started nothing.*\[ci skip\]/);
  });

  it('whose id the configuration does not use is for a person to look for, once its answer was lost', async () => {
    const attemptedAt = new Date().toISOString();
    let shift = 0;
    const { service, request } = await begin({ now: () => new Date(Date.now() + shift) });
    const asked = { ...request, batch: { ...request.batch, attemptedAt } };
    circleci.trouble({ kind: 'lost', method: 'POST', path: /./ });
    await expect(service.trigger(asked)).rejects.toBeInstanceOf(RetryableError);
    const [started] = circleci.state.pipelines;
    expect(await service.find('r-1-b1', asked)).toBe(started?.id);
    circleci.state.unused = ['retrial_batch'];
    // It may be somebody else's while ours is still hidden.
    expect(await service.find('r-1-b1', asked)).toBeUndefined();
    shift = service.limits.lagMs + 60_000;
    await expect(service.find('r-1-b1', asked)).rejects.toThrow(
      /^Pipeline 1 of gh\/acme\/shop was started .* `retrial_batch`.* a second time\./,
    );
    // What cannot be it: another commit, a push, what names another batch or has its branch, what began before or after.
    const other = { ...asked, commit: 'd'.repeat(40) };
    expect(await service.find('r-1-b1', other)).toBeUndefined();
    age(service.limits.lagMs + 60_000);
    expect(await service.find('r-1-b1', asked)).toBeUndefined();
    age(-2 * (service.limits.lagMs + 60_000));
    expect(await service.find('r-1-b1', asked)).toBeUndefined();
    circleci.state.pipelines.length = 0;
    circleci.state.unused = [];
    circleci.state.start({ kind: 'webhook', parameters: {}, ref: { branch: 'main' } });
    circleci.state.start({ kind: 'api', parameters: { retrial_batch: 'r-2xk-b7' }, ref: { branch: 'main' } });
    circleci.state.start({
      kind: 'api',
      parameters: {},
      ref: { branch: 'retrial/r-2xk-b7' },
      revision: commit,
    });
    expect(await service.find('r-1-b1', asked)).toBeUndefined();
    circleci.state.start({ kind: 'api', parameters: {}, ref: { branch: 'main' } });
    await expect(service.find('r-1-b1', asked)).rejects.toThrow(/^Pipeline \d+ of/);
  });

  it('that a call starts is never taken for the one that the push of its branch started', async () => {
    const { service, request } = await begin();
    const started = circleci.state.start({
      kind: 'webhook',
      parameters: {},
      ref: { branch: 'retrial/r-1-b1' },
    });
    expect(await service.find('r-1-b1', request)).toBeUndefined();
    const pushed = { ...request, settings: { job: 'repeat', trigger: 'push' } };
    expect(await service.find('r-1-b1', pushed)).toBe(started.id);
  });

  it('writes names into a configuration that a shell reads only where they are plain', async () => {
    const settings = { job: 'repeat', trigger: 'push', configure: ['gen', '-e', 'TEST={test}', '{count}'] };
    const { service, request } = await begin();
    const command = (text: string) =>
      service.configuring({ ...request, settings, selector: { ...request.selector, text } });
    expect(command('CasTest#testPays')).toEqual(['gen', '-e', 'TEST=CasTest#testPays', '8']);
    expect(() => command('CasTest$(reboot)')).toThrow(/might run/);
    expect(circleciSettings.safeParse({ ...settings, parameters }).success).toBe(false);
    expect(circleciSettings.safeParse({ ...settings, trigger: 'api' }).success).toBe(false);
  });

  it.each([
    [201, { nothing: 'here' }],
    [200, {}],
  ])('may have started when CircleCI answers with %i and does not say what', async (status, body) => {
    const { service, request } = await begin();
    circleci.trouble({ kind: 'status', status, body, method: 'POST' });
    await expect(service.trigger(request)).rejects.toBeInstanceOf(RetryableError);
  });

  it('needs a branch or tag that points at the commit', async () => {
    const { service, request } = await begin();
    const { remote: _, ...rest } = request;
    await expect(service.trigger({ ...rest, remote: { slug: 'acme/shop' } })).rejects.toThrow(
      /none of acme\/shop points at ccccccccc/,
    );
  });

  it('does not count when the branch moved on before CircleCI built it, and is ended unapproved', async () => {
    const jobs = [{ name: 'start' }, repeatJob({ requires: ['start'] })];
    const { service, request, end } = await begin({
      workflows: [{ name: 'gated', jobs }],
      settings: { approve: ['start'] },
    });
    circleci.state.refs.set('main', 'd'.repeat(40));
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toBe(
      'CircleCI built ddddddddd instead of ccccccccc: the branch moved on',
    );
    expect(circleci.requests.filter(({ path }) => path.includes('/approve/'))).toEqual([]);
    expect(circleci.state.pipelines[0]?.workflows.map((one) => circleci.state.workflowStatus(one))).toEqual([
      'canceled',
    ]);
  });

  it.each<readonly [string, readonly FakeWorkflowPlan[], object, string]>([
    [
      'several workflows',
      cassandraWorkflows(() => 'passed'),
      { job: 'j8_repeated_utest' },
      'CircleCI started several workflows (`java8_separate_tests`, ',
    ],
    ['no such job', plain, { job: 'repeet' }, 'no job `repeet`, only `repeat`'],
    ['no such approval', plain, { approve: ['start'] }, 'no approval job `start`'],
  ])('cannot go on with %s, and says so', async (_, workflows, settings, words) => {
    const { service, request, end } = await begin({ workflows, settings });
    const ref = await service.trigger(request);
    const { state, broken } = await end(ref);
    expect(state).toBe('broken');
    expect(broken?.what).toContain(words);
  });

  it('is broken when CircleCI cannot read its configuration', async () => {
    const { service, request, end } = await begin();
    const errors = [{ type: 'config', message: 'jobs.repeat: extraneous key' }];
    const { id } = circleci.state.start({ kind: 'api', parameters: {}, ref: { branch: 'main' }, errors });
    expect((await end(id)).broken?.what).toBe(
      'CircleCI could not start the pipeline: jobs.repeat: extraneous key',
    );
    expect(await service.collect(id, new Set(), request)).toMatchObject({ files: [], jobs: [] });
  });

  it('says what a build took before which the test never came', async () => {
    const build = { name: 'build', run: () => ({ status: 'failed' as const, machines: [{}] }) };
    const jobs = [build, repeatJob({ requires: ['build'] })];
    const { service, request, end } = await begin({ workflows: [{ name: 'gated', jobs }] });
    circleci.state.pace.jobMs = 40;
    const ref = await service.trigger(request);
    expect((await end(ref)).broken?.what).toContain('`build` ended with "failed" on CircleCI');
    expect(await service.collect(ref, new Set(), request)).toMatchObject({
      spent: { machineMs: expect.any(Number) },
    });
  });

  it('loses what a lost machine owed, and keeps the rest', async () => {
    const whole = repeatJob().run?.({ count: 8, machines: 2 }) ?? { status: 'failed', machines: [] };
    const [first = {}] = whole.machines;
    const machines = [first, { status: 'infrastructure_fail' }];
    const { service, request, end, told } = await begin({
      workflows: comesTo({ status: 'infrastructure_fail', machines }),
    });
    const ref = await service.trigger(request);
    await end(ref);
    expect(await told(ref)).toEqual([
      'passed',
      'passed',
      'passed',
      expect.stringContaining('failed'),
      ...Array.from({ length: 4 }, () => 'lost CircleCI lost the machine'),
    ]);
  });

  it('reads test results where the job kept no reports, and never takes none for a pass', async () => {
    const test = (at: number, result: string, message = '') => ({
      classname: 'org.acme.CasTest',
      name: `testPays[${at}-2]`,
      result,
      message,
    });
    const coverage = { artifacts: { 'coverage.xml': '<coverage/>' } };
    const tests = [test(1, 'success'), test(2, 'failure', 'boom'), test(1, 'success'), test(2, 'skipped')];
    const { service, request, end, told } = await begin({
      workflows: comesTo({ status: 'failed', machines: [coverage, coverage], tests }),
      count: 5,
    });
    const ref = await service.trigger(request);
    await end(ref);
    expect((await told(ref)).map((one) => one.split(' ')[0])).toEqual([
      'passed',
      'failed',
      'passed',
      'skipped',
      'lost',
    ]);
    expect(circleci.requests.filter(({ path }) => path.endsWith('/tests')).length).toBeGreaterThan(0);
  });

  it('writes test results as they come, and none of a list that is too long', async () => {
    let [read, length] = [0, 40_000];
    async function* tests() {
      for (let at = 0; at < length; at += 1) {
        read += 1;
        yield { name: `test ${at}`, message: 'x'.repeat(1_000) };
      }
    }
    const api = { tests } as unknown as Parameters<typeof testData>[1]['api'];
    const folder = join(home, 'test-data');
    await begin();
    const file = testData(7, { api, folder });
    expect(await file.fetch(100_000)).toEqual({ gone: expect.stringContaining('larger than 100000 bytes') });
    expect(read).toBeLessThan(1_000);
    expect(await file.fetch()).toEqual({ gone: expect.stringContaining('larger than 32000000 bytes') });
    expect(existsSync(join(folder, 'tests.json'))).toBe(false);
    length = 10_000;
    expect(await file.fetch()).toEqual({ at: join(folder, 'tests.json') });
    expect(JSON.parse(readFileSync(join(folder, 'tests.json'), 'utf8')).items).toHaveLength(10_000);
  });

  it('says that CircleCI deleted the artifacts', async () => {
    const { service, request, end, told } = await begin({ count: 1 });
    const ref = await service.trigger(request);
    await end(ref);
    circleci.storage.trouble({ kind: 'status', status: 404, times: 50 });
    expect(await told(ref)).toEqual(['lost its files are gone: CircleCI answered 404 for it']);
  });

  it('is ended at its deadline and keeps what had come back', async () => {
    let shift = 0;
    const { service, request, told } = await begin({
      now: () => new Date(Date.now() + shift),
      settings: { deadline: '2h' },
    });
    circleci.state.pace.jobMs = 90_000_000;
    const ref = await service.trigger(request);
    age(3 * 3_600_000);
    expect((await service.poll(ref, request)).state).toBe('running');
    shift = 301_000;
    expect((await service.poll(ref, request)).state).toBe('cancelled');
    const words = await told(ref);
    expect(words.filter((one) => one === 'lost ended after its deadline of 2 h')).toHaveLength(4);
    expect(words.filter((one) => !one.startsWith('lost'))).toHaveLength(4);
  });

  it('is told apart from what somebody cancelled though nobody remembers that it was late', async () => {
    const { service, request, told } = await begin({ settings: { deadline: '2h' } });
    circleci.state.pace.jobMs = 9_000_000;
    const ref = await service.trigger(request);
    await service.poll(ref, request);
    await service.cancel(ref, request);
    expect(await told(ref)).toContain('lost cancelled on CircleCI');
    await service.close();
    age(3 * 3_600_000);
    expect(await told(ref)).toContain('lost ended after its deadline of 2 h');
  });

  it('that never began within its deadline says so', async () => {
    let shift = 0;
    const jobs = [{ name: 'build', run: () => ({ status: 'success' as const, machines: [{}] }) }];
    const workflows = [{ name: 'gated', jobs: [...jobs, repeatJob({ requires: ['build'] })] }];
    const now = () => new Date(Date.now() + shift);
    const { service, request } = await begin({ workflows, now, settings: { deadline: '2h' } });
    circleci.state.pace.jobMs = 90_000_000;
    const ref = await service.trigger(request);
    age(3 * 3_600_000);
    expect((await service.poll(ref, request)).state).toBe('running');
    shift = 301_000;
    const what = '`repeat` never began within 2 h on CircleCI';
    expect((await service.poll(ref, request)).broken?.what).toBe(what);
    await service.close();
    expect((await service.poll(ref, request)).broken?.what).toBe(what);
  });

  it('that somebody stops is let through no gate, though it could not be cancelled yet', async () => {
    const jobs = [{ name: 'start' }, repeatJob({ requires: ['start'] })];
    const { service, request } = await begin({
      workflows: [{ name: 'gated', jobs }],
      settings: { approve: ['start'] },
    });
    const ref = await service.trigger(request);
    circleci.trouble({ kind: 'status', status: 502, path: /\/(?:workflow|cancel)\?/ });
    await expect(service.cancel(ref, request)).rejects.toBeInstanceOf(RetryableError);
    expect((await service.poll(ref, request)).state).toBe('running');
    expect(circleci.requests.filter(({ path }) => path.includes('/approve/'))).toEqual([]);
  });

  it.each<readonly [string, FakeOutcome['status'], RegExp]>([
    ['lost to the machinery', 'infrastructure_fail', /what run 2 of 2 came to counts/],
    ['whole', 'success', /what the first run came to counts/],
  ])(
    'is judged alike by who followed its first run, which was %s, and who did not',
    async (_, status, note) => {
      let turn = 0;
      const run = (values: Parameters<typeof repeated>[0]): FakeOutcome => {
        turn += 1;
        return turn > 1 ? repeated(values) : { ...repeatedAs(() => 'passed')(values), status };
      };
      const { service, request, end, told } = await begin({
        workflows: [{ name: 'repeat-test', jobs: [repeatJob({ run })] }],
      });
      circleci.state.pace.jobMs = 60_000;
      const ref = await service.trigger(request);
      expect((await service.poll(ref, request)).state).toBe('running');
      const [pipeline] = circleci.state.pipelines;
      if (pipeline !== undefined) circleci.state.rerun(pipeline);
      circleci.state.pace.jobMs = 0;
      const followed = [await end(ref), await told(ref)];
      await service.close();
      expect(followed).toEqual([await end(ref), await told(ref)]);
      expect((await end(ref)).note).toMatch(note);
    },
  );

  it('is what its first workflow came to, whatever somebody ran again of it', async () => {
    let turn = 0;
    const run = (values: Parameters<typeof repeated>[0]) => {
      turn += 1;
      return turn === 1 ? repeated(values) : repeatedAs(() => 'passed')(values);
    };
    const { service, request, end, told } = await begin({
      workflows: [{ name: 'repeat-test', jobs: [repeatJob({ run })] }],
    });
    const ref = await service.trigger(request);
    await end(ref);
    await service.close();
    const [pipeline] = circleci.state.pipelines;
    if (pipeline !== undefined) circleci.state.rerun(pipeline);
    expect((await end(ref)).note).toContain('run again on CircleCI');
    expect((await told(ref)).filter((word) => word.startsWith('failed'))).toHaveLength(2);
    expect(turn).toBe(2);
  });

  it('is what its second workflow came to where the machinery lost the first', async () => {
    let turn = 0;
    const run = (values: Parameters<typeof repeated>[0]): FakeOutcome => {
      turn += 1;
      return turn === 1 ? { status: 'infrastructure_fail', machines: [{}] } : repeated(values);
    };
    const { service, request, end, told } = await begin({
      workflows: [{ name: 'repeat-test', jobs: [repeatJob({ run })] }],
    });
    const ref = await service.trigger(request);
    await expect.poll(() => circleci.state.pipelines.length).toBe(1);
    circleci.state.advance();
    const [pipeline] = circleci.state.pipelines;
    if (pipeline !== undefined) circleci.state.rerun(pipeline);
    expect((await end(ref)).note).toContain('what run 2 of 2 came to counts');
    expect((await told(ref)).filter((word) => word.startsWith('failed'))).toHaveLength(2);
  });

  it.each<readonly [string, Story, number]>([
    ['at once', {}, 0],
    ['behind gates and a build of 3 minutes, as Cassandra’s', gatedStory, 3],
    ['behind gates and a build of 10 minutes', gatedStory, 10],
    ['behind gates and a build of 30 minutes', gatedStory, 30],
  ])('costs fewer than 25 calls in 40 minutes where it starts %s', async (_, story, minutes) => {
    let shift = 0;
    const now = () => new Date(Date.now() + shift);
    const { service, request } = await begin({ ...story, now, leastLookMs: 20_000 });
    const never = 40 * 60_000_000;
    Object.assign(circleci.state.pace, { jobMs: never, own: { j8_build: never } });
    const ref = await service.trigger(request);
    while (shift < 40 * 60_000) {
      const { againInMs = 0 } = await service.poll(ref, request);
      shift += Math.max(1_000, againInMs);
      if (shift >= minutes * 60_000) circleci.state.pace.own = {};
    }
    circleci.state.pace.jobMs = 0;
    expect((await service.poll(ref, request)).state).toBe('finished');
    expect(circleci.requests.length).toBeLessThan(25);
    await service.collect(ref, new Set(), request);
    await service.release(ref, request);
    const gates = circleci.requests.filter(({ path }) => /\/(?:approve|cancel)(?:\/|$)/.test(path));
    expect(gates).toHaveLength(minutes === 0 ? 0 : 2 + 3);
  });

  it.each([
    ['https://circleci.com/api/v2', 'gh/acme/shop', 'https://app.circleci.com/pipelines/github/acme/shop/7'],
    ['https://circleci.com/api/v2', 'circleci/a/b', 'https://app.circleci.com/pipelines/circleci/a/b/7'],
    ['https://ci.example.org/api/v2', 'gh/acme/shop', undefined],
  ])('has a page on %s for %s', async (api, slug, page) => {
    await begin();
    expect(pageOf(api, slug, 7)).toBe(page);
  });

  it('is warned of by doctor where CircleCI would end it for the next on its branch', async () => {
    const { service } = await begin();
    const look = async (more = {}) => service.check({ job: 'x', ...more }, { slug: 'acme/shop' });
    expect((await look()).state).toBe('ok');
    circleci.state.cancelsRedundant = true;
    expect(await look()).toEqual({
      state: 'missing',
      what: 'CircleCI shows gh/acme/shop to the token, and ends what runs on a branch when more is started there',
      advice: expect.stringContaining('Turn "Auto-cancel redundant workflows" off'),
    });
    expect((await look({ trigger: 'push' })).state).toBe('ok');
    const path = /\/settings/;
    circleci.trouble({ kind: 'status', status: 403, path });
    expect((await look()).state).toBe('ok');
    circleci.trouble({ kind: 'wrong', path });
    expect((await look()).state).toBe('ok');
    circleci.trouble({ kind: 'status', status: 200, body: { advanced: { autocancel_builds: 'yes' } }, path });
    expect((await look()).state).toBe('ok');
    expect(circleci.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is looked at by doctor: token, account, project', async () => {
    const { service } = await begin({ variables: { CIRCLECI_PROJECTS: 'gh/acme/gone' } });
    expect(await service.check()).toEqual({ state: 'ok', what: 'CircleCI knows the token as retrial-ci' });
    expect(await service.check({ job: 'x', project: 'gh/acme/shop' })).toMatchObject({ state: 'ok' });
    expect(await service.check({ job: 'x', project: 'gh/acme/gone' })).toMatchObject({
      state: 'wrong',
      what: 'CircleCI shows no project gh/acme/gone to the token',
    });
    expect(await service.check({ job: 'x' }, { slug: 'acme/shop' })).toMatchObject({
      state: 'ok',
      what: 'CircleCI shows gh/acme/shop to the token',
    });
    expect(await service.check({ job: 'x' }, { slug: 'acme/hidden' })).toMatchObject({
      state: 'wrong',
      what: 'CircleCI shows no project gh/acme/hidden to the token',
    });
    expect(await service.check({ job: 'x', project: 'gh/acme/vault' }, { slug: 'acme/shop' })).toMatchObject({
      state: 'wrong',
      what: expect.stringContaining('CIRCLECI_PROJECTS'),
    });
  });
});
