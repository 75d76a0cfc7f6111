import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/statistics/estimate.ts';
import { clopperPearson, jeffreys, upperBound, wilson } from '../../src/statistics/intervals.ts';

const samples = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([executed, share]) => ({ failed: Math.round(executed * share), executed }));

describe('estimate', () => {
  // What reports print: failed, executed, low %, high %.
  it.each([
    [0, 200, 0, 1.487],
    [0, 500, 0, 0.597],
    [0, 600, 0, 0.498],
    [10, 200, 2.423, 9.003],
    [5, 200, 0.817, 5.737],
    [200, 200, 98.513, 100],
    [1, 1, 5, 100],
    [0, 1, 0, 95],
  ])('shows %i of %i as %f %% to %f %%', (failed, executed, ...[low, high]) => {
    const shown = estimate(failed, executed);
    expect(shown).toMatchObject({ failed, executed, rate: failed / executed, level: 0.95 });
    expect(shown.low * 100).toBeCloseTo(low, 3);
    expect(shown.high * 100).toBeCloseTo(high, 3);
  });

  it('mirrors when every run fails', () => {
    expect(estimate(37, 37).low).toBeCloseTo(1 - estimate(0, 37).high, 12);
    expect(estimate(37, 37).high).toBe(1);
  });

  it('is one-sided only at the two ends', () => {
    expect(estimate(1, 200).high).toBeGreaterThan(upperBound({ failed: 1, executed: 200 }));
    expect(estimate(0, 200).high).toBeLessThan(clopperPearson({ failed: 0, executed: 200 }).high);
  });

  it.each([
    [0, 0, 'executed must be at least 1'],
    [3, 2, 'failed (3) cannot exceed executed (2)'],
    [-1, 2, 'failed must be a whole number'],
    [0.5, 2, 'failed must be a whole number'],
    [0, Number.POSITIVE_INFINITY, 'executed must be a whole number'],
    [Number.NaN, 3, 'failed must be a whole number'],
  ])('refuses %f of %f', (failed, executed, message) => {
    expect(() => estimate(failed, executed)).toThrow(RangeError);
    expect(() => estimate(failed, executed)).toThrow(message);
  });

  it.each([0, 1, -1, Number.NaN])('refuses the level %f', (level) => {
    expect(() => estimate(1, 2, level)).toThrow('level must lie between 0 and 1');
  });

  it('holds the rate inside its interval, and widens with the level', () => {
    fc.assert(
      fc.property(samples, ({ failed, executed }) => {
        const narrow = estimate(failed, executed, 0.9);
        const wide = estimate(failed, executed, 0.99);
        expect(narrow.low).toBeLessThanOrEqual(narrow.rate);
        expect(narrow.high).toBeGreaterThanOrEqual(narrow.rate);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      }),
    );
  });
});

describe('the intervals', () => {
  it.each([clopperPearson, jeffreys, wilson])('mirror when failures and passes change places', (interval) => {
    fc.assert(
      fc.property(samples, ({ failed, executed }) => {
        const one = interval({ failed, executed }, 0.95);
        const other = interval({ failed: executed - failed, executed }, 0.95);
        expect(one.low).toBeCloseTo(1 - other.high, 10);
        expect(one.high).toBeCloseTo(1 - other.low, 10);
      }),
    );
  });

  it('cover the truth as often as Clopper-Pearson promises, at every rate of a grid', () => {
    for (const executed of [10, 60, 200]) {
      for (let percent = 1; percent <= 95; percent++) {
        expect(coverage(executed, percent / 100)).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }
    }
  });
});

/** P(the 95 % interval holds the rate), by the binomial distribution itself. */
function coverage(executed: number, rate: number): number {
  let chance = (1 - rate) ** executed;
  let covered = 0;
  for (let failed = 0; failed <= executed; failed++) {
    const { low, high } = intervals(failed, executed);
    if (low <= rate && rate <= high) covered += chance;
    chance *= ((executed - failed) / (failed + 1)) * (rate / (1 - rate));
  }
  return covered;
}

const cache = new Map<string, { low: number; high: number }>();

function intervals(failed: number, executed: number): { low: number; high: number } {
  const key = `${failed}/${executed}`;
  const known = cache.get(key) ?? clopperPearson({ failed, executed });
  cache.set(key, known);
  return known;
}
