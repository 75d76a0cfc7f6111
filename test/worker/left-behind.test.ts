import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { circleci, githubActions } from '../../src/ci/registry.ts';
import type { CiParts, CiService } from '../../src/ci/service.ts';
import { UserError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { sweepBranches, sweepCommits } from '../../src/worker/throw-away.ts';
import { declared, parameters, repeated, repeatJob } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import { startFakeActions, tokens as actionsTokens } from '../fakes/github-actions/server.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { worldOf } from './world.ts';

const home = scratch('left-behind');
const repository = join(home, 'shop');
const origin = join(home, 'origin.git');
let folder: TemporaryFolder;
let store: Store;
let fake: FakeCircleci;
let service: CiService;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  // The clone knows no branch of its remote: each commit has to be pushed.
  repositoryWith(repository, { 'a.txt': 'a' });
});
beforeEach(async () => {
  await fake?.close();
  rmSync(origin, { recursive: true, force: true });
  gitIn(home, 'init', '--quiet', '--bare', origin);
  const held = {
    name: 'pre-commit',
    jobs: [{ name: 'start' }, { ...repeatJob(), name: 'unit', requires: ['start'] }],
  };
  fake = await startFakeCircleci({
    workflows: [{ name: 'repeat-test', jobs: [repeatJob()] }, held],
    declared,
  });
  fake.state.origin = origin;
  fake.state.startsOnPush = true;
  service = circleci.create({
    ...parts(),
    variables: { CIRCLECI_TOKEN: tokens.full, CIRCLECI_URL: fake.api },
  });
});

function parts(): CiParts {
  return {
    folder: join(home, 'downloads'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    lagMs: 50,
    leastLookMs: 1,
  };
}

afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

/** A run that calls start, on a project whose pushes start pipelines as well. */
async function created(more: object = {}) {
  return newRun(store, {
    asked: 4,
    revision: 'main',
    service: 'circleci',
    selector: parseSelector('CasTest#testPays'),
    settings: {
      repository,
      slug: 'acme/shop',
      fetch: false,
      quiet: false,
      push: { to: origin },
      settings: { workflow: 'repeat-test', job: 'repeat', parameters },
      ...more,
    },
  });
}

/** The same with a branch that its process left behind. */
async function createdWithBranch(more: object = {}) {
  const run = await created(more);
  const id = `${run.id}-b1`;
  const name = `retrial/${id}`;
  gitIn(repository, 'push', '--quiet', '--force', origin, `HEAD:refs/heads/${name}`);
  const commit = gitIn(repository, 'rev-parse', 'HEAD');
  await store.batches.put({ id, runId: run.id, first: 1, count: 4 });
  await store.branches.put({ batchId: id, runId: run.id, name, clone: repository, remote: origin, commit });
  return { run, name };
}

/** The pipelines in which somebody is waited for. */
function waiting(): readonly string[] {
  return fake.state.pipelines
    .filter(({ workflows }) => workflows.some((one) => fake.state.workflowStatus(one) === 'on_hold'))
    .map(({ kind }) => kind);
}

const branches = (): string => gitIn(origin, 'for-each-ref', '--format=%(refname)', 'refs/heads');

it('leaves no pipeline waiting that the push of a branch started beside the call', async () => {
  const run = await created();
  const { parts } = worldOf({ store });
  while ((await advance(run.id, { ...parts, service: () => service })) !== 'done')
    await new Promise((again) => setTimeout(again, 10));
  expect(fake.state.pipelines.map(({ kind }) => kind).toSorted()).toEqual(['api', 'webhook']);
  expect([waiting(), branches()]).toEqual([[], '']);
});

it('sweeps what a killed process left waiting, once the service can be asked, and touches no other branch', async () => {
  const { run } = await createdWithBranch();
  gitIn(repository, 'push', '--quiet', origin, 'HEAD:refs/heads/retrial/r-other-b1');
  fake.state.advance();
  expect(waiting()).toHaveLength(2);
  const told: string[] = [];
  const parts = { store, service: () => service, log: (message: string) => void told.push(message) };
  await sweepBranches(parts);
  expect(waiting()).toHaveLength(2);
  await store.runs.finish(run, 'failed');
  fake.trouble({ kind: 'status', status: 503 });
  await sweepBranches(parts);
  expect([waiting().length, branches(), told]).toEqual([
    2,
    'refs/heads/retrial/r-other-b1',
    ['builds of a throw-away branch could not be ended'],
  ]);
  await sweepBranches(parts);
  await sweepBranches(parts);
  expect([waiting().length, told.length]).toEqual([1, 1]);
  expect(branches()).toBe('refs/heads/retrial/r-other-b1');
});

it('ends what a service that builds whatever is pushed started of the branch of another one', async () => {
  const github = await startFakeActions({ workflow: repeated, declared });
  const actions = (variables: Readonly<Record<string, string>>) =>
    githubActions.create({ ...parts(), variables: { GITHUB_API_URL: github.url, ...variables } });
  const { run, name } = await createdWithBranch();
  await store.runs.finish(run, 'failed');
  github.state.pace.runMs = 60_000;
  for (const branch of [name, 'retrial/r-other-b1', 'main'])
    github.state.start(branch, {}, { event: 'push' });
  const told: string[] = [];
  const log = (message: string) => void told.push(message);
  const sweep = async (variables: Readonly<Record<string, string>>) =>
    sweepBranches({
      store,
      log,
      service: () => service,
      services: new Map([['github-actions', actions(variables)]]),
    });
  github.trouble({ kind: 'status', status: 503 });
  await sweep({ GITHUB_ACTIONS_TOKEN: actionsTokens.full });
  expect([branches(), told]).toEqual(['', ['builds of a throw-away branch could not be ended']]);
  await sweep({ GITHUB_ACTIONS_TOKEN: actionsTokens.full });
  expect(github.state.runs.map(({ canceledAt }) => canceledAt !== undefined)).toEqual([true, false, false]);
  expect(told).toHaveLength(1);
  const asked = github.requests.length;
  // Who has no access to it is told nothing and asks nothing.
  const other = await createdWithBranch();
  await store.runs.finish(other.run, 'failed');
  await sweep({});
  expect([branches(), github.requests.length, told.length]).toEqual(['', asked, 1]);
  await github.close();
});

it('takes a branch away whose clone is gone, and leaves one whose run goes on', async () => {
  const [over, going] = [await createdWithBranch(), await createdWithBranch()];
  for (const { run, name } of [over, going]) {
    const [branch] = await store.branches.of(run.id);
    expect(branch?.name).toBe(name);
    if (branch !== undefined) await store.branches.put({ ...branch, clone: join(home, 'nowhere') });
  }
  await store.runs.finish(over.run, 'failed');
  const told: string[] = [];
  await sweepBranches({ store, service: () => service, log: (message) => void told.push(message) });
  expect([branches(), told]).toEqual([`refs/heads/${going.name}`, []]);
});

it.each([
  ['refuses to say what runs there', () => service, {}],
  [
    'is gone from this server',
    () => {
      throw new UserError('E-CI', 'This server knows no CI service `circleci`.');
    },
    {},
  ],
  ['cannot read its settings any more', () => service, { settings: { jobs: ['repeat'] } }],
  ['is named by settings that nobody can read any more', () => service, { repository: 7 }],
])('takes a branch away whose service %s, and asks no second time', async (_, find, more) => {
  const { run } = await createdWithBranch(more);
  await store.runs.finish(run, 'failed');
  fake.trouble({ kind: 'status', status: 403 });
  const told: string[] = [];
  const parts = { store, service: find, log: (message: string) => void told.push(message) };
  await sweepBranches(parts);
  await sweepBranches(parts);
  expect([branches(), told]).toEqual(['', ['builds of a throw-away branch could not be ended']]);
});

it('lets go of the commits of runs that are over, in every clone, and of no others', async () => {
  const [over, going] = [await created(), await created()];
  await store.runs.finish(over, 'finished');
  for (const id of [over.id, going.id, 'r-unknown'])
    gitIn(repository, 'update-ref', `refs/retrial/${id}/run`, 'HEAD');
  const told: string[] = [];
  await sweepCommits([join(home, 'nowhere'), repository], {
    store,
    log: (message) => void told.push(message),
  });
  const left = gitIn(repository, 'for-each-ref', '--format=%(refname)', 'refs/retrial').split('\n');
  expect(left.toSorted()).toEqual([`refs/retrial/${going.id}/run`, 'refs/retrial/r-unknown/run'].toSorted());
});
