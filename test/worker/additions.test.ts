import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Addition } from '../../src/model/repeat-run.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { advance } from '../../src/worker/repeat-run.ts';
import { storeFolder, type TemporaryFolder } from '../support/places.ts';
import { newRun } from '../support/runs.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { resultsIn, worldOf } from './world.ts';

const repository = join(scratch('additions'), 'shop');
let folder: TemporaryFolder;
let store: Store;
let first = '';

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  repositoryWith(repository, { 'a.txt': 'a' });
  first = gitIn(repository, 'rev-parse', 'HEAD').trim();
  gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const settings = { repository, fetch: false, settings: {}, quiet: false };

async function askedRun(asked: number): Promise<string> {
  return (await newRun(store, { asked, settings })).id;
}

function addition(id: string, change: Partial<Addition> = {}): Addition {
  return {
    kind: 'extend',
    runs: 8,
    by: 'ben',
    at: new Date().toISOString(),
    commentId: `more ${id}`,
    line: 1,
    seen: 12,
    ...change,
  };
}

describe('a run that is added to', { timeout: 120_000 }, () => {
  it('after it was stopped before anything was handed over runs what was added, and no more', async () => {
    const { parts, posts, asked } = worldOf({ store });
    const id = await askedRun(1_000);
    await store.runs.requestCancel(id, { by: 'ana', at: new Date().toISOString() });
    await advance(id, parts);
    expect(asked).toEqual([]);
    await store.runs.add(id, addition(id, { runs: 8, seen: 0, given: 0 }));
    await advance(id, parts);
    expect(asked.map(({ batch }) => batch.count)).toEqual([8]);
    expect(resultsIn(posts).at(-1)).toContain('1,008 asked = 8 executed + 0 skipped + 1,000 lost');
  });

  it('starts no batch at its full size that was put aside when the run was stopped', async () => {
    const { parts, asked } = worldOf({ store });
    const id = await askedRun(1_000);
    await store.runs.update(id, { stage: 'trigger', commit: first });
    await store.batches.put({ id: `${id}-b1`, runId: id, first: 1, count: 1_000, side: 'run' });
    await store.runs.requestCancel(id, { by: 'ana', at: new Date().toISOString() });
    await advance(id, parts);
    await store.runs.add(id, addition(id, { runs: 8, seen: 0, given: 1_000 }));
    await advance(id, parts);
    expect(asked.map(({ batch }) => [batch.first, batch.count])).toEqual([[1_001, 8]]);
  });

  it('after its end counts the whole at the commit it began with, and folds the older report away', async () => {
    const { parts, posts, folded, asked } = worldOf({ store });
    const id = await askedRun(12);
    await advance(id, parts);
    commitFiles(repository, { 'a.txt': 'b' }, 'Move on');
    gitIn(repository, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    await store.runs.add(id, addition(id));
    await store.runs.add(id, addition(id));
    await advance(id, parts);
    const [one = '', two = ''] = resultsIn(posts);
    expect(one).toContain('12 asked = 12 executed + 0 skipped + 0 lost');
    expect(two).toContain('20 asked = 20 executed + 0 skipped + 0 lost');
    expect(two).toContain('5 of 20 runs failed');
    expect(two).toContain('Counts all of 12 + 8 runs');
    expect(two).toContain('holds at every look');
    expect(two).toContain('95 % anytime CI');
    expect(two).toContain('@ben');
    expect(folded).toContain(`result ${id}`);
    expect(asked.map(({ commit }) => commit)).toEqual([first, first]);
    expect(asked.map(({ batch }) => [batch.first, batch.count])).toEqual([
      [1, 12],
      [13, 8],
    ]);
    expect(await store.runs.get(id)).toMatchObject({ state: 'finished', stage: 'done', asked: 20 });
  });

  it('before anything came back is one planned sample with the usual interval', async () => {
    const { parts, posts } = worldOf({ store });
    const id = await askedRun(12);
    await store.runs.add(id, addition(id, { seen: 0 }));
    await advance(id, parts);
    expect(resultsIn(posts)).toHaveLength(1);
    expect(resultsIn(posts)[0]).toContain('one planned sample');
    expect(resultsIn(posts)[0]).toContain('95 % CI');
  });

  it('in the moment its report is posted goes on and reports once more', async () => {
    let id = '';
    const { parts, posts } = worldOf({ store, onPost: async () => store.runs.add(id, addition(id)) });
    id = await askedRun(4);
    await advance(id, parts);
    expect(resultsIn(posts)).toHaveLength(2);
    expect(resultsIn(posts)[1]).toContain('12 asked = 12 executed');
  });

  it('because iterations were lost still counts what was lost, and is no longer broken', async () => {
    const { parts, posts } = worldOf({ store, breaks: (nth) => nth === 0 });
    const id = await askedRun(6);
    await advance(id, parts);
    expect(resultsIn(posts)[0]).toContain('Environment broken');
    await store.runs.add(id, addition(id, { kind: 'retry', runs: 6, seen: 0 }));
    await advance(id, parts);
    const [, again = ''] = resultsIn(posts);
    expect(again).toContain('Flaky: 2 of 6 executed runs failed');
    expect(again).toContain('12 asked = 6 executed + 0 skipped + 6 lost');
    expect(again).toContain('6 of 12 lost: `the build failed`');
    expect(again).toContain('6 lost iterations asked once more');
    expect(again).toContain('95 % CI');
  });

  it('pays for what was added once it ends', async () => {
    const { parts } = worldOf({ store });
    const id = await askedRun(4);
    const run = await store.runs.get(id);
    if (run === undefined) throw new Error('the run is gone');
    const payer = { repository: 'acme/paid', ticket: run.ticket, person: 'ana', selector: 'A#b' };
    const week = new Date(Date.now() - 1_000).toISOString();
    const reserve = async (commentId: string, iterations: number) =>
      store.charges.reserve(
        { ...payer, commentId, line: 1, lanes: [''], at: new Date().toISOString() },
        week,
        () => ({
          iterations,
          ms: 1,
        }),
      );
    await reserve(run.commentId, 4);
    await advance(id, parts);
    await reserve(`more ${id}`, 8);
    await store.runs.add(id, addition(id));
    expect((await store.charges.spending(payer, week)).week).toMatchObject({
      iterations: 12,
      pending: { iterations: 8 },
    });
    await advance(id, parts);
    expect((await store.charges.spending(payer, week)).week).toMatchObject({
      iterations: 12,
      pending: { iterations: 0 },
    });
  });

  it('and cannot go on keeps what it had found out', async () => {
    const { parts, posts } = worldOf({ store });
    const id = await askedRun(4);
    await advance(id, parts);
    await store.runs.update(id, { commit: 'f'.repeat(40) });
    await store.runs.add(id, addition(id));
    await advance(id, parts);
    expect(resultsIn(posts)[1]).toContain("couldn't be finished");
    expect(await store.runs.get(id)).toMatchObject({ state: 'finished', asked: 12 });
  });
});
