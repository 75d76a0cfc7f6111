import type { Finding, FoundRun } from '../../model/advice.ts';
import type { Counts } from '../../model/iteration.ts';

/** As much of a run's counts as says how often it failed. */
export type Counted = Pick<Counts, 'failed' | 'executed'>;

/**
 * The lanes that advice is about: those in which the release's code was seen failing, or all where it was in none. What
 * is clean in one lane says nothing of another; what fails in any fails.
 * @param runs newest first
 */
export function judgedLanes(runs: readonly FoundRun[]): readonly string[] {
  const asked = runs.filter((run) => !isToFail(run));
  const failing = asked.filter(({ finding, isChanged }) => !isChanged && sawFailure(finding));
  return lanesIn(failing.length > 0 ? failing : asked);
}

/** Each lane once, in the order of the runs. */
export function lanesIn(runs: readonly FoundRun[]): readonly string[] {
  return [...new Set(runs.map(({ lane }) => lane))];
}

/** Whether a run was to fail, as on the old bug: it asks about the test, not about the release. */
export function isToFail({ finding }: FoundRun): boolean {
  return finding.kind === 'repeat' && finding.decision?.expect === 'fail';
}

/** How often what a run asked about failed: of a comparison, its newer side. */
export function countsOf(finding: Finding): Counted {
  switch (finding.kind) {
    case 'repeat':
      return finding.verdict.counts;
    case 'compare':
      return finding.comparison.after.counts;
    case 'isolate':
      return sum(finding.isolation.scopes.map(({ counts }) => counts));
    case 'bisect':
      return finding.bisection.counts;
  }
}

function sawFailure(finding: Finding): boolean {
  const before = finding.kind === 'compare' ? finding.comparison.before.counts.failed : 0;
  return before + countsOf(finding).failed > 0;
}

function sum(all: readonly Counted[]): Counted {
  return {
    failed: all.reduce((total, { failed }) => total + failed, 0),
    executed: all.reduce((total, { executed }) => total + executed, 0),
  };
}
