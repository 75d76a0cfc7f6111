import type { PathContradiction } from '../model/inspection.ts';
import type { Iteration } from '../model/iteration.ts';
import type { ParsedReport } from './report.ts';

/** The reports of one iteration, and what their folder says of the exit of its process, if it does. */
export interface MarkedReports {
  readonly exitCode: 0 | 1 | undefined;
  readonly reports: readonly ParsedReport[];
}

/**
 * What the path of an iteration says where its reports say another thing: a process that failed though nothing in its
 * reports did, or that passed though something failed. The content counts.
 */
export function contradictionOf(
  { exitCode, reports }: MarkedReports,
  outcome: Iteration['outcome'] | undefined,
): PathContradiction | undefined {
  if (exitCode === undefined || outcome === undefined) return undefined;
  const path = reports[0]?.path ?? '';
  const fails = reports.some(holdsFailure);
  if (exitCode === 0) return fails ? { marked: 'passed', path } : undefined;
  return !fails && outcome !== 'lost' ? { marked: 'failed', path } : undefined;
}

/** An iteration, and what its path says of it where it went another way. */
export function withPathMark(iteration: Iteration, reports: MarkedReports): Iteration {
  const marked = contradictionOf(reports, iteration.outcome)?.marked;
  const isCounted = marked === 'failed' || iteration.outcome === 'failed';
  return marked !== undefined && isCounted ? { ...iteration, pathSays: marked } : iteration;
}

/** Whether anything in a report failed, asked for or not. */
export function holdsFailure({ counts }: Pick<ParsedReport, 'counts'>): boolean {
  return counts.failed + counts.error + counts.suiteProblems > 0;
}
