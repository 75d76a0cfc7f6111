import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../src/model/estimate.ts';
import type { VerdictKind } from '../../src/model/verdict.ts';
import { judge } from '../../src/verdicts/judging/judge.ts';
import { cancelledReason, type Evidence } from '../../src/verdicts/rule.ts';

interface Row {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly lost?: number;
  readonly lostReason?: string;
  readonly broken?: string;
}

function evidence(row: Row): Evidence {
  const { passed = 0, failed = 0, skipped = 0, lost = 0 } = row;
  const executed = passed + failed;
  const estimate: Estimate = { failed, executed, rate: failed / executed, low: 0, high: 0.0149, level: 0.95 };
  return {
    counts: { asked: executed + skipped + lost, executed, passed, failed, skipped, lost },
    ...(executed === 0 ? {} : { estimate }),
    skipReasons: new Map(skipped === 0 ? [] : [['ignored: known bug', skipped]]),
    lostReasons: new Map(lost === 0 ? [] : [[row.lostReason ?? 'no report was written', lost]]),
    ...(row.broken === undefined ? {} : { broken: row.broken }),
  };
}

/** Evidence on the left, verdict on the right: a table a release manager can review. */
const table: readonly (readonly [Row, VerdictKind])[] = [
  [{ passed: 200 }, 'clean-so-far'],
  [{ passed: 1 }, 'clean-so-far'],
  [{ passed: 190, failed: 10 }, 'flaky'],
  [{ passed: 1, failed: 199 }, 'flaky'],
  [{ failed: 200 }, 'broken'],
  [{ failed: 1 }, 'broken'],
  [{ skipped: 200 }, 'nothing-ran'],
  [{ passed: 140, skipped: 60 }, 'clean-so-far'],
  [{ passed: 100, failed: 1, skipped: 60, lost: 39 }, 'flaky'],
  [{ lost: 200 }, 'environment-broken'],
  [{ lost: 200, broken: 'set-up `npm ci` failed: exit code 1' }, 'environment-broken'],
  [{ lost: 200, lostReason: cancelledReason }, 'nothing-ran'],
  [{ skipped: 100, lost: 100 }, 'nothing-ran'],
  [{ passed: 50, lost: 150, broken: 'the disk is full' }, 'clean-so-far'],
  [{ failed: 2, lost: 198 }, 'broken'],
];

describe('judge', () => {
  it.each(table)('%j is %s', (row, kind) => {
    expect(judge(evidence(row)).kind).toBe(kind);
  });

  it('names why nothing ran', () => {
    expect(judge(evidence({ skipped: 200 })).reasons).toEqual([
      '0 of 200 asked runs executed the test: ignored: known bug',
    ]);
  });

  it('says which rate could still hide behind a clean run', () => {
    expect(judge(evidence({ passed: 200 })).reasons[0]).toContain(
      'a failure rate of 1.5 % or more would have shown',
    );
  });

  it('claims no more than a runner shows that runs again by itself what fails', () => {
    const reasons = (row: Row) => judge({ ...evidence(row), reruns: true }).reasons[0];
    expect(reasons({ passed: 200 })).toBe(
      '0 of 200 executed runs failed for good, after reruns of the runner itself; a rate of failures that stay of 1.5 % or more would have shown (95 %)',
    );
    expect(reasons({ passed: 190, failed: 10 })).toMatch(/^at least 10 of 200 executed runs failed/);
  });

  it('has a verdict for all evidence, and never a rate without an execution', () => {
    const count = fc.nat(300);
    fc.assert(
      fc.property(count, count, count, count, (passed, failed, skipped, lost) => {
        const verdict = judge(evidence({ passed, failed, skipped, lost }));
        expect(verdict.estimate === undefined).toBe(passed + failed === 0);
        expect(['nothing-ran', 'environment-broken'].includes(verdict.kind)).toBe(passed + failed === 0);
        expect(['flaky', 'broken'].includes(verdict.kind)).toBe(failed > 0);
      }),
    );
  });
});
