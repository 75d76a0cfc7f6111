import { describe, expect, it } from 'vitest';
import type { BatchJob } from '../../src/ci/service.ts';
import { tally, type Iteration } from '../../src/model/iteration.ts';
import { noReport } from '../../src/results/batch.ts';
import { explainLosses } from '../../src/worker/lost-iterations.ts';

const missing = (index: number): Iteration => ({
  index,
  outcome: 'lost',
  reason: noReport,
  results: [],
  durationMs: 0,
  machine: 'ci',
});
const passed = (index: number, machine: string): Iteration => ({
  index,
  outcome: 'passed',
  results: [],
  durationMs: 1,
  machine,
});
const job = (machine: string, more: Partial<BatchJob> = {}): BatchJob => ({
  name: 'repeat',
  machine,
  state: 'success',
  ...more,
});

const told = (iterations: readonly Iteration[]): string[] =>
  iterations.map(({ outcome, reason, machine }) => `${outcome} ${machine} ${reason ?? ''}`.trim());

describe('iterations that did not come back', () => {
  it('are owed by the machines that brought fewer than they had to', () => {
    const iterations = [passed(1, '0'), passed(2, '0'), passed(3, '1'), missing(4), missing(5), missing(6)];
    const jobs = [
      job('0', { asked: 2 }),
      job('1', { asked: 2, loss: 'CircleCI lost the machine' }),
      job('2', { asked: 2 }),
    ];
    const explained = explainLosses(iterations, { jobs });
    expect(told(explained).slice(3)).toEqual([
      'lost 1 CircleCI lost the machine',
      `lost 2 ${noReport}`,
      `lost 2 ${noReport}`,
    ]);
    expect(tally(6, explained)).toMatchObject({ executed: 3, skipped: 0, lost: 3 });
  });

  it('count a folder inside the folder of a machine as that machine', () => {
    const iterations = [passed(1, '1/out'), missing(2)];
    expect(told(explainLosses(iterations, { jobs: [job('1', { asked: 2, loss: 'x' })] }))[1]).toBe(
      'lost 1 x',
    );
    expect(
      told(explainLosses([passed(1, '11'), missing(2)], { jobs: [job('1', { asked: 1, loss: 'x' })] }))[1],
    ).toBe('lost 1 x');
  });

  it('are lost for what a person did or what broke, when that holds for all', () => {
    const jobs = [job('0', { asked: 1, loss: 'cancelled on CircleCI' }), job('1', { asked: 1 })];
    const both = [missing(1), missing(2)];
    expect(told(explainLosses(both, { jobs, overall: 'cancelled' }))).toEqual([
      'lost 0 cancelled',
      'lost 1 cancelled',
    ]);
    expect(told(explainLosses(both, { jobs, otherwise: 'the build failed' }))).toEqual([
      'lost 0 cancelled on CircleCI',
      'lost 1 the build failed',
    ]);
    expect(told(explainLosses(both, { jobs: [], otherwise: 'the build failed' }))).toEqual([
      'lost ci the build failed',
      'lost ci the build failed',
    ]);
  });

  it('leave iterations alone whose loss the reports explain already', () => {
    const own: Iteration = { ...missing(1), reason: 'the process died before the test ran' };
    expect(explainLosses([own], { jobs: [job('0', { asked: 1, loss: 'x' })] })).toEqual([own]);
  });
});
