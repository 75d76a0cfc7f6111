import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisectStep } from '../../../src/statistics/bisect/bisect-step.ts';
import { type BisectPolicy, nextRound } from '../../../src/statistics/bisect/bisection.ts';
import { logEvidence, meanRate } from '../../../src/statistics/bisect/rate-prior.ts';
import type { Sample } from '../../../src/statistics/sample.ts';
import { searched, simulate } from './simulation.ts';

const of = (failed: number, executed: number): Sample => ({ failed, executed });

/** "0/102 - - 3/60": failed/executed per position, - where nothing ran. */
function counts(text: string): Sample[] {
  return text.split(' ').map((cell) => {
    const [failed = 0, executed = 0] = cell === '-' ? [] : cell.split('/').map(Number);
    return of(failed, executed);
  });
}

describe('what is believed about the culprit', () => {
  it('starts even and sums to 1', () => {
    const { weights } = bisectStep(counts('0/102 - - - 3/60'));
    for (const weight of weights) expect(weight).toBeCloseTo(0.25, 12);
  });

  it('a failure nearly excludes every later culprit, a pass says little', () => {
    const failed = bisectStep(counts('0/102 - 1/1 - 3/60')).weights;
    const passed = bisectStep(counts('0/102 - 0/1 - 3/60')).weights;
    expect((failed[2] ?? 1) + (failed[3] ?? 1)).toBeLessThan(0.1);
    expect((passed[0] ?? 0) + (passed[1] ?? 0)).toBeGreaterThan(0.45);
  });

  it('follows the prior where nothing else speaks, and refuses to exclude a commit by it', () => {
    const { weights } = bisectStep(counts('0/102 - - 3/60'), { prior: [2, 1, 1] });
    expect(weights).toEqual([0.5, 0.25, 0.25].map((share) => expect.closeTo(share, 10)));
    expect(() => bisectStep(counts('0/102 - - 3/60'), { prior: [1, 0, 1] })).toThrow(
      'any commit may be the culprit',
    );
  });

  it('is the same for one count at a time as for beta functions', () => {
    const prior = [{ weight: 1, a: 1, b: 1 }];
    // B(1+f, 1+n-f) = 1 / ((n+1) C(n, f))
    expect(logEvidence(prior, of(2, 5))).toBeCloseTo(-Math.log(6 * 10), 12);
    expect(meanRate(prior, of(2, 5))).toBeCloseTo(3 / 7, 12);
    expect(logEvidence(prior, of(0, 50_000))).toBeCloseTo(-Math.log(50_001), 8);
  });

  it('lets a rate of exactly 0 die at the first failure', () => {
    const spiked = [
      { weight: 0.5, a: 0, b: 1 },
      { weight: 0.5, a: 1, b: 1 },
    ];
    expect(meanRate(spiked, of(0, 100))).toBeLessThan(0.001);
    expect(meanRate(spiked, of(1, 100))).toBeCloseTo(2 / 102, 10);
  });

  it('stays a distribution whatever the counts', () => {
    const cell = fc.tuple(fc.nat(40), fc.nat(40)).map(([x, y]) => of(Math.min(x, y), Math.max(x, y)));
    const background = fc.constantFrom('none' as const, 'unlikely' as const, 'expected' as const);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 30 }), background, (row, choice) => {
        const step = bisectStep(row, { background: choice });
        expect(step.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        for (const weight of step.weights) expect(weight).toBeGreaterThanOrEqual(0);
        for (const gain of step.information) {
          expect(gain).toBeGreaterThanOrEqual(-1e-12);
          expect(gain).toBeLessThanOrEqual(Math.LN2);
        }
      }),
    );
  });
});

describe('the next round', () => {
  it('is one run where it tells most, when runs are made one by one', () => {
    const decision = nextRound(counts('0/102 - - - - 3/60'));
    expect(decision).toMatchObject({ kind: 'run', jobs: [{ position: 2, runs: 1, untilFailure: true }] });
  });

  it('stays longer at a commit when building one is dear', () => {
    const decision = nextRound(counts('0/102 - - - - - - - 3/60'), { buildCost: 20 });
    if (decision.kind !== 'run') throw new Error('it should run');
    expect(decision.jobs).toHaveLength(1);
    expect(decision.jobs[0]?.runs).toBeGreaterThanOrEqual(16);
  });

  it('prefers a commit that is built already', () => {
    const row = counts(`0/102 ${'- '.repeat(20)}3/60`.trim());
    const free = nextRound(row, { buildCost: 50, built: [11] });
    expect(free).toMatchObject({ kind: 'run', jobs: [{ position: 11 }] });
  });

  it('fills the machines it may use, on distinct commits', () => {
    const decision = nextRound(counts(`0/102 ${'- '.repeat(50)}3/60`.trim()), { maxParallel: 25 });
    if (decision.kind !== 'run') throw new Error('it should run');
    const runs = decision.jobs.reduce((sum, job) => sum + job.runs, 0);
    expect(runs).toBeGreaterThan(15);
    expect(runs).toBeLessThanOrEqual(25);
    expect(new Set(decision.jobs.map((job) => job.position)).size).toBe(decision.jobs.length);
  });

  it('never runs what cannot be built, but may still name it', () => {
    const row = counts('0/102 - 0/180 9/180 - 3/60');
    const testable = [true, true, false, true, true, true];
    expect(nextRound(counts('0/102 - - - - 3/60'), { testable })).not.toMatchObject({
      jobs: [{ position: 2 }],
    });
    const blind = counts('0/102 0/180 - 9/180 - 3/60');
    expect(nextRound(blind, { testable })).toMatchObject({ kind: 'culprit', culprits: [2, 3] });
    expect(nextRound(row)).toMatchObject({ kind: 'culprit', culprits: [3] });
  });

  it('can end at either end of the range', () => {
    expect(nextRound(counts('0/300 9/100 - 3/60'))).toMatchObject({ kind: 'culprit', culprits: [1] });
    expect(nextRound(counts('0/102 - 0/300 9/60'))).toMatchObject({ kind: 'culprit', culprits: [3] });
  });

  it('shows the evidence on both sides of the culprit', () => {
    const decision = nextRound(counts('0/102 0/150 0/180 9/150 - 3/60'));
    expect(decision).toMatchObject({
      kind: 'culprit',
      culprits: [3],
      evidence: {
        atCulprit: of(9, 150),
        fromCulprit: of(12, 210),
        before: of(0, 432),
        lastGood: { position: 2, sample: of(0, 180) },
      },
    });
    if (decision.kind !== 'culprit') throw new Error('it should end');
    expect(decision.evidence.noChange).toBeLessThan(1e-5);
    expect(decision.evidence.runnerUp?.chance).toBeLessThan(0.05);
  });

  it('says that the range begins too late when its good end failed', () => {
    expect(nextRound(counts('1/50 - - 3/60'))).toEqual({ kind: 'already-bad', goodEnd: of(1, 50) });
    expect(nextRound(counts('1/50 - - 3/60'), { background: 'expected' }).kind).toBe('run');
  });

  it('doubts a range in which nothing changes', () => {
    expect(nextRound(counts('0/5 1/20'))).toMatchObject({ kind: 'no-change', culprits: [1] });
  });

  it('keeps to its budget, and then names the range that holds the culprit', () => {
    expect(nextRound(counts('0/102 - - - - 3/60'), { maxParallel: 25, budget: 166 })).toMatchObject({
      kind: 'run',
      jobs: expect.toSatisfy(
        (jobs: { runs: number }[]) => jobs.reduce((sum, job) => sum + job.runs, 0) === 4,
      ),
    });
    const ended = nextRound(counts('0/102 - 1/3 - - 3/60'), { budget: 165 });
    expect(ended).toMatchObject({ kind: 'unfinished', first: 1 });
    if (ended.kind !== 'unfinished') throw new Error('it should have ended');
    expect(ended.last).toBeLessThanOrEqual(5);
  });

  it.each([
    ['3/60', {}],
    ['0/1 2/1', {}],
    ['0/1 1/1', { delta: 0 }],
    ['0/1 1/1', { testable: [true] }],
    ['0/1 1/1', { maxParallel: 0 }],
    ['0/1 1/1', { buildCost: -1 }],
  ] as [string, BisectPolicy][])('refuses %s with %o', (row, policy) => {
    expect(() => nextRound(counts(row), policy)).toThrow(RangeError);
  });
});

describe('whole searches', () => {
  it('find the culprit at least 95 times in 100 when the good side is clean', () => {
    const result = searched({ commits: 16, bad: 0.3, good: 0 }, {}, { trials: 300 });
    expect(result.right).toBeGreaterThanOrEqual(0.94);
  });

  it('find it in parallel and with dear builds too, on few commits', () => {
    const result = searched(
      { commits: 30, bad: 0.3, good: 0 },
      { maxParallel: 25, buildCost: 20 },
      { trials: 150 },
    );
    expect(result.right).toBeGreaterThanOrEqual(0.93);
    expect(result.builds).toBeLessThan(Math.log2(30) + 2);
  });

  it('find it when the good side is known to fail as well', () => {
    const result = searched(
      { commits: 16, bad: 0.4, good: 0.04 },
      { background: 'expected' },
      { trials: 200 },
    );
    expect(result.right).toBeGreaterThanOrEqual(0.93);
  });

  it('end for culprits at both ends', () => {
    for (const culprit of [1, 12]) {
      const { found } = simulate({ commits: 12, bad: 0.5, good: 0, culprit }, {}, 3);
      expect(found).toContain(culprit);
    }
  });
});
