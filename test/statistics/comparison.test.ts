import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanRunsNeeded, pCleanIfUnchanged } from '../../src/statistics/clean-runs.ts';
import { compare, worstKind } from '../../src/statistics/comparison.ts';
import { nextAction } from '../../src/statistics/next-action.ts';
import type { Sample } from '../../src/statistics/sample.ts';
import { compareSignatures, forSignature, skipsDiffer } from '../../src/statistics/signature-comparison.ts';
import { fisher, newcombe, rateRatio } from '../../src/statistics/two-samples.ts';

const of = (failed: number, executed: number): Sample => ({ failed, executed });

/** One row as a release manager would check it: before, after => verdict, side, more runs. */
const table: readonly { row: string; kind: string; side?: string; more?: number }[] = [
  { row: '0/0 5/200', kind: 'no-data', side: 'before', more: 163 },
  { row: '5/200 0/0', kind: 'no-data', side: 'after', more: 163 },
  { row: '0/200 0/0', kind: 'no-data', side: 'after' },
  { row: '0/0 0/0', kind: 'no-data', side: 'both' },
  { row: '0/200 5/200', kind: 'regression', more: 0 },
  { row: '0/163 5/200', kind: 'regression', more: 0 },
  { row: '0/162 5/200', kind: 'need-more-runs', side: 'before', more: 1 },
  { row: '0/19 1/1', kind: 'regression', more: 0 },
  { row: '0/18 1/1', kind: 'need-more-runs', side: 'before', more: 1 },
  { row: '10/200 0/600', kind: 'fixed', more: 0 },
  { row: '10/200 0/69', kind: 'fixed', more: 0 },
  { row: '10/200 0/68', kind: 'need-more-runs', side: 'after', more: 1 },
  { row: '1/200 0/600', kind: 'need-more-runs', side: 'after', more: 3200 },
  { row: '1/200 0/3800', kind: 'fixed', more: 0 },
  { row: '5/200 4/200', kind: 'pre-existing', more: 0 },
  { row: '1/1000 1/2', kind: 'pre-existing-worse', more: 0 },
  { row: '2/200 20/200', kind: 'pre-existing-worse', more: 0 },
  { row: '20/200 2/200', kind: 'still-flaky-better', more: 0 },
  { row: '0/500 0/299', kind: 'not-reproduced', more: 0 },
  { row: '0/1 0/298', kind: 'need-more-runs', side: 'after', more: 1 },
];

describe('compare', () => {
  it.each(table)('reads $row as $kind', ({ row, ...expected }) => {
    expect(compare(...parse(row))).toMatchObject(expected);
  });

  it('says how low the rate is once it is fixed', () => {
    expect(compare(of(10, 200), of(0, 600)).residual).toBeLessThan(0.005);
    expect(compare(of(10, 200), of(0, 600)).p).toBeLessThan(1e-6);
  });

  it('gives the rates no chance to decide when nothing ran', () => {
    expect(compare(of(0, 0), of(5, 200)).p).toBeUndefined();
  });

  it('asks for exactly as many runs as are missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 12, max: 400 }), (failed, executed) => {
        const asked = compare(of(failed, executed), of(0, 1));
        if (asked.kind === 'fixed') return;
        const more = asked.more ?? Number.NaN;
        expect(compare(of(failed, executed), of(0, 1 + more)).kind).toBe('fixed');
        expect(compare(of(failed, executed), of(0, more)).kind).toBe('need-more-runs');
      }),
    );
  });

  it('never errs more than alpha at a planned size, whatever the rate', () => {
    for (const [a, b] of [
      [200, 200],
      [40, 160],
      [160, 40],
    ] as const) {
      for (const rate of [0.002, 0.01, 0.03, 0.1, 0.3])
        expect(falseClaims(a, b, rate)).toBeLessThanOrEqual(0.05);
    }
  });

  it.each([
    [of(3, 2), of(0, 1)],
    [of(0, 1), of(-1, 1)],
    [of(0, 1.5), of(0, 1)],
  ])('refuses impossible counts %o %o', (before, after) => {
    expect(() => compare(before, after)).toThrow(RangeError);
  });
});

describe('the exact test', () => {
  it('is the same for a clean side as the chance of clean runs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 60, max: 3000 }),
        fc.nat(3000),
        (f, n, clean) => {
          expect(fisher(of(f, n), of(0, clean)).better).toBeCloseTo(pCleanIfUnchanged(of(f, n), clean), 10);
        },
      ),
    );
  });

  it('agrees between the product and the point chance where one takes over from the other', () => {
    const below = pCleanIfUnchanged(of(2000, 1e6), 3000);
    const above = pCleanIfUnchanged(of(2001, 1e6), 3000);
    expect(above / below).toBeCloseTo(1e6 / (1e6 + 3000), 3);
    expect(above).toBeLessThan(below);
  });

  it('changes sides when the samples do', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (f, g) => {
        const there = fisher(of(f, 120), of(g, 80));
        const back = fisher(of(g, 80), of(f, 120));
        expect(there.worse).toBeCloseTo(back.better, 10);
        expect(there.twoSided).toBeCloseTo(back.twoSided, 10);
        expect(there.worse + there.better).toBeGreaterThanOrEqual(1 - 1e-12);
      }),
    );
  });

  it('puts the observed difference inside its interval', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (f, g) => {
        const { difference, low, high } = newcombe(of(f, 30), of(g, 40));
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has no ratio without failures, and an unbounded one without failures before', () => {
    expect(rateRatio(of(0, 10), of(0, 10))).toBeUndefined();
    expect(rateRatio(of(0, 200), of(5, 200))?.high).toBe(Number.POSITIVE_INFINITY);
    expect(rateRatio(of(10, 200), of(0, 600))?.low).toBe(0);
  });
});

describe('nextAction', () => {
  it('sends 1 of 200 against 0 of 600 back to the old revision: 400 runs there, about 827 in all', () => {
    expect(nextAction(of(1, 200), of(0, 600))).toEqual({
      side: 'before',
      failuresWanted: 2,
      expectedRuns: 827,
      nextRuns: 400,
    });
  });

  it('asks for 163 executed runs before when all 200 were skipped there', () => {
    expect(nextAction(of(0, 0), of(5, 200))).toMatchObject({
      side: 'before',
      failuresWanted: 0,
      nextRuns: 163,
    });
  });

  it('has nothing to plan when both sides fail or neither does', () => {
    expect(nextAction(of(1, 10), of(1, 10))).toBeUndefined();
    expect(nextAction(of(0, 10), of(0, 10))).toBeUndefined();
  });

  it('never costs more than clearing at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 20, max: 900 }),
        fc.nat(500),
        (f, n, clean) => {
          const action = nextAction(of(f, n), of(0, clean));
          expect(action?.expectedRuns).toBeLessThanOrEqual(Math.max(0, cleanRunsNeeded(of(f, n)) - clean));
        },
      ),
    );
  });
});

describe('several signatures', () => {
  it('counts runs that failed in another way for neither side', () => {
    const failures = new Map([
      ['timeout', 7],
      ['shutdown', 3],
    ]);
    expect(forSignature('timeout', 200, failures)).toEqual(of(7, 197));
    expect(forSignature('unseen', 200, failures)).toEqual(of(0, 190));
    expect(() => forSignature('timeout', 9, failures)).toThrow('10 failures, but 9 executed');
  });

  it('are called fixed together only if each of them is', () => {
    const fixed = { id: 'a', before: of(20, 200), after: of(0, 600) };
    const fresh = { id: 'c', before: of(0, 400), after: of(9, 400) };
    expect(compareSignatures([fixed]).overall).toBe('fixed');
    expect(compareSignatures([fixed, { id: 'b', before: of(1, 200), after: of(0, 600) }]).overall).toBe(
      'need-more-runs',
    );
    expect(compareSignatures([fixed, fresh]).overall).toBe('regression');
    expect(compareSignatures([]).overall).toBeUndefined();
  });

  it('share alpha: what is enough alone is not enough beside three others', () => {
    const weak = { id: 'weak', before: of(0, 200), after: of(5, 200) };
    const quiet = ['x', 'y', 'z'].map((id) => ({ id, before: of(1, 200), after: of(1, 200) }));
    expect(compareSignatures([weak]).rows[0]?.result.kind).toBe('regression');
    const together = compareSignatures([...quiet, weak]).rows.find(({ id }) => id === 'weak')?.result;
    expect(together?.kind).toBe('need-more-runs');
    expect(together?.more).toBe(cleanRunsNeeded(of(5, 200), 0.05 / 4) - 200);
  });

  it('rank their kinds from worst to best', () => {
    expect(worstKind(['fixed', 'pre-existing', 'need-more-runs'])).toBe('need-more-runs');
  });

  it('are hard to compare when only one revision was skipped', () => {
    const counts = { asked: 10, executed: 10, passed: 10, failed: 0, skipped: 0, lost: 0 };
    expect(skipsDiffer(counts, { ...counts, executed: 4, passed: 4, skipped: 6 })).toBe(true);
    expect(skipsDiffer(counts, counts)).toBe(false);
  });
});

function parse(row: string): [Sample, Sample] {
  const [fa = 0, na = 0, fb = 0, nb = 0] = row.split(/[ /]/).map(Number);
  return [of(fa, na), of(fb, nb)];
}

/** The larger of P("regression") and P("fixed") from a clean side, when both revisions fail at `rate`. */
function falseClaims(before: number, after: number, rate: number): number {
  const chance = (n: number, k: number): number =>
    Math.exp(logChoose(n, k)) * rate ** k * (1 - rate) ** (n - k);
  let regression = 0;
  let fixed = 0;
  for (let f = 1; f <= Math.max(before, after); f++) {
    if (compare(of(0, before), of(Math.min(f, after), after)).kind === 'regression') {
      regression += f <= after ? chance(before, 0) * chance(after, f) : 0;
    }
    if (compare(of(Math.min(f, before), before), of(0, after)).kind === 'fixed') {
      fixed += f <= before ? chance(before, f) * chance(after, 0) : 0;
    }
  }
  return Math.max(regression, fixed);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let j = 1; j <= k; j++) sum += Math.log((n - k + j) / j);
  return sum;
}
