import type { Iteration } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import type { MarkedReports } from './path-outcome.ts';
import { casesOf } from './selector-match.ts';

/**
 * Keeps reports that broke off from raising the rate of a batch. What passed before a cut proves nothing of the rest, so it
 * is no pass of a whole class; but where a failure from before a cut counts, the passes from before one count as well,
 * unless their path says that the process failed. A test asked for by its name passed or it did not: nothing stands in for it.
 */
export function countCut(
  iterations: readonly Iteration[],
  groups: readonly MarkedReports[],
  { parts }: TestSelector,
): readonly Iteration[] {
  if (parts.some(({ member }) => member !== undefined)) return iterations;
  const isCut = (at: number): boolean =>
    groups[at]?.reports.some(({ status }) => status === 'damaged') ?? false;
  if (!iterations.some(({ outcome }, at) => outcome === 'failed' && isCut(at))) return iterations;
  return iterations.map((iteration, at) => {
    const group = groups[at];
    if (group === undefined || group.exitCode === 1 || !passedSoFar(iteration)) return iteration;
    if (!holdsPassOfEach(group, parts)) return iteration;
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

/** Whether each part has passes, and the reports that broke off hold some: another report's damage excuses nothing. */
function holdsPassOfEach({ reports }: MarkedReports, parts: TestSelector['parts']): boolean {
  const passes = (all: MarkedReports['reports']): readonly boolean[] => {
    const passed = all.flatMap(({ cases }) => cases).filter(({ outcome }) => outcome === 'passed');
    return parts.length === 0 ? [passed.length > 0] : parts.map((part) => casesOf(part, passed).length > 0);
  };
  const damaged = reports.filter(({ status }) => status === 'damaged');
  return passes(reports).every(Boolean) && passes(damaged).some(Boolean);
}
