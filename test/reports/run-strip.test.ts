import { describe, expect, it } from 'vitest';
import type { Iteration } from '../../src/model/iteration.ts';
import type { FailureGroup } from '../../src/model/signature.ts';
import { runStrip } from '../../src/reports/run-strip.ts';
import { timesInWords, timesOf } from '../../src/reports/times.ts';
import { estimate, iterations, story, unexecuted } from './stories.ts';

const group = (title: string, failed: readonly number[]): FailureGroup => ({
  signature: { id: `s1-${title}`, title },
  iterations: failed,
  scope: 'method',
  phase: 'call',
  example: '',
});

interface Strip {
  readonly asked: number;
  readonly some: readonly Iteration[];
  readonly groups?: readonly FailureGroup[];
}

/** The strip of these iterations; no rate is needed for it. */
function strip({ asked, some, groups = [] }: Strip, perRow?: number): readonly string[] {
  const report = story({ kind: 'nothing-ran', asked: 0, iterations: [] });
  const of = (outcome: Iteration['outcome']): number =>
    some.filter((each) => each.outcome === outcome).length;
  const [passed, failed, skipped] = [of('passed'), of('failed'), of('skipped')];
  const executed = passed + failed;
  const counts = { asked, executed, passed, failed, skipped, lost: asked - executed - skipped };
  const all = groups.map((each) => ({ group: each, estimate: estimate(1, 200) }));
  return runStrip(
    { ...report, verdict: { ...report.verdict, counts }, iterations: some, groups: all },
    perRow,
  ).split('\n');
}

describe('the run strip', () => {
  it('shows every iteration in its place, and a legend', () => {
    const some = [
      ...iterations(6, [2, 5]),
      ...unexecuted('skipped', 'x', [7, 7]),
      ...unexecuted('lost', 'x', [8, 8]),
    ];
    const groups = [group('CasWriteTimeoutException: x', [2]), group('ShutdownException: y', [5])];
    expect(strip({ asked: 10, some, groups })).toEqual([
      'runs 1–10  ·✗··s·-???',
      '✗ CasWriteTimeoutException (1)   s ShutdownException (1)   · passed (4)   - skipped (1)   ? lost (3)',
    ]);
  });

  it('puts iterations in order, whatever order they came in', () => {
    expect(strip({ asked: 5, some: iterations(5, [4]).toReversed() })[0]).toBe('runs 1–5  ···!·');
  });

  it('breaks rows where it is told, with labels of one width', () => {
    const rows = strip({ asked: 101, some: iterations(101) }, 50);
    expect(rows.slice(0, 3)).toEqual([
      `runs 1–50     ${'·'.repeat(50)}`,
      `runs 51–100   ${'·'.repeat(50)}`,
      'runs 101–101  ·',
    ]);
  });

  it('gives each cause a letter of its own that is not x', () => {
    const titles = ['First', 'Xenon', 'Xylem', 'Error', 'Error', '12345', 'E'];
    const groups = titles.map((title, at) => group(title, [at + 1]));
    const some = iterations(7, [1, 2, 3, 4, 5, 6, 7]);
    expect(strip({ asked: 7, some, groups })[0]).toBe('runs 1–7  ✗eyroab');
  });

  it('counts the ninth and further causes together', () => {
    const failed = Array.from({ length: 11 }, (_, at) => at + 1);
    const groups = failed.map((index) => group(`Cause ${index}`, [index]));
    const [row, legend] = strip({ asked: 11, some: iterations(11, failed), groups });
    expect(row).toMatch(/\+{3}$/);
    expect(legend).toContain('+ other failures (3)');
  });

  it('shows two thousand runs at most and says so', () => {
    const rows = strip({ asked: 5000, some: iterations(5000) });
    expect(rows).toHaveLength(22);
    expect(rows[20]).toBe('the first 2,000 of 5,000 runs');
  });
});

describe('times', () => {
  it('are those of executed iterations only', () => {
    const some = [...iterations(2, [2]), ...unexecuted('skipped', 'x', [3, 3])];
    expect(timesOf(some)).toEqual({ mean: 33_600, p95: 41_200, failingMean: 41_200 });
    expect(timesOf(unexecuted('lost', 'x', [1, 3]))).toBeUndefined();
  });

  it('take the 95th of a hundred, by nearest rank', () => {
    const some = iterations(100).map((each, at) => ({ ...each, durationMs: (at + 1) * 1000 }));
    expect(timesOf(some)).toEqual({ mean: 50_500, p95: 95_000 });
    expect(timesInWords({ mean: 50_500, p95: 95_000 })).toBe('mean 50.5 s, p95 1m 35s');
  });
});
