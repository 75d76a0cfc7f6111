import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../src/failures/signature-of.ts';
import { classify } from '../../src/history/classify.ts';
import { recordOf, testId } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/test-history.ts';
import { weekOf, weeksBetween } from '../../src/history/weeks.ts';
import type { Build, Sighting } from '../../src/model/history.ts';

const start = Date.parse('2026-03-02T10:00:00Z');

function build(day: number, over: Partial<Build> = {}): Build {
  const at = new Date(start + day * 86_400_000).toISOString();
  return {
    project: 'shop',
    id: `b${day}`,
    branch: 'main',
    lane: 'unit',
    commit: `c${day}`,
    at,
    passesKnown: true,
    ...over,
  };
}

/** p passed, f failed, s skipped, one build a day, each with a commit of its own; `|` starts another branch. */
function story(signs: string): Sighting[] {
  return signs.split('|').flatMap((part, branch) =>
    Array.from(part, (sign) => sign).map((sign, day) => ({
      test: 'T#t',
      build: build(day, { branch: `b-${branch}`, id: `${branch}-${day}`, commit: `${branch}-${day}` }),
      passed: Number(sign === 'p'),
      failed: Number(sign === 'f'),
      skipped: Number(sign === 's'),
    })),
  );
}

describe('what history calls a test', () => {
  it.each([
    ['ssss', 'never-ran'],
    ['pppp', 'passing'],
    ['pspp', 'passing'],
    ['pfpppfpp', 'flaky'],
    ['pfpfpfff', 'flaky'],
    ['pfpfpfffff', 'broken'],
    ['ppppff', 'broken'],
    ['ffff', 'broken'],
    ['ffsf', 'broken'],
    ['ppppf', 'unclear'],
    ['ppffpp', 'unclear'],
    ['fpppp', 'unclear'],
    ['pppp|ppff', 'broken'],
    ['pfp|pfp', 'unclear'],
  ])('%s is %s', (signs, kind) => {
    expect(classify(story(signs)).kind).toBe(kind);
    expect(classify(story(signs).toReversed()).kind).toBe(kind);
  });

  it('names the build a broken test has failed from on', () => {
    const { brokenSince, lastPassed } = classify(story('ppsfff'));
    expect([brokenSince?.id, lastPassed?.id]).toEqual(['0-3', '0-1']);
    expect(classify(story('ffff'))).not.toHaveProperty('lastPassed');
  });

  it('is flaky when one commit passed and failed in one lane, and not across lanes', () => {
    const passed = { test: 'T#t', passed: 1, failed: 0, skipped: 0 };
    const failed = { ...passed, passed: 0, failed: 1 };
    const seen = (lane: string): Sighting[] => [
      { ...passed, build: build(1, { commit: 'x' }) },
      { ...failed, build: build(2, { commit: 'x', lane }) },
    ];
    expect(classify(seen('unit')).kind).toBe('flaky');
    expect(classify(seen('jdk17')).kind).toBe('unclear');
  });

  it('takes builds without a commit for different ones', () => {
    const sightings = story('pf').map((one) => ({ ...one, build: { ...one.build, commit: '' } }));
    expect(classify(sightings).kind).toBe('unclear');
  });

  it('gives no rate to failures whose passes are unknown', () => {
    const sightings = story('ff').map((one) => ({ ...one, build: { ...one.build, passesKnown: false } }));
    expect(historyOf('T#t', sightings, [])).toMatchObject({ kind: 'failures-only', executed: 0, unrated: 2 });
  });

  it('always adds up, whatever comes', () => {
    const sighting = fc.record({
      test: fc.constant('T#t'),
      passed: fc.nat(3),
      failed: fc.nat(3),
      skipped: fc.nat(3),
      build: fc
        .record({
          day: fc.nat(40),
          branch: fc.constantFrom('a', 'b'),
          lane: fc.constantFrom('x', 'y'),
          passesKnown: fc.boolean(),
        })
        .map(({ day, ...over }) => build(day, over)),
    });
    const weeks = weeksBetween(start, start + 41 * 86_400_000);
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
        const found = historyOf('T#t', sightings, weeks);
        const all = (field: 'passed' | 'failed' | 'skipped', known: boolean): number =>
          sightings
            .filter(({ build: { passesKnown } }) => passesKnown === known)
            .reduce((sum, one) => sum + one[field], 0);
        expect(found.executed).toBe(found.passed + found.failed);
        expect(found).toMatchObject({
          passed: all('passed', true),
          failed: all('failed', true),
          skipped: all('skipped', true),
        });
        expect(found.unrated).toBe(all('failed', false));
        expect(found.weekCounts.reduce((sum, { failed }) => sum + failed, 0)).toBe(found.failed);
        expect(found.weekCounts.reduce((sum, { executed }) => sum + executed, 0)).toBe(found.executed);
        expect(found.places.reduce((sum, { executed }) => sum + executed, 0)).toBe(found.executed);
        expect(found.weeks.reduce((sum, failed) => sum + failed, 0)).toBe(found.failed + found.unrated);
      }),
    );
  });
});

describe('places', () => {
  const inLane = (lane: string, signs: string): Sighting[] =>
    story(signs).map((one) => ({ ...one, build: { ...one.build, lane, branch: 'main' } }));

  it('are classified apart: broken in one lane, flaky in another, never ran in a third', () => {
    const all = [
      ...inLane('jdk11', 'ppffff'),
      ...inLane('jdk8', 'pfppfppf'.repeat(2)),
      ...inLane('arm', 'ssss'),
    ];
    const { places, placesDiffer } = historyOf('T#t', all, []);
    expect(places.map(({ lane, kind, failed, executed }) => [lane, kind, failed, executed])).toEqual([
      ['jdk8', 'flaky', 6, 16],
      ['jdk11', 'broken', 4, 6],
      ['arm', 'never-ran', 0, 0],
    ]);
    expect(placesDiffer).toBe(true);
  });

  it.each([
    ['a rare flake that one lane did not show', 'pfpfpp', 'pppppp', false],
    ['a flake that one lane does not have', 'pfpfpffpfp', 'p'.repeat(40), true],
    ['lanes alike', 'pfpfpp', 'ppfpfp', false],
    ['never a failure', 'pppp', 'pppp', false],
  ])('differ where chance does not explain it: %s', (_, one, other, differ) => {
    expect(historyOf('T#t', [...inLane('a', one), ...inLane('b', other)], []).placesDiffer).toBe(differ);
  });
});

describe('weeks', () => {
  it('begin on Monday, UTC', () => {
    expect(weekOf('2026-03-01T23:59:59Z')).toBe('2026-02-23');
    expect(weekOf('2026-03-02T00:00:00Z')).toBe('2026-03-02');
    expect(weeksBetween(Date.parse('2026-03-01'), Date.parse('2026-03-09'))).toEqual([
      '2026-02-23',
      '2026-03-02',
      '2026-03-09',
    ]);
  });
});

describe('the record of a build', () => {
  const failure = { kind: 'failure', type: 'E', message: 'lock lost', body: 'x'.repeat(20_000) } as const;

  it('holds each test once, and each cause with one example that is cut', () => {
    const named = { container: 'A', name: 'x', passed: 1, failed: 2, skipped: 0 };
    const failures = [1, 2].map(() => ({ container: 'A', name: 'x', failure }));
    const { tallies, failures: seen, signatures } = recordOf(build(0), [named, named], failures);
    expect(tallies).toEqual([{ test: 'A#x', passed: 2, failed: 4, skipped: 0 }]);
    expect(seen).toEqual([{ test: 'A#x', signature: signatures[0]?.id, count: 2 }]);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]?.example.body).toMatch(/^x{2000}\n… 12000 characters left out …\nx{6000}$/);
  });

  it('keeps where a test failed, below whatever its message holds', () => {
    const dump = '"worker" daemon prio=5 tid=7 waiting\n        at org.shop.Pool.take(Pool.java:9)\n'.repeat(
      900,
    );
    const stack = ['Waiter.waitFor', 'Till.opens', 'TillTest.sells'].map(
      (at) => `\tat org.shop.${at}(T.java:1)`,
    );
    const body = `java.util.TimeoutException: not open. Thread diagnostics:\n${dump}\n${stack.join('\n')}\n`;
    const where = { container: 'org.shop.TillTest', name: 'sells' };
    const long = { kind: 'error', type: 'java.util.TimeoutException', message: '', body } as const;
    const [kept] = recordOf(build(0), [], [{ ...where, failure: long }]).signatures;
    expect(signatureOf(long, where).signature.place).toBe('Till.opens');
    expect(kept).toMatchObject({ id: signatureOf(kept?.example ?? long, where).signature.id });
    expect(kept?.example.body.length).toBeLessThan(8_100);
  });

  it('tells very long names apart in a bounded length', () => {
    const [a, b] = [testId('A', `${'n'.repeat(5_000)}1`), testId('A', `${'n'.repeat(5_000)}2`)];
    expect(a).not.toBe(b);
    expect(a.length).toBeLessThanOrEqual(400);
  });
});
