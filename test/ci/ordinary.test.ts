import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { circleci as circleciMember } from '../../src/ci/circleci.ts';
import { allRuns } from '../../src/ci/github-actions/all-runs.ts';
import { githubActions } from '../../src/ci/github-actions.ts';
import { jenkins as jenkinsMember } from '../../src/ci/jenkins.ts';
import { isNamed, type OrdinaryBuild } from '../../src/ci/remote/ordinary.ts';
import type { CiMember } from '../../src/ci/service.ts';
import * as circleci from '../fakes/circleci/server.ts';
import { report } from '../fakes/circleci/plans.ts';
import * as actions from '../fakes/github-actions/server.ts';
import type { OrdinaryRun } from '../fakes/github-actions/state.ts';
import { startFakeJenkins } from '../fakes/jenkins/server.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('ordinary');
const open: { close: () => Promise<void> }[] = [];
let serial = 0;

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function readerOf(member: CiMember, variables: Readonly<Record<string, string>>) {
  serial += 1;
  const service = member.create({
    folder: join(home, String(serial)),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables,
  });
  if (service.ordinary === undefined) throw new Error('it reads no ordinary builds');
  return service.ordinary;
}

/** What a build left in each lane: file names, or why there are none. */
async function filesOf(build: OrdinaryBuild | undefined): Promise<Record<string, readonly string[]>> {
  const lanes: [string, readonly string[]][] = [];
  for (const part of build?.parts ?? []) {
    const found = await part.files();
    lanes.push([part.lane, 'gone' in found ? [found.gone] : found.files.map(({ path }) => path)]);
  }
  return Object.fromEntries(lanes);
}

describe('names with a star', () => {
  it.each([
    ['main', ['main'], true],
    ['MAIN', ['main'], true],
    ['main2', ['main'], false],
    ['release/4.1', ['trunk', 'release*'], true],
    ['a-junit-b', ['*junit*'], true],
    ['ab', ['ab*b'], false],
    ['abab', ['a*b*b'], true],
    ['x', [], false],
  ])('%s in %j: %s', (name, patterns, expected) => {
    expect(isNamed(name, patterns)).toBe(expected);
  });

  it('take no longer for names that are made to', () => {
    expect(isNamed('a'.repeat(100_000), [`${'a*'.repeat(90)}b`])).toBe(false);
  });
});

describe('an ordinary run of GitHub Actions', () => {
  const sha = 'c'.repeat(40);

  async function begin() {
    const github = await actions.startFakeActions({
      workflow: () => ({
        status: 'failed',
        machines: [{ artifacts: { 'TEST-a.xml': report() } }, { artifacts: { 'TEST-b.xml': report() } }],
      }),
      declared: [],
    });
    open.push(github);
    github.state.refs.set('main', sha).set('fix', sha);
    const variables = { GITHUB_ACTIONS_TOKEN: actions.tokens.full, GITHUB_API_URL: github.url };
    const ordinary = readerOf(githubActions, variables);
    const run = (branch: string, about: OrdinaryRun) => github.state.start(branch, {}, about);
    return { github, ordinary, run, place: { slug: 'acme/shop', settings: {} } };
  }

  it('is listed once it is over, and read with a lane for each artifact', async () => {
    const { github, ordinary, run, place } = await begin();
    const { id } = run('main', { event: 'push', name: 'Unit' });
    run('main', { event: 'workflow_dispatch' });
    expect(await ordinary.ended(Date.now() - 60_000, place)).toEqual({ refs: [`${id}.1`] });
    const build = await ordinary.read(`${id}.1`, place);
    expect(build).toMatchObject({ id: `${id}.1`, branch: 'main', commit: sha, ms: 60_000 });
    expect(build?.pull).toBeUndefined();
    expect(await filesOf(build)).toEqual({
      'Unit / junit-0': ['junit-0/TEST-a.xml'],
      'Unit / junit-1': ['junit-1/TEST-b.xml'],
    });
    await ordinary.forget(`${id}.1`);
    await filesOf(build);
    expect(github.storage.requests).toHaveLength(4);
  });

  it.each<readonly [string, OrdinaryRun, object]>([
    ['was started by hand or by API', { event: 'workflow_dispatch' }, {}],
    ['is of a workflow that is not wanted', { event: 'push', name: 'Deploy' }, { workflows: ['unit*'] }],
    ['is of a fork that pushed to a branch of that name', { event: 'push', head: 'eve/shop' }, {}],
    ['is of a pull request that nobody can name', { event: 'pull_request', head: 'eve/shop' }, {}],
    [
      'is of a pull request of another repository',
      { event: 'pull_request', pulls: [{ number: 4, repository: 'upstream/shop' }] },
      {},
    ],
  ])('that %s says nothing', async (_, about, settings) => {
    const { ordinary, run } = await begin();
    const { id } = run('main', about);
    expect(await ordinary.read(`${id}.1`, { slug: 'acme/shop', settings })).toBeUndefined();
  });

  it('that is not wanted costs no call of its own', async () => {
    const { ordinary, run, place } = await begin();
    const { id } = run('main', { event: 'push', name: 'Unit' });
    run('main', { event: 'push', name: 'Deploy' });
    run('wip', { event: 'push', name: 'Unit' });
    run('main', { event: 'pull_request', name: 'Unit', pulls: [{ number: 1, repository: 'acme/shop' }] });
    const wants = ({ branch, isPull }: { branch: string; isPull: boolean }) => branch === 'main' && !isPull;
    const wanted = { ...place, settings: { workflows: ['unit'] }, wants };
    expect(await ordinary.ended(Date.now() - 60_000, wanted)).toEqual({ refs: [`${id}.1`] });
  });

  it('of a pushed tag is none of the branch that is called like it', async () => {
    const { github, ordinary, run, place } = await begin();
    const { id } = run('main', { event: 'push', name: 'Unit' });
    github.state.tags.set('main', 'd'.repeat(40));
    expect(await ordinary.read(`${id}.1`, place)).toMatchObject({ branch: 'main' });
    github.state.tags.set('main', sha);
    expect(await ordinary.read(`${id}.1`, place)).toBeUndefined();
  });

  it('is listed however many there are: a search that ends with its thousandth is gone on with', async () => {
    const { ordinary, run, place } = await begin();
    const since = Date.now() - 10_000_000;
    for (let at = 0; at < 1_200; at += 1) run('main', { event: 'push', createdAt: since + at * 1_000 });
    const { refs, cuts } = await ordinary.ended(since, place);
    expect([new Set(refs).size, refs.length, cuts]).toEqual([1_200, 1_200, undefined]);
  });

  it('says so when more ended than can be listed', async () => {
    const all = Array.from({ length: 25_000 }, (_, at) => ({ id: at, created_at: (25_000 - at) * 100 }));
    const list = async (search: unknown) => allRuns(search as Parameters<typeof allRuns>[0], 0);
    const { runs, isCut } = await list(async ({ until = Infinity }: { until?: number }) =>
      all.filter(({ created_at: at }) => at <= until).slice(0, 1_000),
    );
    expect([new Set(runs.map(({ id }) => id)).size, isCut]).toEqual([runs.length, true]);
    expect(runs.length).toBeGreaterThan(15_000);
  });

  it('is listed though a search ends within one second again', async () => {
    const full = Array.from({ length: 1_000 }, (_, id) => ({ id, created_at: 5_000 }));
    const search = async ({ until = Infinity }: { until?: number }) =>
      until >= 5_000 ? full : [{ id: 1_000, created_at: 3_000 }];
    const found = await allRuns(search as unknown as Parameters<typeof allRuns>[0], 0);
    expect([found.runs.length, found.isCut]).toEqual([1_001, false]);
  });

  it('that was run again is a build for each attempt, with the artifacts of that attempt', async () => {
    const { ordinary, run, place } = await begin();
    const { id } = run('main', { event: 'push', name: 'Unit', attempt: 2 });
    expect(await ordinary.ended(Date.now() - 60_000, place)).toEqual({ refs: [`${id}.1`, `${id}.2`] });
    const [first, second] = [await ordinary.read(`${id}.1`, place), await ordinary.read(`${id}.2`, place)];
    expect(await filesOf(first)).toEqual({ 'Unit / junit-0': ['junit-0/TEST-a.xml'] });
    expect(await filesOf(second)).toEqual({ 'Unit / junit-1': ['junit-1/TEST-b.xml'] });
    expect(await ordinary.read(`${id}.3`, place)).toBeUndefined();
  });

  it('of a pull request is told by its number, a fork’s by its head', async () => {
    const { github, ordinary, run, place } = await begin();
    const own = run('fix', { event: 'pull_request', pulls: [{ number: 12, repository: 'acme/shop' }] });
    expect(await ordinary.read(`${own.id}.1`, place)).toMatchObject({ branch: 'fix', pull: 12 });
    github.state.pulls.push({ number: 13, head: 'eve:main', sha });
    const fork = run('main', { event: 'pull_request', head: 'eve/shop' });
    expect(await ordinary.read(`${fork.id}.1`, place)).toMatchObject({ branch: 'main', pull: 13 });
  });
});

describe('an ordinary workflow of CircleCI', () => {
  const fails = () => ({
    status: 'failed' as const,
    machines: [{ artifacts: { 'out/TEST-a.xml': report(), 'out/log.txt': 'x' } }],
    tests: [{ name: 'pays', classname: 'Shop', result: 'failure', message: 'lost' }],
  });

  async function begin() {
    const workflows = [{ name: 'build', jobs: [{ name: 'hold' }, { name: 'unit', run: fails }] }];
    const fake = await circleci.startFakeCircleci({ workflows });
    open.push(fake);
    fake.state.refs.set('main', 'c'.repeat(40)).set('pull/7', 'd'.repeat(40));
    const ordinary = readerOf(circleciMember, {
      CIRCLECI_TOKEN: circleci.tokens.full,
      CIRCLECI_URL: fake.api,
    });
    const start = (order: Partial<Parameters<typeof fake.state.start>[0]>) => {
      const pipeline = fake.state.start({
        kind: 'webhook',
        ref: { branch: 'main' },
        parameters: {},
        ...order,
      });
      fake.state.advance();
      for (const job of pipeline.workflows[0]?.jobs ?? []) job.approvedAt = Date.now();
      fake.state.advance();
      return pipeline.workflows[0]?.id ?? '';
    };
    return { fake, ordinary, start, place: { slug: 'acme/shop', settings: {} } };
  }

  it('is listed once it is over, and read with a lane for each job', async () => {
    const { ordinary, start, place } = await begin();
    const id = start({});
    start({ kind: 'api' });
    expect(await ordinary.ended(Date.now() - 60_000, place)).toEqual({ refs: [id] });
    const build = await ordinary.read(id, place);
    expect(build).toMatchObject({ id, branch: 'main', commit: 'c'.repeat(40) });
    expect(await filesOf(build)).toEqual({
      'build / unit': ['0/out/TEST-a.xml', '0/out/log.txt', 'tests/tests.json'],
    });
  });

  it('asks a pipeline that is over no second time', async () => {
    const { fake, ordinary, start, place } = await begin();
    start({});
    await ordinary.ended(0, place);
    const before = fake.requests.length;
    expect(await ordinary.ended(0, place)).toEqual({ refs: [] });
    expect(fake.requests.length - before).toBe(1);
  });

  it('asks a pipeline without a wanted workflow no second time, once one would have begun', async () => {
    const { fake, ordinary, start, place } = await begin();
    start({});
    const [pipeline] = fake.state.pipelines;
    const deploys = { ...place, settings: { workflows: ['deploy'] } };
    const calls = async () => {
      const before = fake.requests.length;
      expect(await ordinary.ended(0, deploys)).toEqual({ refs: [] });
      return fake.requests.length - before;
    };
    expect([await calls(), await calls()]).toEqual([2, 2]);
    if (pipeline !== undefined) pipeline.createdAt -= 120_000;
    expect([await calls(), await calls()]).toEqual([2, 1]);
  });

  it('that is not wanted costs no call of its own', async () => {
    const { fake, ordinary, start, place } = await begin();
    start({});
    const none = { ...place, wants: () => false };
    expect(await ordinary.ended(0, none)).toEqual({ refs: [] });
    expect(fake.requests).toHaveLength(1);
    expect((await ordinary.ended(0, { ...place, settings: { workflows: ['deploy'] } })).refs).toEqual([]);
    expect((await ordinary.ended(0, place)).refs).toHaveLength(1);
  });

  it('is listed however many came after it', async () => {
    const { ordinary, start, place } = await begin();
    const id = start({});
    for (let at = 0; at < 230; at += 1) start({ kind: 'api' });
    expect(await ordinary.ended(Date.now() - 60_000, place)).toEqual({ refs: [id] });
  });

  it('is listed again when the list that found it broke off', async () => {
    const { fake, ordinary, start, place } = await begin();
    const ids = [start({}), start({})];
    const path = new RegExp(`${fake.state.pipelines[0]?.id}/workflow`);
    fake.trouble({ kind: 'status', status: 503, path, times: 1 });
    await expect(ordinary.ended(0, place)).rejects.toThrow('503');
    expect((await ordinary.ended(0, place)).refs.toSorted()).toEqual(ids.toSorted());
  });

  it('of a fork counts as its pull request or nowhere', async () => {
    const { ordinary, start, place } = await begin();
    const pull = start({ ref: { branch: 'pull/7' }, fork: 'eve/shop' });
    expect(await ordinary.read(pull, place)).toMatchObject({ pull: 7 });
    const disguised = start({ fork: 'eve/shop' });
    expect(await ordinary.read(disguised, place)).toBeUndefined();
  });

  it('of a project that nobody allowed is not read', async () => {
    const { ordinary } = await begin();
    const place = { slug: 'acme/shop', settings: { project: 'gh/acme/secret' } };
    await expect(ordinary.ended(0, place)).rejects.toThrow(/CIRCLECI_PROJECTS/);
  });
});

describe('an ordinary build of Jenkins', () => {
  async function begin() {
    const unit = {
      path: 'team/unit',
      parameters: { RUN_ID: '' },
      run: () => ({
        result: 'UNSTABLE' as const,
        tests: [{ name: 's', cases: [{ className: 'Shop', name: 'pays', status: 'REGRESSION' as const }] }],
        checkouts: { 'https://github.com/acme/shop': 'c'.repeat(40) },
      }),
    };
    const aborted = { path: 'team/aborted', run: () => ({ result: 'ABORTED' as const }) };
    const fake = await startFakeJenkins({ jobs: [unit, aborted], user: 'bot', token: 'a-token' });
    open.push(fake);
    const ordinary = readerOf(jenkinsMember, {
      JENKINS_URL: fake.root,
      JENKINS_USER: 'bot',
      JENKINS_TOKEN: 'a-token',
      JENKINS_JOBS: 'acme/shop=team/*',
    });
    for (const job of [unit, aborted]) fake.state.schedule(job, {});
    fake.state.advance();
    const settings = { jobs: { 'team/unit': 'trunk', 'team/aborted': 'trunk' } };
    return { fake, ordinary, place: { slug: 'acme/shop', settings } };
  }

  it('is listed once it is over, and read as of the branch its job builds', async () => {
    const { fake, ordinary, place } = await begin();
    fake.state.pace.runMs = 60_000;
    expect(await ordinary.ended(0, place)).toEqual({ refs: [], faults: [] });
    fake.state.pace.runMs = 0;
    expect(await ordinary.ended(0, place)).toEqual({ refs: ['team/unit#1', 'team/aborted#1'], faults: [] });
    const build = await ordinary.read('team/unit#1', place);
    expect(build).toMatchObject({ id: 'team/unit#1', branch: 'trunk', commit: 'c'.repeat(40), ms: 0 });
    expect(await filesOf(build)).toEqual({ 'team/unit': ['tests/tests.json'] });
    const found = await build?.parts[0]?.files();
    const file = found !== undefined && 'files' in found ? await found.files[0]?.fetch() : undefined;
    expect(file !== undefined && 'at' in file ? await readFile(file.at, 'utf8') : '').toContain('REGRESSION');
  });

  it('is told of as one of too many where its job has more than are listed', async () => {
    const { fake, ordinary, place } = await begin();
    const [unit] = fake.state.jobs;
    if (unit === undefined) throw new Error('the look-alike has no job');
    for (let more = 0; more < 1_005; more += 1) fake.state.schedule(unit, {});
    fake.state.advance();
    const { refs, cuts } = await ordinary.ended(0, place);
    expect(refs).toHaveLength(1_001);
    expect(cuts).toEqual(['only the newest 1000 builds of the job team/unit were listed']);
  });

  it('says nothing when it was aborted, or nobody named its job', async () => {
    const { ordinary, place } = await begin();
    expect(await ordinary.read('team/aborted#1', place)).toBeUndefined();
    expect(await ordinary.read('team/other#1', place)).toBeUndefined();
  });

  it('of a job that the operator did not allow is not read', async () => {
    const { ordinary } = await begin();
    const jobs = { 'secret/unit': 'trunk', 'team/gone': 'trunk', 'team/unit': 'trunk' };
    const place = { slug: 'acme/shop', settings: { jobs } };
    expect(await ordinary.ended(0, place)).toEqual({
      refs: ['team/unit#1'],
      faults: [expect.stringContaining('JENKINS_JOBS'), expect.stringContaining('gone')],
    });
    await expect(ordinary.read('secret/unit#1', place)).rejects.toThrow(/JENKINS_JOBS/);
  });

  it.each([
    ['hudson.model.Cause$UserIdCause', false],
    ['org.jenkinsci.plugins.workflow.cps.replay.ReplayCause', false],
    ['com.sonyericsson.rebuild.RebuildCause', false],
    ['hudson.triggers.TimerTrigger$TimerTriggerCause', true],
    ['jenkins.branch.BranchEventCause', true],
  ])('that %s started counts for its branch: %s', async (cause, counts) => {
    const { fake, ordinary, place } = await begin();
    const [unit] = fake.state.jobs;
    if (unit !== undefined) fake.state.schedule(unit, {}, cause);
    fake.state.advance();
    expect((await ordinary.ended(0, place)).refs.includes('team/unit#2')).toBe(counts);
  });

  it('that was started here is no ordinary one, whatever its parameter is called', async () => {
    const { fake, ordinary, place } = await begin();
    const [unit] = fake.state.jobs;
    if (unit !== undefined) fake.state.schedule(unit, { RUN_ID: 'r-5p7w-b1' });
    fake.state.advance();
    expect((await ordinary.ended(0, place)).refs).toEqual(['team/unit#1', 'team/aborted#1']);
  });
});
