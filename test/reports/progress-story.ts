import type { RunProgress } from '../../src/reports/run-progress.ts';
import { run } from './stories.ts';

const outcomes = Array.from({ length: 112 }, (_, at) =>
  [31, 44, 58, 90, 111].includes(at + 1) ? ('failed' as const) : ('passed' as const),
);

/** The seed story's run with 112 of 200 iterations back. */
export const progress: RunProgress = {
  run,
  counts: { asked: 200, executed: 112, passed: 107, failed: 5, skipped: 0, lost: 0 },
  etaMs: 23 * 60_000 + 12_000,
  updatedAt: '2022-08-16T14:02:31.000Z',
  newest: outcomes,
  newestFailure: {
    iteration: 111,
    title: 'CasWriteTimeoutException: CAS operation timed out',
    evidence: '.retrial/r-6b2q/111/output.txt',
  },
};
