import { describe, expect, it } from 'vitest';
import { flakyList, type FlakyQuestion } from '../../src/history/flaky-list.ts';
import { recordOf } from '../../src/history/record.ts';
import type { Build, BuildRecord } from '../../src/model/history.ts';

const day = 86_400_000;
const from = Date.parse('2026-03-02T00:00:00Z');

interface Told {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly message?: string;
}

function record(at: number, test: string, told: Told): BuildRecord {
  const { passed = 0, failed = 0, skipped = 0, message = 'lock of shelf lost' } = told;
  const time = new Date(from + at * day).toISOString();
  const build: Build = {
    project: 'shop',
    id: `${test} ${at}`,
    branch: 'main',
    lane: 'unit',
    commit: `c${at}`,
    at: time,
    passesKnown: true,
  };
  const named = { container: 'Shop', name: test };
  const failure = { kind: 'failure', type: 'IOException', message, body: '' } as const;
  return recordOf(
    build,
    [{ ...named, passed, failed, skipped }],
    Array.from({ length: failed }, () => ({ ...named, failure })),
  );
}

function inLane(one: BuildRecord, lane: string): BuildRecord {
  return { ...one, build: { ...one.build, lane } };
}

function ask(
  records: readonly BuildRecord[],
  over: Partial<FlakyQuestion> = {},
): ReturnType<typeof flakyList> {
  return flakyList({
    project: 'shop',
    from,
    until: from + 14 * day,
    sightings: records.flatMap(({ build, tallies }) => tallies.map((tally) => ({ ...tally, build }))),
    hasBefore: true,
    failures: records.flatMap(({ build, failures }) => failures.map((one) => ({ ...one, at: build.at }))),
    signatures: records.flatMap(({ signatures }) => signatures),
    knownIssues: [],
    ...over,
  });
}

describe('the flaky list', () => {
  it('puts the flaky first, by failures, and then the broken', () => {
    const list = ask([
      record(1, 'few', { passed: 9, failed: 1 }),
      record(1, 'many', { passed: 9, failed: 4 }),
      ...[1, 2, 3].map((at) => record(at, 'broken', { failed: 9 })),
    ]);
    expect(list.failing.map(({ history }) => [history.test, history.kind])).toEqual([
      ['Shop#many', 'flaky'],
      ['Shop#few', 'flaky'],
      ['Shop#broken', 'broken'],
    ]);
    expect(list.weeks).toEqual(['2026-03-02', '2026-03-09']);
    expect(list.failing[0]?.history).toMatchObject({ executed: 13, failed: 4, weeks: [4, 0] });
  });

  it('calls new what did not fail in the window before, and gone what no longer does in 300 runs', () => {
    const list = ask([
      record(-3, 'old', { failed: 1 }),
      record(1, 'old', { passed: 1, failed: 1 }),
      record(1, 'new', { passed: 1, failed: 1 }),
      record(-3, 'gone', { failed: 1 }),
      record(3, 'gone', { passed: 300 }),
      record(-3, 'rare', { failed: 1 }),
      record(3, 'rare', { passed: 299 }),
      record(3, 'idle', { skipped: 4 }),
    ]);
    expect(list.failing.filter(({ isNew }) => isNew).map(({ history }) => history.test)).toEqual([
      'Shop#new',
    ]);
    expect(list.gone.map(({ test }) => test)).toEqual(['Shop#gone']);
    expect(list.neverRan.map(({ test }) => test)).toEqual(['Shop#idle']);
  });

  it('calls a slow test gone in the one window in which its clean runs since the last failure reach 300', () => {
    // 60 runs a week: the fifth clean week is the one.
    const records = [-40, -33, -26, -19, -12, -5, 2].map((at) =>
      record(at, 'slow', at === -40 ? { failed: 1 } : { passed: 60 }),
    );
    const goneIn = (weeksAgo: number, failsAt?: number): readonly string[] => {
      const until = from + (1 - weeksAgo) * 7 * day;
      const told = [...records, ...(failsAt === undefined ? [] : [record(failsAt, 'slow', { failed: 1 })])];
      const sightings = told
        .flatMap(({ build, tallies }) => tallies.map((tally) => ({ ...tally, build })))
        .filter(({ build }) => Date.parse(build.at) < until);
      const begin = until - 7 * day;
      const earlier = sightings.filter(({ build }) => Date.parse(build.at) < begin);
      const asked = {
        from: begin,
        until,
        sightings,
        earlier: { from: begin - 42 * day, sightings: earlier },
      };
      return ask([], asked).gone.map(({ test }) => test);
    };
    expect([4, 3, 2, 1, 0].map((ago) => goneIn(ago))).toEqual([[], [], [], ['Shop#slow'], []]);
    // What failed in between begins anew, and what fails in the window is not gone.
    expect([1, 0].map((ago) => goneIn(ago, -20))).toEqual([[], []]);
    expect(goneIn(1, -3)).toEqual([]);
  });

  it('tells in the next window what was clean 300 times in the very window in which it failed', () => {
    const records = [
      record(-10, 'quick', { failed: 1 }),
      record(-9, 'quick', { passed: 300 }),
      record(1, 'quick', { passed: 1 }),
      record(2, 'unrun', { skipped: 1 }),
      record(-10, 'unrun', { failed: 1 }),
      record(-9, 'unrun', { passed: 299 }),
    ];
    expect(ask(records).gone.map(({ test }) => test)).toEqual(['Shop#quick']);
  });

  it('calls no test gone for the passes of a lane that it did not fail in', () => {
    const nightly = (at: number, told: Told) => inLane(record(at, 'rare', told), 'nightly');
    const records = [
      nightly(-10, { failed: 1 }),
      ...[-9, 1, 8].map((at) => nightly(at, { passed: 1 })),
      ...[-9, 1, 8].map((at) => record(at, 'rare', { passed: 200 })),
    ];
    expect(ask(records).gone).toEqual([]);
    const clean = [...records, nightly(9, { passed: 297 })];
    expect(ask(clean).gone.map(({ test }) => test)).toEqual(['Shop#rare']);
    // Each lane that it failed in has to be clean for itself.
    expect(ask([...clean, record(-11, 'rare', { failed: 1 })]).gone).toHaveLength(1);
    const other = inLane(record(-11, 'rare', { failed: 1 }), 'weekly');
    expect(ask([...clean, other]).gone).toEqual([]);
  });

  it('says how a rate moved, where chance does not explain it', () => {
    const list = ask([
      record(-3, 'worse', { passed: 190, failed: 10 }),
      record(1, 'worse', { passed: 150, failed: 50 }),
      record(-3, 'alike', { passed: 190, failed: 10 }),
      record(1, 'alike', { passed: 188, failed: 12 }),
      record(1, 'fresh', { passed: 1, failed: 1 }),
    ]);
    const trends = Object.fromEntries(list.failing.map(({ history, trend }) => [history.test, trend]));
    expect(trends).toEqual({
      'Shop#worse': { direction: 'up', ratio: 5 },
      'Shop#alike': { direction: 'same', ratio: expect.closeTo(1.2) as number },
      'Shop#fresh': undefined,
    });
  });

  it('draws the weeks before the window, and finds there where a test broke, but counts the window alone', () => {
    const broken = [-20, -13, -6, 1, 8].map((at) =>
      record(at, 'b', at === -20 ? { passed: 1 } : { failed: 1 }),
    );
    const sightings = broken.flatMap(({ build, tallies }) => tallies.map((tally) => ({ ...tally, build })));
    const earlier = sightings.filter(({ build }) => Date.parse(build.at) < from);
    const [found] = ask(broken, { earlier: { from: from - 21 * day, sightings: earlier } }).failing;
    expect(found?.history).toMatchObject({ kind: 'broken', executed: 2, failed: 2, weeks: [0, 1, 1, 1, 1] });
    expect(found?.history.brokenSince?.commit).toBe('c-13');
    expect(found?.history.lastPassed?.commit).toBe('c-20');
    const [alone] = ask(broken).failing;
    expect(alone?.history.brokenSince?.commit).toBe('c1');
  });

  it('knows by the weeks before what one failure in the window leaves unclear: flaky, or broken', () => {
    const daily = Array.from({ length: 28 }, (_, at) => at - 21);
    const records = [
      ...daily.map((at) => record(at, 'rare', at % 7 === 2 || at % 7 === -5 ? { failed: 1 } : { passed: 1 })),
      ...daily.map((at) => record(at, 'once', at === 2 ? { failed: 1 } : { passed: 1 })),
      ...[-20, -19, -18, 1].map((at) =>
        inLane(record(at, 'elsewhere', { failed: 1 }), at < 0 ? 'old' : 'unit'),
      ),
      ...[-20, -13, -6, 1].map((at) => record(at, 'weekly', at === -20 ? { passed: 1 } : { failed: 1 })),
    ];
    const sightings = records.flatMap(({ build, tallies }) => tallies.map((tally) => ({ ...tally, build })));
    const earlier = sightings.filter(({ build }) => Date.parse(build.at) < from);
    const { failing } = ask(records, { earlier: { from: from - 21 * day, sightings: earlier } });
    const kinds = Object.fromEntries(failing.map(({ history }) => [history.test, history.kind]));
    expect(kinds).toEqual({
      'Shop#rare': 'flaky',
      'Shop#once': 'unclear',
      'Shop#elsewhere': 'unclear',
      'Shop#weekly': 'broken',
    });
    const rare = failing.find(({ history }) => history.test === 'Shop#rare');
    expect(rare?.history).toMatchObject({ executed: 7, failed: 1, weeks: [1, 1, 1, 1, 0] });
  });

  it('calls nothing new where nothing is known of before', () => {
    const [first] = ask([record(1, 'a', { failed: 1 })], { hasBefore: false }).failing;
    expect(first).not.toHaveProperty('isNew');
  });

  it('names last month’s failures by a rule of today, for the tests it is limited to', () => {
    const records = [record(1, 'a', { failed: 2 }), record(8, 'b', { failed: 1 })];
    const [cause, ...others] = ask(records).signatures;
    expect(others).toEqual([]);
    expect(cause).toMatchObject({
      count: 3,
      tests: ['Shop#a', 'Shop#b'],
      first: records[0]?.build.at,
      last: records[1]?.build.at,
    });
    const ruled = ask(records, { knownIssues: [{ issue: 'SHOP-7', contains: 'shelf lost', test: '#b' }] });
    expect(ruled.signatures.map(({ knownIssue, count }) => [knownIssue, count])).toEqual([
      [undefined, 2],
      ['SHOP-7', 1],
    ]);
  });

  it('takes a cause as tracked once each of its tests is tied to a ticket, and no sooner', () => {
    const records = [record(1, 'a', { failed: 2 }), record(8, 'b', { failed: 1 })];
    const tied = (...tests: readonly string[]) =>
      ask(records, {
        knownIssues: tests.map((target) => ({ issue: `on ${target}`, link: { kind: 'test', target } })),
      }).signatures.map(({ knownIssue }) => knownIssue);
    expect(tied('Shop#a')).toEqual([undefined]);
    expect(tied('Shop#b', 'Shop#a')).toEqual(['on Shop#a']);
    expect(tied('Shop')).toEqual(['on Shop']);
  });
});
