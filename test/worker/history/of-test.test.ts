import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/store/store.ts';
import { ordinaryOf } from '../../../src/worker/history/of-test.ts';
import { storeFolder, type TemporaryFolder } from '../../support/places.ts';

let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
  for (const [id, lane, failed] of [
    ['1', 'jdk8', 0],
    ['2', 'jdk11', 1],
  ] as const) {
    const build = { project: 'shop', id, branch: 'main', lane, commit: id, passesKnown: true };
    const at = `2026-03-0${id}T10:00:00.000Z`;
    const tallies = ['org.Till#pays', 'org.Till#paysLate'].map((test) => ({
      test,
      passed: 1 - failed,
      failed,
      skipped: 0,
    }));
    await store.history.add({ build: { ...build, at }, tallies, failures: [], signatures: [] });
  }
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

const march = { from: Date.parse('2026-03-01T00:00:00Z'), until: Date.parse('2026-04-01T00:00:00Z') };

it('is found by what a ticket calls the test, and told apart by lane', async () => {
  const found = await ordinaryOf({ project: 'shop', test: 'Till#pays', ...march }, store);
  expect(found?.tests.map(({ test }) => test)).toEqual(['org.Till#pays']);
  expect(found?.tests[0]?.places.map(({ lane, failed, executed }) => [lane, failed, executed])).toEqual([
    ['jdk11', 1, 1],
    ['jdk8', 0, 1],
  ]);
});

it('holds no test where no build of the window named it, and is nothing without a history', async () => {
  const april = { from: march.until, until: march.until + 1 };
  expect((await ordinaryOf({ project: 'shop', test: 'Till#pays', ...april }, store))?.tests).toEqual([]);
  expect((await ordinaryOf({ project: 'shop', test: 'Till#opens', ...march }, store))?.tests).toEqual([]);
  expect(await ordinaryOf({ project: 'toys', test: 'Till#pays', ...march }, store)).toBeUndefined();
});
