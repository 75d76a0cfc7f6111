import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { reportProgress } from '../../src/worker/progress.ts';
import { silentTracker } from '../support/silent-tracker.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';

const created = Date.parse('2026-11-23T10:00:00.000Z');
const iteration = { outcome: 'passed', results: [], durationMs: 10, machine: 'slot 1' } as const;
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

async function runCalled(id: string): Promise<RepeatRun> {
  const { run } = await store.runs.create({
    run: {
      id,
      ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
      commentId: id,
      requestedBy: 'jane',
      selector: parseSelector('A#b'),
      revision: 'main',
      lane: '',
      asked: 4,
      service: 'local',
      stage: 'wait',
      state: 'active',
      createdAt: new Date(created).toISOString(),
    },
    line: 1,
    settings: { repository: '/srv/shop', slug: 'acme/shop', fetch: false, settings: {}, quiet: false },
  });
  await store.batches.put({ id: `${id}-b1`, runId: id, first: 1, count: 4, side: 'run' });
  return run;
}

/**
 * When a tracker is written to, in seconds, looked at each ten of them for five minutes: an iteration comes back after
 * 70, one after 80, and then no other.
 */
async function written(id: string, isLoud: boolean): Promise<{ posts: number[]; edits: number[] }> {
  const run = await runCalled(id);
  const [posts, edits]: [number[], number[]] = [[], []];
  let seconds = 0;
  const tracker: Tracker = {
    ...silentTracker,
    isLoud,
    async post() {
      posts.push(seconds);
      return { commentId: '1' };
    },
    edit: async () => void edits.push(seconds),
  };
  const parts: WorkerParts = {
    store,
    tracker: () => tracker,
    service: () => {
      throw new Error('nobody asks a service for progress');
    },
    now: () => new Date(created + seconds * 1_000),
    commandWord: 'retrial',
    pollMs: 1,
    progressMs: 60_000,
    courtesy: (_, say) => say(),
    environment: (configured) => configured,
    log: () => {},
  };
  for (; seconds <= 300; seconds += 10) {
    if (seconds === 70 || seconds === 80)
      await store.iterations.add(id, [{ ...iteration, index: seconds / 10 - 6 }]);
    await reportProgress(run, parts);
  }
  return { posts, edits };
}

describe('a run that takes five minutes', () => {
  it('is told of once, after two minutes, where each comment is a mail', async () => {
    expect(await written('r-loud', true)).toEqual({ posts: [120], edits: [] });
  });

  it('is told of at once elsewhere, and again once a minute as long as a number changes', async () => {
    expect(await written('r-quiet', false)).toEqual({ posts: [0], edits: [70, 130] });
  });
});
