import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { circleci } from '../../src/ci/registry.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { afterError, afterOutcome, noStreak, type Streak } from '../../src/queue/decide.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { declared, parameters, plain } from '../fakes/circleci/plans.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from './world.ts';

const home = scratch('dead-service');
const repository = join(home, 'shop');
const origin = join(home, 'origin.git');
const minute = 60_000;
let folder: TemporaryFolder;
let store: Store;
let fake: FakeCircleci;
let shift = 0;
const now = (): Date => new Date(Date.now() + shift);

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'a.txt': 'a' });
  gitIn(home, 'init', '--quiet', '--bare', origin);
});
beforeEach(async () => {
  await fake?.close();
  shift = 0;
  fake = await startFakeCircleci({ workflows: plain, declared });
  fake.state.origin = origin;
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

/** A run on the look-alike, in a world whose clock is moved on by what it wants to wait. */
async function begin() {
  const service = circleci.create({
    folder: join(home, 'downloads'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: { CIRCLECI_TOKEN: tokens.full, CIRCLECI_URL: fake.api },
    lagMs: 50,
    leastLookMs: 1,
    now,
  });
  const run = await newRun(store, {
    asked: 8,
    revision: 'main',
    service: 'circleci',
    selector: parseSelector('CasTest#testPays'),
    settings: {
      repository,
      slug: 'acme/shop',
      fetch: false,
      quiet: false,
      push: { to: origin },
      settings: { job: 'repeat', parameters, deadline: '2h' },
    },
  });
  const world = worldOf({ store });
  const parts: WorkerParts = { ...world.parts, now, service: () => service };
  let streak: Streak = noStreak;
  /** As the queue does it, but for the waiting itself. @returns whether it is done */
  const step = async (): Promise<boolean> => {
    const decision = await advance(run.id, parts).then(afterOutcome, (error: unknown) => {
      if (!(error instanceof RetryableError)) throw error;
      return afterError(error, streak, 1_000);
    });
    streak = decision.kind === 'again' ? decision.streak : noStreak;
    if (decision.kind === 'again') shift += decision.inMs;
    return decision.kind === 'finish';
  };
  const until = async (isThere: () => boolean | Promise<boolean>): Promise<void> => {
    for (let left = 500; left > 0; left -= 1) if ((await isThere()) || (await step())) return;
    throw new Error('it never came to that');
  };
  const stage = async () => (await store.runs.get(run.id))?.stage;
  return { run, world, step, until, stage, service };
}

it('ends soon after somebody wants a run stopped whose CI is gone, and says what may still run', async () => {
  const { run, world, until, stage } = await begin();
  fake.state.pace.jobMs = 90 * minute;
  await until(async () => (await stage()) === 'wait' && fake.state.pipelines.length > 0);
  await fake.close();
  await store.runs.requestCancel(run.id, { by: 'ada', at: now().toISOString() });
  const cancelled = shift;
  await until(() => false);
  expect(shift - cancelled).toBeGreaterThan(15 * minute);
  expect(shift - cancelled).toBeLessThan(45 * minute);
  expect(await store.runs.get(run.id)).toMatchObject({ stage: 'done', state: 'cancelled' });
  const [result = ''] = resultsIn(world.posts);
  expect(result).toMatch(
    /nothing could be had from the CI .*what is still running there could not be cancelled/,
  );
  expect(result).toContain('8 asked = 0 executed');
});

it.each([503, 403])(
  'counts what came back of a run that somebody wants stopped and whose CI answers cancels with %i, and says so',
  async (status) => {
    const { run, world, until, stage } = await begin();
    fake.state.pace.jobMs = 90 * minute;
    await until(async () => (await stage()) === 'wait' && fake.state.pipelines.length > 0);
    fake.state.isDeaf = true;
    fake.trouble({ kind: 'status', status, path: /\/cancel\?/, times: Infinity });
    await store.runs.requestCancel(run.id, { by: 'ada', at: now().toISOString() });
    const cancelled = shift;
    await until(() => false);
    expect(shift - cancelled).toBeLessThan(16 * minute);
    expect(await store.runs.get(run.id)).toMatchObject({ stage: 'done', state: 'cancelled' });
    const [result = ''] = resultsIn(world.posts);
    expect(result).toContain('8 asked = 4 executed');
    expect(result).toContain('the pipeline does not end on CircleCI although it is told to (CircleCI');
    const reasons = (await store.iterations.of(run.id)).flatMap(({ outcome, reason }) =>
      outcome === 'lost' ? [reason] : [],
    );
    expect(new Set(reasons).size).toBe(1);
    expect(reasons[0]).toContain('although it is told to');
  },
);

it('is waited for again by a process that finds it running though another had come to its end', async () => {
  const { run, world, until, stage } = await begin();
  fake.state.pace.jobMs = 90 * minute;
  await until(async () => (await stage()) === 'wait' && fake.state.pipelines.length > 0);
  // What had told it to stop in vain for long enough is dead, and nobody knows of that.
  await store.runs.update(run.id, { stage: 'collect' });
  fake.state.isDeaf = true;
  shift += 121 * minute;
  await until(() => false);
  expect(fake.state.pipelines).toHaveLength(1);
  const [result = ''] = resultsIn(world.posts);
  expect(result).toContain('8 asked = 4 executed');
  expect(result).toContain('the pipeline does not end on CircleCI although it is told to');
});

it('ends past its deadline where its CI never comes back', async () => {
  const { run, world, until, stage } = await begin();
  fake.state.pace.jobMs = 90 * minute;
  await until(async () => (await stage()) === 'wait' && fake.state.pipelines.length > 0);
  await fake.close();
  await until(() => false);
  expect([shift > 3 * 60 * minute, shift < 4 * 60 * minute]).toEqual([true, true]);
  expect(await store.runs.get(run.id)).toMatchObject({ stage: 'done', state: 'finished' });
  expect(resultsIn(world.posts)[0]).toContain('what is still running there was not waited for any longer');
});

it('ends where its CI was gone before anything was started', async () => {
  const { run, world, until } = await begin();
  await fake.close();
  await until(() => false);
  expect([shift > 3 * 60 * minute, shift < 4 * 60 * minute]).toEqual([true, true]);
  expect(await store.runs.get(run.id)).toMatchObject({ stage: 'done', state: 'finished' });
  expect(resultsIn(world.posts)[0]).toContain('whether it was started there is not known');
});

it('loses what storage refuses for good, and counts the rest', async () => {
  const { run, world, until } = await begin();
  fake.storage.trouble({ kind: 'status', status: 500, path: /1\/junitxml\/passes\/1\//, times: Infinity });
  await until(() => false);
  expect([shift > 60 * minute, shift < 75 * minute]).toEqual([true, true]);
  expect((await store.runs.get(run.id))?.state).toBe('finished');
  const iterations = await store.iterations.of(run.id);
  const lost = iterations.filter(({ outcome }) => outcome === 'lost');
  expect([iterations.length, lost.map(({ reason }) => reason)]).toEqual([
    8,
    [expect.stringMatching(/^its files are gone: CircleCI: GET .*: status 500$/)],
  ]);
  expect(resultsIn(world.posts)[0]).toContain('8 asked = 7 executed');
});

it('goes on as ever after an outage', async () => {
  const { run, until, stage, world } = await begin();
  fake.state.pace.jobMs = 90 * minute;
  await until(async () => (await stage()) === 'wait' && fake.state.pipelines.length > 0);
  fake.trouble({ kind: 'dead', times: 12 });
  const [before] = await store.batches.of(run.id);
  await until(async () => (await store.batches.of(run.id))[0]?.silences?.length === 1);
  await until(async () => (await store.batches.of(run.id))[0]?.silences?.length === 0);
  fake.state.pace.jobMs = 0;
  await until(() => false);
  expect(before?.silences).toBeUndefined();
  expect(resultsIn(world.posts)[0]).toContain('8 asked = 8 executed');
});

it('shows where somebody can look for what could not be cancelled', async () => {
  const usual = worldOf({ store });
  let isGone = false;
  const page = 'https://ci.example.org/builds/7';
  const away = async (): Promise<never> => {
    throw new RetryableError('the CI: out of reach');
  };
  const service: WorkerParts['service'] = (name) => ({
    ...usual.parts.service(name),
    poll: async () => (isGone ? away() : { state: 'running', finished: 0, url: page }),
    collect: async () => (isGone ? away() : []),
    cancel: away,
    release: away,
  });
  const { id } = await newRun(store, {
    asked: 4,
    settings: { repository, fetch: false, settings: {}, quiet: false },
  });
  const parts: WorkerParts = { ...usual.parts, now, service };
  expect(await advance(id, parts)).not.toBe('done');
  isGone = true;
  await store.runs.requestCancel(id, { by: 'ada', at: now().toISOString() });
  for (let left = 20; left > 0 && (await store.runs.get(id))?.stage !== 'done'; left -= 1) {
    await advance(id, parts).catch(() => undefined);
    shift += 2 * minute;
  }
  expect((await store.runs.get(id))?.stage).toBe('done');
  expect(resultsIn(usual.posts)[0]).toContain('could not be cancelled');
  expect(JSON.stringify(usual.posts)).toContain(page);
});
