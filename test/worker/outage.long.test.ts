import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { afterError, afterOutcome, noStreak, type Streak } from '../../src/queue/decide.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { jira } from '../../src/trackers/jira.ts';
import { createCourtesy } from '../../src/worker/courtesy.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { newJira, saidBy, type Fault } from '../fakes/jira/state.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';
import { worldOf } from './world.ts';

const minute = 60_000;
const repository = join(scratch('outage'), 'shop');
let folder: TemporaryFolder;
let store: Store;
let fake: FakeJira;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  fake = await startFakeJira(newJira());
  repositoryWith(repository, { 'a.txt': 'a' });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
  await fake.close();
});

/** A minute for each of its iterations, on the clock of the story. */
function slowService(parts: WorkerParts, elapsedMs: () => number): WorkerParts['service'] {
  const usual = parts.service('local');
  return () => ({
    ...usual,
    async poll(ref, request) {
      const finished = Math.min(request.batch.count, Math.floor(elapsedMs() / minute));
      return finished === request.batch.count
        ? { state: 'finished', finished }
        : { state: 'running', finished, againInMs: 15_000 };
    },
    async collect(...asked) {
      const all = await usual.collect(...asked);
      return Array.isArray(all) ? all.filter(({ index }) => index <= elapsedMs() / minute) : all;
    },
  });
}

/** What a Jira answers that is away: its proxy, or a page about its maintenance. */
const away: readonly Omit<Fault, 'method'>[] = [
  { path: /./, status: 503, times: Infinity },
  { path: /./, status: 200, headers: { 'content-type': 'text/html' }, text: '<html>', times: Infinity },
];

it.each(away)(
  'Jira is down for an hour: the run goes on, and its report comes once, minutes after Jira does: $status',
  async (fault) => {
    const { state, url } = fake;
    const begun = Date.now();
    let clockMs = begun;
    const now = () => new Date(clockMs);
    const elapsedMs = (): number => clockMs - begun;
    const holders = { roles: [], people: [] };
    const tracker = jira(new Jira({ url, kind: 'data-center', token: 'secret' }), {
      of: () => ({ branch: 'main', run: holders, decide: holders }),
      readFile: async () => undefined,
    });
    const usual = worldOf({ store }).parts;
    const parts: WorkerParts = {
      ...usual,
      now,
      tracker: () => tracker,
      service: slowService(usual, elapsedMs),
      courtesy: createCourtesy({ now, log: () => {} }),
    };
    const { id } = await newRun(store, {
      ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
      asked: 30,
      createdAt: now().toISOString(),
      settings: { repository, fetch: false, settings: {}, quiet: false },
    });
    const said = saidBy(state, state.me).length;
    let streak: Streak = noStreak;
    let ranBy: number | undefined;
    let doneAt: number | undefined;
    // As the queue does it, but for the waiting itself.
    while (doneAt === undefined) {
      const isDown = elapsedMs() > 5 * minute && elapsedMs() < 65 * minute;
      state.faults.length = 0;
      if (isDown) state.faults.push(...['GET', 'POST', 'PUT'].map((method) => ({ ...fault, method })));
      const decision = await advance(id, parts).then(afterOutcome, (error: unknown) =>
        afterError(error, streak, 1_000),
      );
      if ((await store.iterations.of(id)).length === 30) ranBy ??= elapsedMs();
      if (decision.kind === 'finish') doneAt = elapsedMs();
      // What is given up comes back with the next sweep, within a minute.
      streak = decision.kind === 'again' ? decision.streak : noStreak;
      clockMs += decision.kind === 'again' ? decision.inMs : minute;
    }
    expect(ranBy).toBeLessThan(32 * minute);
    expect(doneAt).toBeGreaterThanOrEqual(65 * minute);
    expect(doneAt).toBeLessThan(71 * minute);
    const news = saidBy(state, state.me).slice(said);
    expect(news.filter((words) => words.includes(`{anchor:retrial-result-${id}}`))).toHaveLength(1);
    expect(news.at(-1)).toContain('30 asked = 30 executed');
    expect(news.length).toBeLessThanOrEqual(2);
  },
  60_000,
);
