import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CircleciService } from '../../src/ci/circleci/circleci-service.ts';
import { RetryableError } from '../../src/model/errors.ts';
import type { Batch } from '../../src/model/repeat-run.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { batchServiceOf } from '../../src/worker/batch-service.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { revisionFacts } from '../../src/worker/questions/overlaid.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { cassandraTest, cassandraWorkflows, seventeenFourSixtyOne } from '../fakes/circleci/cassandra.ts';
import { type FakeCircleci, startFakeCircleci, tokens } from '../fakes/circleci/server.ts';
import { Death, mortal } from '../support/mortal.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from './world.ts';

const home = scratch('pushed-batches');
const repository = join(home, 'cassandra');
const origin = join(home, 'origin.git');
/** What `generate.sh -e KEY=VALUE` of Cassandra 4.1 does: it writes values into the committed configuration. */
const generate = '#!/bin/sh\nsed -i "s/- ${2%%=*}:.*/- ${2%%=*}: ${2#*=}/" .circleci/config.yml\n';
const committed =
  'version: 2\njobs:\n  j8_repeated_utest:\n    environment:\n    - REPEATED_UTEST_COUNT: 500\n';
let folder: TemporaryFolder;
let store: Store;
let circleci: FakeCircleci;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  mkdirSync(join(repository, '.circleci'), { recursive: true });
  writeFileSync(join(repository, '.circleci/generate.sh'), generate);
  chmodSync(join(repository, '.circleci/generate.sh'), 0o755);
  repositoryWith(repository, { '.circleci/config.yml': committed, '.circleci/generate.sh': generate });
  gitIn(home, 'clone', '--quiet', '--bare', repository, origin);
  gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const settings = {
  workflow: 'java8_separate_tests',
  job: 'j8_repeated_utest',
  approve: ['start_j8_build', 'start_j8_repeated_utest'],
  trigger: 'push',
  configure: ['.circleci/generate.sh', '-e', 'REPEATED_UTEST_COUNT={count}'],
};

type Reaction = Parameters<ReturnType<WorkerParts['tracker']>['react']>;

/** Cassandra's pipelines, started by pushes where they are told so, and a run of 200 that has not begun. */
async function opened(startsOnPush: boolean, more: object = {}, variables: object = {}) {
  circleci = await startFakeCircleci({ workflows: cassandraWorkflows(seventeenFourSixtyOne), pageSize: 100 });
  circleci.state.origin = origin;
  circleci.state.startsOnPush = startsOnPush;
  const service = new CircleciService({
    folder: join(home, 'downloads'),
    workspaces: { prepare: async () => ({ folder: home, isFresh: false }), remove: async () => {} },
    environment: () => ({}),
    variables: { CIRCLECI_TOKEN: tokens.full, CIRCLECI_URL: circleci.api, ...variables },
    lagMs: 50,
    leastLookMs: 1,
  });
  const { parts, posts } = worldOf({ store });
  let programs = 0;
  const signs: string[] = [];
  const tracker = {
    ...parts.tracker('github'),
    react: async (...[, , sign]: Reaction) => void signs.push(sign),
  };
  const own: WorkerParts = {
    ...parts,
    tracker: () => tracker,
    courtesy: (_, act) => act(),
    service: () => service,
    environment: (wanted) => {
      programs += 1;
      return { PATH: process.env['PATH'] ?? '', ...wanted };
    },
  };
  const run = await newRun(store, {
    asked: 200,
    revision: 'main',
    service: 'circleci',
    selector: parseSelector(cassandraTest),
    settings: {
      repository,
      slug: 'acme/shop',
      fetch: false,
      push: { to: origin },
      quiet: false,
      settings,
      ...more,
    },
  });
  return { run, own, posts, signs, programs: () => programs };
}

/** The same, carried out to its end. */
async function carriedOut(...asked: Parameters<typeof opened>) {
  const { run, own, posts, signs, programs } = await opened(...asked);
  while ((await advance(run.id, own)) !== 'done') await new Promise((again) => setTimeout(again, 20));
  return { run: run.id, result: resultsIn(posts).at(-1) ?? '', signs, programs: programs() };
}

/** A remote whose connection breaks after it took a push, the first time. */
function breaksOnce(): string {
  const script = join(home, 'receive.sh');
  const said = 'echo "fatal: the remote end hung up unexpectedly" >&2; exit 1';
  const first = `if [ ! -e ${home}/broke ]; then touch ${home}/broke; ${said}; fi`;
  writeFileSync(script, `#!/bin/sh\ngit-receive-pack "$@" || exit\n${first}\n`, { mode: 0o755 });
  gitIn(repository, 'config', 'remote.breaking.url', origin);
  gitIn(repository, 'config', 'remote.breaking.receivepack', script);
  return 'breaking';
}

const deaths = [
  { when: 'after', call: 'attempt' },
  { when: 'before', call: 'find' },
  { when: 'after', call: 'find' },
  { when: 'before', call: 'setRef' },
] as const;

const branches = (): string => gitIn(origin, 'for-each-ref', 'refs/heads/retrial');

describe('a revision that a program changes before it is pushed', () => {
  const factsOf = async (more: object) => {
    const given = { repository, fetch: false, quiet: false, settings };
    return revisionFacts(await newRun(store, { settings: given, ...more }), { store });
  };

  it('is named as one in every kind of report, behind what the command asked for', async () => {
    const configured = 'CI configured by .circleci/generate.sh';
    const each = `each commit with ${configured}`;
    const unskip = { asked: ['unskip'], applied: [{ kind: 'unskip' }] };
    const asked = { repository, fetch: false, quiet: false, settings, overlays: unskip };
    expect(await factsOf({})).toEqual({ overlays: [configured] });
    expect(await factsOf({ question: 'bisect' })).toEqual({ overlays: [each] });
    expect(await factsOf({ question: 'bisect', settings: asked })).toEqual({
      overlays: ['each commit with unskip', each],
      askedOverlays: ['unskip'],
    });
  });

  it('is not there where no push starts a batch, or no program runs before it', async () => {
    for (const other of [{ ...settings, trigger: 'api' }, { trigger: 'push' }, { configure: 'x' }, null])
      expect(
        await factsOf({ settings: { repository, fetch: false, quiet: false, settings: other } }),
      ).toEqual({});
  });
});

describe('a batch whose branch starts it', { timeout: 60_000 }, () => {
  afterEach(() => circleci.close());

  it('carries its count in the configuration of a pipeline that takes no parameters, and is started once', async () => {
    const { run, result, signs } = await carriedOut(true);
    expect(result).toContain('5 of 200 runs failed');
    expect(signs).toEqual(['rocket']);
    expect(result).toContain('Overlays: CI configured by .circleci/generate.sh.');
    expect(result).toContain('Advice: run more before deciding');
    expect(circleci.state.pipelines.map(({ ref }) => ref)).toEqual([{ branch: `retrial/${run}-b1` }]);
    const started = circleci.requests.filter(({ path }) => path.endsWith('/pipeline'));
    expect(started.filter(({ method }) => method === 'POST')).toEqual([]);
    const waiting = circleci.state.pipelines
      .flatMap(({ workflows }) => workflows)
      .filter((one) => circleci.state.workflowStatus(one) === 'on_hold');
    expect(waiting).toEqual([]);
    expect([branches(), gitIn(repository, 'for-each-ref', 'refs/retrial')]).toEqual(['', '']);
  });

  it.each(deaths)('is started once though its worker dies $when $call', async (strikesOn) => {
    const { run, own, posts } = await opened(true);
    const fate = { strikesAt: -1, strikesOn, calls: 0 };
    const service = mortal(own.service('circleci'), fate);
    let parts: WorkerParts = { ...own, store: mortal(store, fate), service: () => service };
    let died = false;
    const live = async (): Promise<boolean> => {
      try {
        return (await advance(run.id, parts)) === 'done';
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        [parts, died] = [own, true];
        return false;
      }
    };
    while (!(await live())) await new Promise((again) => setTimeout(again, 20));
    expect(died).toBe(true);
    expect(circleci.state.pipelines.map(({ ref }) => ref)).toEqual([{ branch: `retrial/${run.id}-b1` }]);
    expect(resultsIn(posts)).toEqual([expect.stringContaining('5 of 200 runs failed')]);
    expect(branches()).toBe('');
  });

  it('ends in words when the push starts nothing', async () => {
    const { run, result } = await carriedOut(false);
    expect(result).toContain(`The branch \`retrial/${run}-b1\` was pushed, and its push started nothing`);
    expect(branches()).toBe('');
  });

  it('is waited for once more where the connection broke after its branch was taken', async () => {
    const { run, own } = await opened(false, { push: { to: breaksOnce() } });
    const commit = gitIn(repository, 'rev-parse', 'HEAD');
    let clock = Date.now() - 60_000;
    const parts: WorkerParts = { ...own, now: () => new Date((clock += 1)) };
    const put = { id: `${run.id}-b1`, runId: run.id, first: 1, count: 200 };
    await store.batches.put(put);
    const batch = async (): Promise<Batch> => ({ ...put, ...(await store.batches.of(run.id))[0] });
    const start = async () => (await batchServiceOf({ ...run, commit }, parts)).start(await batch());
    await expect(start()).rejects.toThrow(RetryableError);
    expect(branches()).toContain(`retrial/${run.id}-b1`);
    expect((await batch()).attemptedAt).toBe(new Date(clock).toISOString());
    clock += 1_000;
    expect([await start(), await start()]).toEqual([false, false]);
    circleci.state.startsOnPush = true;
    expect(await start()).toBe(true);
    expect((await batch()).ref).toBe(circleci.state.pipelines[0]?.id);
    gitIn(origin, 'update-ref', '-d', `refs/heads/retrial/${run.id}-b1`);
  });

  it('ends in words where the server may push nothing, before a program of the revision is run', async () => {
    const { result, programs } = await carriedOut(true, { push: undefined });
    expect(result).toContain('its operator has to say where throw-away branches may go');
    expect(programs).toBe(0);
  });

  it('runs and pushes nothing for a repository that may not build on the service', async () => {
    const { result, programs } = await carriedOut(true, {}, { CIRCLECI_TOKEN: '' });
    expect(result).toContain('CIRCLECI_TOKEN');
    expect(programs).toBe(0);
    expect(circleci.state.pipelines).toEqual([]);
  });
});
