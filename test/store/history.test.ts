import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf } from '../../src/history/record.ts';
import type { Build } from '../../src/model/history.ts';
import { eachCount, packCounts } from '../../src/store/id-counts.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { storeFolder } from '../support/places.ts';

function build(id: string, over: Partial<Build> = {}): Build {
  const at = '2026-03-02T10:00:00.000Z';
  return { project: 'shop', id, branch: 'main', lane: 'unit', commit: id, at, passesKnown: true, ...over };
}

const failure = { kind: 'failure', type: 'E', message: 'lock lost\0', body: '' } as const;
const always = { from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };

describe('counts of tests', () => {
  it('come back from their packed list as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 1e9 }))),
        (pairs) => {
          const counts = new Map(pairs);
          const found = new Map<number, number>();
          eachCount(packCounts(counts), (id, count) => found.set(id, count));
          expect([...found]).toEqual([...counts].toSorted(([a], [b]) => a - b));
        },
      ),
    );
  });

  it('that were cut are noticed', () => {
    const bytes = packCounts(new Map([[70_000, 5]]));
    expect(() => eachCount(bytes.slice(0, -1), () => {})).toThrow(RangeError);
  });
});

describe('the history of builds', { timeout: 60_000 }, () => {
  let store: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    store = await openStore({ folder: path });
    close = async () => {
      await store.close();
      await remove();
    };
  });

  afterAll(() => close());

  const tests = Array.from({ length: 1_200 }, (_, at) => ({
    container: 'Shop',
    name: `t${at}`,
    passed: Number(at > 1),
    failed: Number(at === 0),
    skipped: Number(at === 1),
  }));
  const failures = [{ container: 'Shop', name: 't0', failure }];

  it('keeps a build once, however often it is added', async () => {
    const record = recordOf(build('one'), tests, failures);
    const added = await Promise.all([store.history.add(record), store.history.add(record)]);
    expect(added.toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true]);
    const before = await store.history.sightings({ project: 'shop', ...always });
    expect(await store.history.add(recordOf(build('one', { branch: 'other' }), [], []))).toBe(false);
    expect(await store.history.sightings({ project: 'shop', ...always })).toEqual(before);
    expect(await store.history.failures({ project: 'shop', ...always })).toHaveLength(1);
  });

  it('gives back what failed, and what was only skipped', async () => {
    expect(await store.history.sightings({ project: 'shop', ...always })).toEqual([
      { test: 'Shop#t0', build: build('one'), passed: 0, failed: 1, skipped: 0 },
      { test: 'Shop#t1', build: build('one'), passed: 0, failed: 0, skipped: 1 },
    ]);
  });

  it('gives back a test’s passes in other builds, in the window and branch asked for alone', async () => {
    const [first] = tests;
    if (first === undefined) throw new Error('no test');
    const at = '2026-03-09T10:00:00.000Z';
    await store.history.add(
      recordOf(build('two', { at, branch: 'dev' }), [{ ...first, passed: 3, failed: 0 }], []),
    );
    const all = await store.history.sightings({ project: 'shop', ...always });
    expect(
      all.filter(({ test }) => test === 'Shop#t0').map(({ passed, failed }) => [passed, failed]),
    ).toEqual([
      [0, 1],
      [3, 0],
    ]);
    expect(await store.history.sightings({ project: 'shop', ...always, branch: 'dev' })).toEqual([]);
    expect(await store.history.sightings({ project: 'shop', from: at, until: always.until })).toEqual([]);
    expect(await store.history.span('shop')).toEqual({ oldest: '2026-03-02T10:00:00.000Z', newest: at });
    expect(await store.history.span('nobody')).toBeUndefined();
    expect(await store.history.projects()).toEqual(['shop']);
  });

  it('gives back each cause with its example, texts made storable', async () => {
    const [seen] = await store.history.failures({ project: 'shop', ...always, branch: 'main' });
    expect(seen).toMatchObject({ test: 'Shop#t0', count: 1, at: '2026-03-02T10:00:00.000Z' });
    const [signature] = await store.history.signatures('shop', [seen?.signature ?? '']);
    expect(signature?.title).toContain('lock lost');
    expect(signature).toMatchObject({ container: 'Shop', name: 't0', example: { type: 'E' } });
  });

  it('reads more failures than one answer holds', async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => ({ container: 'Many', name: `t${at}`, failure }));
    const counts = many.map(({ container, name }) => ({ container, name, passed: 0, failed: 1, skipped: 0 }));
    await store.history.add(recordOf(build('many', { project: 'big' }), counts, many));
    const found = await store.history.failures({ project: 'big', ...always });
    expect(new Set(found.map(({ test }) => test)).size).toBe(2_500);
    expect(found).toHaveLength(2_500);
  });

  it('tells what became of each lane of a branch, newest first', async () => {
    const where = { container: 'Green', name: 'runs', skipped: 0 };
    const add = async (id: string, over: Partial<Build>, failed = 0) =>
      store.history.add(
        recordOf(
          build(id, { project: 'green', ...over }),
          [{ ...where, passed: 1 - failed, failed }],
          failed === 0 ? [] : [{ ...where, failure }],
        ),
      );
    await add('a', { at: '2026-03-02T10:00:00.000Z', commit: '' });
    await add('b', { at: '2026-03-03T10:00:00.000Z' }, 1);
    await add('b', { at: '2026-03-03T10:00:00.000Z', lane: 'other', isPartial: true });
    await add('c', { at: '2026-03-04T10:00:00.000Z', branch: 'other' });
    await add('d', { at: '2026-02-04T10:00:00.000Z' });
    const from = '2026-03-01T00:00:00.000Z';
    const told = await store.history.outlines({ project: 'green', branch: 'main', from });
    expect(told.map(({ size, ...one }) => ({ ...one, ran: size > 0 }))).toEqual([
      { id: 'b', commit: 'b', at: '2026-03-03T10:00:00.000Z', isWhole: false, hasFailed: false, ran: true },
      { id: 'b', commit: 'b', at: '2026-03-03T10:00:00.000Z', isWhole: true, hasFailed: true, ran: false },
      { id: 'a', commit: '', at: '2026-03-02T10:00:00.000Z', isWhole: true, hasFailed: false, ran: true },
    ]);
  });

  it('finds the failures of a test by a part of its name, and of a cause, newest first', async () => {
    const where = { container: 'org.shop.Shelf', name: 'takes_100%' };
    const add = async (id: string, at: string, branch = 'main') => {
      const about = build(id, { project: 'library', at, branch });
      const record = recordOf(
        about,
        [{ ...where, passed: 0, failed: 2, skipped: 0 }],
        [
          { ...where, failure },
          { ...where, failure },
        ],
      );
      await store.history.add(record);
      return record.failures[0]?.signature ?? '';
    };
    const signature = await add('old', '2026-01-02T10:00:00.000Z');
    await add('new', '2026-03-02T10:00:00.000Z');
    await add('under way', '2026-03-03T10:00:00.000Z', 'pull/7');
    const named = await store.history.testsWith('library', 'takes_100%');
    expect(named).toEqual(['org.shop.Shelf#takes_100%']);
    expect(await store.history.testsWith('library', 'takes%')).toEqual([]);
    const ask = { project: 'library', from: always.from };
    const byName = await store.history.failuresOf({ ...ask, tests: named, signatures: [] });
    expect(byName.map(({ at, count }) => [at, count])).toEqual([
      ['2026-03-02T10:00:00.000Z', 2],
      ['2026-01-02T10:00:00.000Z', 2],
    ]);
    expect(byName[0]?.commit).toBe('new');
    expect(await store.history.failuresOf({ ...ask, tests: named, signatures: [signature] })).toEqual(byName);
    const pull = { ...ask, branch: 'pull/7', tests: [], signatures: [signature] };
    expect(await store.history.failuresOf(pull)).toHaveLength(1);
    expect(await store.history.failures({ project: 'library', ...always })).toHaveLength(2);
    expect(await store.history.sightings({ project: 'library', ...always })).toHaveLength(2);
  });

  it('keeps which ticket tracks what, once, for a repository in any case', async () => {
    const ticket = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' } as const;
    const link = {
      ticket,
      kind: 'test',
      target: 'A#x',
      by: 'driftx',
      at: '2026-03-02T10:00:00.000Z',
    } as const;
    expect(await store.issueLinks.add('Acme/Shop', link)).toBe(true);
    expect(await store.issueLinks.add('acme/shop', { ...link, by: 'other' })).toBe(false);
    expect(await store.issueLinks.of('acme/SHOP')).toEqual([link]);
    expect(await store.issueLinks.of('acme/other')).toEqual([]);
    await store.issueLinks.add('acme/shop', { ...link, kind: 'signature', target: 's1-0123456789abcdef' });
    expect(await store.issueLinks.remove(ticket, { kind: 'test', target: 'A#y' })).toBe(0);
    expect(await store.issueLinks.remove(ticket, link)).toBe(1);
    expect(await store.issueLinks.remove(ticket)).toBe(1);
    expect(await store.issueLinks.on(ticket)).toEqual([]);
  });
});
