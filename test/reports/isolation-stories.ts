import { isolationOf } from '../../src/plans/isolate.ts';
import type { IsolationReport } from '../../src/reports/isolation-report.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { run } from './stories.ts';

function report(
  sides: Readonly<Record<string, string>>,
  rest: Partial<IsolationReport> = {},
): IsolationReport {
  const left = [{ scope: 'shuffled', why: 'this runner cannot shuffle' }] as const;
  const scopes = ['alone', 'class', 'suite', 'loaded'] as const;
  const isolation = isolationOf({ scopes, left, runs: 50 }, evidenceOf(sides));
  return { run, isolation, wallMs: 640_000, exitCodesOnly: false, copies: 8, ...rest };
}

/** One of each answer. */
export const stories: Readonly<Record<string, IsolationReport>> = {
  'isolate-order': report({
    alone: runs(0, 50),
    class: runs(9, 50),
    suite: runs(12, 50, 'y'),
    loaded: runs(1, 50),
  }),
  'isolate-load': report({
    alone: runs(0, 50),
    class: runs(0, 50),
    suite: runs(0, 50),
    loaded: runs(14, 50),
  }),
  'isolate-by-itself': report({
    alone: runs(5, 50),
    class: runs(6, 50),
    suite: runs(4, 50),
    loaded: runs(7, 50),
  }),
  'isolate-undecided': report({
    alone: runs(0, 50),
    class: runs(0, 50),
    suite: runs(2, 50),
    loaded: runs(0, 50),
  }),
  'isolate-no-data': report(
    { alone: 's'.repeat(10), class: runs(3, 10) },
    { partial: 'cancelled', brokenOutput: 'npm error\nno such script' },
  ),
};
