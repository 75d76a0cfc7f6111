import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../src/statistics/confidence-sequence.ts';
import { byMachine, dispersion } from '../../src/statistics/dispersion.ts';
import { benjaminiHochberg, eBenjaminiHochberg, holm } from '../../src/statistics/multiple-testing.ts';
import { randomIntegers } from '../../src/statistics/random.ts';
import { rateEvidence } from '../../src/statistics/rate-e-values.ts';
import { anytimeThresholds, plannedThresholds, rateGate } from '../../src/statistics/rate-gate.ts';
import type { Sample } from '../../src/statistics/sample.ts';
import { logTwoSampleEvidence } from '../../src/statistics/two-sample-e-value.ts';
import { binomial } from './plan-distribution.ts';

const of = (failed: number, executed: number): Sample => ({ failed, executed });

describe('the confidence sequence', () => {
  it('knows nothing before the first run', () => {
    expect(confidenceSequence(of(0, 0))).toEqual({ low: 0, high: 1 });
  });

  it('misses the rate at most 5 % of the time although looked at after every single run', () => {
    for (const rate of [0.01, 0.1, 0.5]) {
      const misses = everCrossed(200, rate, (sample) => {
        const { low, high } = confidenceSequence(sample);
        return rate < low || rate > high;
      });
      expect(misses).toBeLessThanOrEqual(0.05);
      expect(misses).toBeGreaterThan(0);
    }
  });

  it('refuses a mixture that is none', () => {
    expect(() => confidenceSequence(of(0, 1), 0.05, { a: 0, b: 1 })).toThrow(RangeError);
  });
});

describe('the gate', () => {
  it.each([
    [of(0, 315), 'below'],
    [of(0, 314), 'undecided'],
    [of(3, 25), 'above'],
    [of(2, 200), 'undecided'],
    [of(0, 0), 'undecided'],
  ] as const)('answers %o at 1 %% with %s', (sample, answer) => {
    expect(rateGate(sample, 0.01)).toBe(answer);
  });

  it('is wrong at most 5 % of the time on either side, looked at after every run', () => {
    for (const side of ['below', 'above'] as const) {
      expect(
        everCrossed(500, 0.01, (sample) => rateEvidence(sample, 0.01)[side] >= Math.log(20)),
      ).toBeLessThan(0.05);
    }
  });

  it('needs less evidence when its looks are planned, and is still wrong at most 5 % of the time', () => {
    const planned = plannedThresholds({ rate: 0.01, alpha: 0.05, batch: 25, cap: 500 });
    expect(planned.above).toBeCloseTo(3.25, 2);
    expect(planned.below).toBeCloseTo(13.6, 1);
    for (const side of ['below', 'above'] as const) {
      const wrong = everCrossed(
        500,
        0.01,
        (sample) => sample.executed % 25 === 0 && rateGate(sample, 0.01, planned) === side,
      );
      expect(wrong).toBeLessThanOrEqual(0.05);
      expect(wrong).toBeGreaterThan(0.02);
    }
  });

  it.each([
    { rate: 0, alpha: 0.05, batch: 25, cap: 500 },
    { rate: 0.1, alpha: 0.05, batch: 0, cap: 500 },
    { rate: 0.1, alpha: 0.05, batch: 1, cap: 1e8 },
  ])('refuses the plan %o', (gate) => {
    expect(() => plannedThresholds(gate)).toThrow(RangeError);
  });

  it('asks for 1/alpha at any time', () => {
    expect(anytimeThresholds(0.01).below).toBeCloseTo(100, 10);
  });
});

describe('the two-sample evidence', () => {
  it('is 0 for no blocks and for blocks with an empty side', () => {
    expect(logTwoSampleEvidence([])).toBeCloseTo(0, 12);
    expect(logTwoSampleEvidence([{ before: of(0, 0), after: of(3, 9) }])).toBeCloseTo(0, 12);
  });

  it('decides for 6 failures of 200 but not for 5', () => {
    expect(logTwoSampleEvidence([{ before: of(0, 200), after: of(6, 200) }])).toBeGreaterThan(Math.log(20));
    expect(logTwoSampleEvidence([{ before: of(0, 200), after: of(5, 200) }])).toBeLessThan(Math.log(20));
  });

  it('is at most 1 on average for one block when both sides fail alike: an e-value', () => {
    for (const rate of [0.01, 0.1, 0.4, 0.9]) {
      let mean = 0;
      for (const [f, p] of binomial(12, rate).entries()) {
        for (const [g, q] of binomial(8, rate).entries()) {
          mean += p * q * Math.exp(logTwoSampleEvidence([{ before: of(f, 12), after: of(g, 8) }]));
        }
      }
      expect(mean).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

describe('many tests at once', () => {
  it('Holm rejects no more than Benjamini and Hochberg, and both only small p-values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
        const strict = holm(values);
        const loose = benjaminiHochberg(values);
        expect(strict.filter((index) => !loose.includes(index))).toEqual([]);
        for (const index of loose) expect(values[index]).toBeLessThanOrEqual(0.05 * (1 + 1e-9));
      }),
    );
  });

  it('treats e-values like the inverse of p-values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-4, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
        expect(eBenjaminiHochberg(values.map((p) => 1 / p))).toEqual(benjaminiHochberg(values));
      }),
    );
  });

  it('refuses what is neither an e-value nor a p-value', () => {
    expect(() => eBenjaminiHochberg([-1])).toThrow(RangeError);
    expect(() => holm([1.2])).toThrow(RangeError);
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(RangeError);
  });
});

describe('failures that cluster by machine', () => {
  const even = Array.from({ length: 20 }, (_, k) => of(k % 4 === 0 ? 1 : 0, 5));
  const clustered = Array.from({ length: 20 }, (_, k) => of(k === 7 ? 5 : 0, 5));

  it('are told from failures that do not', () => {
    expect(dispersion(even).clustered).toBe(false);
    expect(dispersion(clustered).clustered).toBe(true);
    expect(byMachine(clustered)).toEqual(of(1, 20));
    expect(byMachine(even)).toEqual(of(5, 20));
  });

  it('give the same answer for the same seed, and about the same for another', () => {
    const mild = [of(3, 5), of(1, 5), of(0, 5), of(0, 5), of(0, 5), of(0, 5)];
    expect(dispersion(mild)).toEqual(dispersion(mild));
    expect(dispersion(mild, { seed: 99 }).p).toBeCloseTo(dispersion(mild).p, 1);
  });

  it('agree with the exact chance for two machines', () => {
    // 4 failures, all on the first of two machines of 10: P = 2 C(10,4)/C(20,4) = 0.0867 for a spread as large.
    expect(dispersion([of(4, 10), of(0, 10)], { permutations: 20_000 }).p).toBeCloseTo(0.0867, 2);
    expect(dispersion([of(6, 10), of(10, 10)], { permutations: 20_000 }).p).toBeCloseTo(0.0867, 2);
  });

  it.each([[[]], [[of(1, 5)]], [[of(0, 5), of(0, 5)]], [[of(5, 5), of(5, 5)]], [[of(0, 0), of(1, 2)]]])(
    'cannot be seen in %o',
    (machines) => {
      expect(dispersion(machines)).toEqual({ statistic: 0, p: 1, clustered: false });
    },
  );

  it('are shuffled by a generator that is even enough', () => {
    const next = randomIntegers(5);
    const seen = Array.from({ length: 6 }, () => 0);
    for (let k = 0; k < 60_000; k++) {
      const value = next(6);
      seen[value] = (seen[value] ?? 0) + 1;
    }
    for (const count of seen) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

/** P(a condition holds after some run), by following every count of failures exactly. */
function everCrossed(cap: number, rate: number, crossed: (sample: Sample) => boolean): number {
  let chances = [1];
  let total = 0;
  for (let executed = 1; executed <= cap; executed++) {
    chances = [...chances, 0].map((chance, k) => chance * (1 - rate) + (chances[k - 1] ?? 0) * rate);
    for (const [failed, chance] of chances.entries()) {
      if (chance < 1e-9 || !crossed({ failed, executed })) continue;
      total += chance;
      chances[failed] = 0;
    }
  }
  return total;
}
