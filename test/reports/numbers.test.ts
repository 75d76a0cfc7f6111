import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  count,
  duration,
  interval,
  percent,
  percentAtLeast,
  percentAtMost,
  percentNumber,
  plural,
  rateCell,
} from '../../src/reports/numbers.ts';
import { estimate } from './stories.ts';

describe('a rate as a person reads it', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.05, '5.0 %'],
    [0.125, '12.5 %'],
    [0.5, '50.0 %'],
    [0.006, '0.60 %'],
    [0.0005, '0.050 %'],
    [0.00001, '0.0010 %'],
    [0.995, '99.50 %'],
    [0.9999, '99.990 %'],
  ])('%d is %s', (rate, words) => {
    expect(percent(rate)).toBe(words);
  });

  it('is never 0 or 100 unless it is exactly that', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (rate) => {
        const shown = Number(percentNumber(rate));
        expect(shown).toBeGreaterThan(0);
        expect(shown).toBeLessThan(100);
        expect(Math.abs(shown / 100 - rate)).toBeLessThanOrEqual(0.0005001);
      }),
    );
  });
});

describe('a bound', () => {
  it.each([
    [0.005973551516349557, '0.6 %', '0.59 %'],
    [0.014867, '1.5 %', '1.4 %'],
    [0.00498, '0.5 %', '0.49 %'],
    [0.2589, '26 %', '25 %'],
    [0.1, '10 %', '10 %'],
    [0.05, '5 %', '5 %'],
    [0.95, '95 %', '95 %'],
    [0.9851329607687279, '98.6 %', '98.5 %'],
    [0.99551, '99.56 %', '99.55 %'],
  ])('%d is at most %s and at least %s', (rate, above, below) => {
    expect([percentAtMost(rate), percentAtLeast(rate)]).toEqual([above, below]);
  });

  it('never promises more than it was', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (rate) => {
        const least = Number.parseFloat(percentAtLeast(rate)) / 100;
        const most = Number.parseFloat(percentAtMost(rate)) / 100;
        expect(least).toBeLessThanOrEqual(rate * (1 + 1e-9));
        expect(most).toBeGreaterThanOrEqual(rate * (1 - 1e-9));
        expect(most - least).toBeLessThan(0.0101);
      }),
    );
  });
});

describe('an estimate', () => {
  it('is shown with two bounds between no and all failures, with one bound at either', () => {
    expect(interval(estimate(10, 200))).toBe('95 % CI 2.4–9.0');
    expect(rateCell(estimate(4, 200))).toBe('2.0 % (0.55–5.0)');
    expect(rateCell(estimate(0, 500))).toBe('0 % (< 0.6 %)');
    expect(rateCell(estimate(200, 200))).toBe('100 % (> 98.5 %)');
  });
});

describe('a count', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [12_340, '12,340'],
    [1_234_567, '1,234,567'],
  ])('%d is %s', (value, words) => {
    expect(count(value)).toBe(words);
  });

  it('takes its noun in the right number', () => {
    expect([plural(0, 'run'), plural(1, 'run'), plural(2, 'run')]).toEqual(['0 runs', '1 run', '2 runs']);
  });
});

describe('a length of time', () => {
  it.each([
    [0, '0 ms'],
    [40, '40 ms'],
    [99.6, '0.1 s'],
    [27_900, '27.9 s'],
    [59_949, '59.9 s'],
    [59_951, '1m 00s'],
    [2_823_000, '47m 03s'],
    [3_599_600, '1h 00m'],
    [7_500_000, '2h 05m'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
