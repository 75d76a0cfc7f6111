import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/repeat-run.ts';
import { machineTimeWords } from '../../src/reports/machine-time.ts';
import { resultJson } from '../../src/reports/result-json.ts';
import { stories } from '../reports/stories.ts';
import { costOf, spentIn } from '../../src/worker/cost.ts';

const iterations = Array.from({ length: 4 }, (_, at) => ({ index: at + 1, durationMs: 60_000 }));
const batch = (first: number, more: Partial<Batch> = {}): Batch => ({
  id: `b${first}`,
  runId: 'r-1',
  first,
  count: 2,
  ref: 'x',
  ...more,
});
const spent = { machineMs: 600_000, waitedMs: 90_000 };

describe('what a run cost', () => {
  it('is the time of the machines where their service tells it, else that of the iterations', () => {
    expect(costOf(iterations, [batch(1, { spent }), batch(3)])).toEqual({ iterations: 4, ms: 720_000 });
    expect(costOf(iterations)).toEqual({ iterations: 4, ms: 240_000 });
  });

  it('is never less than the iterations took: then the service counts something else', () => {
    expect(costOf(iterations, [batch(1, { spent: { machineMs: 5 } })]).ms).toBe(240_000);
  });

  it('is told apart in a report as tests, building and waiting', () => {
    const told = spentIn(iterations.slice(0, 2), [batch(1, { spent })]);
    expect(machineTimeWords(told)).toBe(
      ' Its machines took 10m 00s: 2m 00s in the test, 8m 00s for building and set-up; it waited 1m 30s for them.',
    );
  });

  it('is told to programs as it is', () => {
    const report = stories['flaky-10-of-200'];
    if (report === undefined) throw new Error('there is no such story');
    const told = { machineMs: 600_000, testMs: 120_000, waitedMs: 90_000 };
    expect(resultJson({ ...report, spent: told })).toMatchObject({ spent: told });
    expect(resultJson(report)).not.toHaveProperty('spent');
  });

  it('is not told where a batch’s service did not say, or says less than the tests took', () => {
    expect(machineTimeWords(spentIn(iterations, [batch(1, { spent }), batch(3)]))).toBe('');
    expect(machineTimeWords(spentIn(iterations, [batch(1, { spent: { machineMs: 5 } })]))).toBe('');
    expect(machineTimeWords(undefined)).toBe('');
  });

  it('says nothing of the time in the test where that of an iteration is unknown', () => {
    const some = [{ index: 1, durationMs: 60_000 }, { index: 2 }];
    expect(machineTimeWords(spentIn(some, [batch(1, { spent })]))).toBe('');
    expect(costOf(some, [batch(1, { spent })])).toEqual({ iterations: 2, ms: 600_000 });
  });
});
