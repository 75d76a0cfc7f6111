import { describe, expect, it } from 'vitest';
import { capacityBits } from '../../src/statistics/bisect-bound.ts';
import { clearingPlan, planStep } from '../../src/statistics/clearing-plan.ts';
import type { Sample } from '../../src/statistics/sample.ts';
import { distribution, falseClaim } from './plan-distribution.ts';

const of = (failed: number, executed: number): Sample => ({ failed, executed });
const NOTHING = of(0, 0);

/** 0.02 % to 95 %, evenly on a logarithmic scale. */
const rates = Array.from({ length: 60 }, (_, k) => 0.0002 * (0.95 / 0.0002) ** (k / 59));

describe('implicate, then clear', () => {
  // before, after => next step
  it.each([
    ['regression', '0/0 0/0', { kind: 'run', side: 'after', runs: 10 }],
    ['regression', '0/0 0/10', { kind: 'run', side: 'after', runs: 25 }],
    ['regression', '0/0 0/285', { kind: 'run', side: 'after', runs: 14 }],
    ['regression', '0/0 0/299', { kind: 'decided', verdict: 'not-reproduced' }],
    ['regression', '0/0 2/10', { kind: 'run', side: 'after', runs: 5 }],
    ['regression', '0/0 1/60', { kind: 'run', side: 'after', runs: 25 }],
    ['regression', '0/0 3/60', { kind: 'run', side: 'before', runs: 25 }],
    ['regression', '0/100 3/60', { kind: 'run', side: 'before', runs: 2 }],
    ['regression', '0/102 3/60', { kind: 'decided', verdict: 'regression' }],
    ['regression', '1/25 3/60', { kind: 'decided', verdict: 'pre-existing' }],
    ['fix', '0/0 0/0', { kind: 'run', side: 'before', runs: 10 }],
    ['fix', '3/60 0/102', { kind: 'decided', verdict: 'fixed' }],
    ['fix', '3/60 1/25', { kind: 'decided', verdict: 'pre-existing' }],
    ['either', '0/0 0/0', { kind: 'run', side: 'both', runs: 10 }],
    ['either', '0/10 0/35', { kind: 'run', side: 'before', runs: 25 }],
    ['either', '0/299 0/299', { kind: 'decided', verdict: 'not-reproduced' }],
    ['either', '1/35 0/35', { kind: 'run', side: 'before', runs: 25 }],
    ['either', '0/60 3/60', { kind: 'run', side: 'before', runs: 25 }],
    ['fix', '1/1000 0/0', { kind: 'run', side: 'after', runs: 25 }],
    ['fix', '1/1000 0/2000', { kind: 'decided', verdict: 'need-more-runs', side: 'after', more: 17_000 }],
  ] as const)('for a %s at %s goes on with %o', (question, row, ...[expected]) => {
    const [fa = 0, na = 0, fb = 0, nb = 0] = row.split(/[ /]/).map(Number);
    expect(planStep(clearingPlan(question), of(fa, na), of(fb, nb))).toEqual(expected);
  });

  it('does not call a failure unreproduced because its cap is small', () => {
    const plan = clearingPlan('regression', { mostFailing: 100 });
    expect(planStep(plan, NOTHING, of(0, 100))).toEqual({
      kind: 'decided',
      verdict: 'need-more-runs',
      side: 'after',
      more: 199,
    });
  });

  it('wants 3 failures at 5 % and 5 at 1 %', () => {
    expect(clearingPlan('fix').failuresWanted).toBe(3);
    expect(clearingPlan('fix', { alpha: 0.01 }).failuresWanted).toBe(5);
  });

  it.each([{ alpha: 0 }, { rate: 1 }, { largestBatch: 0 }, { mostFailing: 2.5 }])('refuses %o', (options) => {
    expect(() => clearingPlan('fix', options)).toThrow(RangeError);
  });

  // The benchmark of decisions goes over every batch size from 1 to 100.
  it.each([
    ['regression', [...Array.from({ length: 25 }, (_, k) => k + 1), 30, 40, 50, 60, 70, 80, 90, 100]],
    ['fix', [1, 5, 10, 25, 50, 100]],
  ] as const)(
    'claims a false %s at most 5.0 %% of the time, for every rate and batch size',
    (question, batches) => {
      const worst = Math.max(
        ...batches.map((largestBatch) => worstError(clearingPlan(question, { largestBatch }))),
      );
      expect(worst).toBeLessThanOrEqual(0.05);
      expect(worst).toBeGreaterThan(0.045);
    },
    60_000,
  );

  it('claims no more falsely when whichever side fails first is the one to be held against the other', () => {
    const some = rates.filter((_, k) => k % 3 === 1);
    const worst = Math.max(
      ...[5, 10, 25, 100].map((largestBatch) => {
        const plan = clearingPlan('either', { largestBatch });
        return Math.max(...some.map((rate) => falseClaim(plan, rate)));
      }),
    );
    expect(worst).toBeLessThanOrEqual(0.05);
    expect(worst).toBeGreaterThan(0.045);
  }, 60_000);

  it('keeps its promise with other wishes: failures wanted, caps, and alpha', () => {
    for (const largestBatch of [1, 7, 25, 100]) {
      for (const failuresWanted of [1, 2, 4, 5]) {
        expect(worstError(clearingPlan('regression', { largestBatch, failuresWanted }))).toBeLessThanOrEqual(
          0.05,
        );
      }
      for (const mostFailing of [10, 37, 100]) {
        const plan = clearingPlan('fix', { largestBatch, mostFailing, mostClearing: 100_000 });
        expect(worstError(plan)).toBeLessThanOrEqual(0.05);
      }
      expect(worstError(clearingPlan('regression', { largestBatch, alpha: 0.01 }))).toBeLessThanOrEqual(0.01);
    }
  });

  // failing rate, mean runs at most, times the information bound at most
  it.each([
    [0.025, 340, 1.05],
    [0.05, 170, 1.06],
    [0.2, 43, 1.12],
  ])('finds a regression of rate %f in at most %f runs on average', (rate, ...[runs, timesBound]) => {
    const result = distribution(clearingPlan('regression'), { failing: rate, other: 0 });
    expect(result.runs).toBeLessThanOrEqual(runs);
    // No test of level 5 % needs fewer: ln(1/alpha) over the most one run can tell about which side fails, in nats.
    const bound = Math.log(20) / (capacityBits(rate) * Math.LN2);
    expect(result.runs / bound).toBeLessThanOrEqual(timesBound);
    expect(result.proven).toBeGreaterThan(0.999);
  });

  it('takes exactly 299 runs to say "not reproduced at 1 %"', () => {
    const result = distribution(clearingPlan('regression'), { failing: 0, other: 0 });
    expect(result.runs).toBe(299);
    expect(result.notReproduced).toBe(1);
  });
});

function worstError(plan: ReturnType<typeof clearingPlan>): number {
  return Math.max(...rates.map((rate) => distribution(plan, { failing: rate, other: rate }).proven));
}
