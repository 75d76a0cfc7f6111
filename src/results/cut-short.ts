import type { Iteration } from '../model/iteration.ts';
import type { MarkedReports } from './path-outcome.ts';

/**
 * Keeps reports that broke off from raising the rate of a batch. What passed before a cut proves nothing of the rest, so it
 * is no pass of a whole class; but where a failure from before a cut counts, the passes from before one count as well,
 * unless their path says that the process failed.
 */
export function countCut(
  iterations: readonly Iteration[],
  groups: readonly MarkedReports[],
): readonly Iteration[] {
  const isCut = (at: number): boolean =>
    groups[at]?.reports.some(({ status }) => status === 'damaged') ?? false;
  if (!iterations.some(({ outcome }, at) => outcome === 'failed' && isCut(at))) return iterations;
  return iterations.map((iteration, at) => {
    if (!isCut(at) || groups[at]?.exitCode === 1 || !passedSoFar(iteration)) return iteration;
    const { reason: _, ...known } = iteration;
    return { ...known, outcome: 'passed', cutShort: true };
  });
}

function passedSoFar({ outcome, results }: Iteration): boolean {
  return (
    outcome === 'lost' &&
    results.some((result) => result.outcome === 'passed') &&
    results.every((result) => result.outcome !== 'failed')
  );
}
