import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundRun } from '../../src/model/advice.ts';
import type { FailureGroup } from '../../src/model/signature.ts';
import { decisionOf } from '../../src/plans/decide.ts';
import { anytimeEstimate, estimate as plainEstimate } from '../../src/statistics/estimate.ts';
import { testStatistics } from '../../src/worker/test-statistics.ts';

function found(run: string, changes: Partial<FoundRun> & { failed: number; executed: number }): FoundRun {
  const { failed, executed, ...rest } = changes;
  return {
    run,
    revision: 'trunk',
    commit: 'a'.repeat(40),
    lane: 'jdk8',
    at: '2022-08-16T08:00:00.000Z',
    isChanged: false,
    finding: {
      kind: 'repeat',
      verdict: {
        kind: 'flaky',
        counts: { asked: executed + 3, executed, passed: executed - failed, failed, skipped: 2, lost: 1 },
        reasons: [],
        wouldChange: '',
      },
      groups: failed === 0 ? [] : [group('s1-0000000000000001', failed)],
    },
    ...rest,
  };
}

function group(id: string, failed: number, knownIssue?: string): FailureGroup {
  return {
    signature: { id, title: 'Timeout' },
    iterations: Array.from({ length: failed }, (_, index) => index + 1),
    scope: 'method',
    phase: 'call',
    example: '',
    ...(knownIssue === undefined ? {} : { knownIssue }),
  };
}

describe('statistics over the runs of a ticket', () => {
  it('takes runs of one commit together, whatever it was called, and gives their interval', () => {
    const { places, counts, estimate, causes } = testStatistics([
      found('r-two2', { failed: 6, executed: 100 }),
      found('r-one1', { failed: 4, executed: 100, revision: 'a'.repeat(40) }),
    ]);
    expect(places.map(({ runs }) => runs)).toEqual([['r-two2', 'r-one1']]);
    expect(counts).toEqual({ asked: 206, executed: 200, passed: 190, failed: 10, skipped: 4, lost: 2 });
    expect(estimate).toMatchObject({ failed: 10, executed: 200, rate: 0.05 });
    expect(estimate?.low).toBeCloseTo(0.0242, 4);
    expect(estimate?.high).toBeCloseTo(0.09, 3);
    expect(causes).toMatchObject([{ failed: 10, runs: 2 }]);
  });

  it('allows in its interval for runs that ended at their own answer', () => {
    const stopped = found('r-one1', { failed: 1, executed: 10 });
    if (stopped.finding.kind !== 'repeat') throw new Error('it is a repeat');
    const decision = decisionOf({ first: true, most: 200 }, undefined);
    const { estimate, stoppedAtAnswer } = testStatistics([
      { ...stopped, finding: { ...stopped.finding, decision } },
    ]);
    expect([estimate, stoppedAtAnswer]).toEqual([anytimeEstimate(1, 10), 1]);
    expect(estimate?.high).toBeGreaterThan(plainEstimate(1, 10).high);
  });

  it('gives no rate over several revisions, and keeps changed code apart', () => {
    const { places, estimate } = testStatistics([
      found('r-one1', { failed: 1, executed: 10 }),
      found('r-two2', { failed: 5, executed: 10, commit: 'b'.repeat(40) }),
      found('r-tri3', { failed: 9, executed: 10, isChanged: true }),
      found('r-for4', { failed: 9, executed: 10, isChanged: true }),
    ]);
    expect(estimate).toBeUndefined();
    expect(places.map((place) => place.estimate?.rate)).toEqual([0.1, 0.5, 0.9, 0.9]);
  });

  it('gives no rate where nothing was executed', () => {
    const { places, estimate } = testStatistics([found('r-one1', { failed: 0, executed: 0 })]);
    expect(estimate).toBeUndefined();
    expect(places).toHaveLength(1);
    expect(places[0]).not.toHaveProperty('estimate');
  });

  it('names a cause by the ticket that any of its runs knew, the most frequent cause first', () => {
    const verdict = { kind: 'flaky', reasons: [], wouldChange: '' } as const;
    const counts = { asked: 10, executed: 10, passed: 3, failed: 7, skipped: 0, lost: 0 };
    const groups = [group('s1-a', 2), group('s1-b', 5, 'SHOP-12')];
    const finding = { kind: 'repeat', verdict: { ...verdict, counts }, groups } as const;
    const { causes } = testStatistics([
      {
        ...found('r-one1', { failed: 2, executed: 10 }),
        finding: { ...finding, groups: [group('s1-b', 1)] },
      },
      { ...found('r-two2', { failed: 2, executed: 10 }), finding },
    ]);
    expect(causes).toMatchObject([
      { signature: { id: 's1-b' }, knownIssue: 'SHOP-12', failed: 6, runs: 2 },
      { signature: { id: 's1-a' }, failed: 2, runs: 1 },
    ]);
  });

  it('keeps both identities, whatever the runs are', () => {
    const run = fc.record({
      executed: fc.nat(300),
      share: fc.nat(100),
      commit: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const { places, counts } = testStatistics(
          runs.map(({ executed, share, commit }, index) =>
            found(`r-${index}`, { executed, failed: Math.floor((executed * share) / 100), commit }),
          ),
        );
        for (const one of [counts, ...places.map((place) => place.counts)]) {
          expect(one.asked).toBe(one.executed + one.skipped + one.lost);
          expect(one.executed).toBe(one.passed + one.failed);
        }
        expect(places.flatMap((place) => place.runs)).toHaveLength(runs.length);
      }),
    );
  });
});
