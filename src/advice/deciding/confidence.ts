import type { Action, Advice, Confidence, FoundRun } from '../../model/advice.ts';
import type { ComparisonKind } from '../../model/comparison.ts';
import type { Estimate } from '../../model/estimate.ts';
import { estimate as estimateOf } from '../../statistics/estimate.ts';
import { isMostly } from '../rule.ts';

const decidedKinds: readonly ComparisonKind[] = [
  'regression',
  'pre-existing-worse',
  'pre-existing',
  'still-flaky-better',
  'fixed',
];

/**
 * How far the numbers carry advice. low: more runs are wanted, or no run has decided anything. medium: one has, and
 * another rule votes for something else. high: one has, and nothing speaks against it.
 */
export function confidenceOf(advice: Advice, runs: readonly FoundRun[]): Confidence {
  if (advice.action === 'run-more' || advice.action === 'repair-environment') return 'low';
  const { tolerance = 0 } = advice;
  if (!runs.some((run) => !run.isChanged && isDecided(advice.action, run, tolerance))) return 'low';
  const isDisputed = advice.others.some(({ action }) => action !== advice.action && action !== 'run-more');
  return isDisputed ? 'medium' : 'high';
}

/** Whether chance is ruled out in what a run found, as far as the action rests on it. */
function isDecided(action: Action, { finding }: FoundRun, tolerance: number): boolean {
  switch (finding.kind) {
    case 'repeat': {
      const { estimate } = finding.verdict;
      // These speak of all failures, and of all runs: that takes several.
      if (action === 'relink') return estimate !== undefined && isMostOf(estimate);
      if (action === 'fix-before-release') return estimate !== undefined && isMostly(estimate);
      return estimate !== undefined && (estimate.high <= tolerance || estimate.low > tolerance);
    }
    case 'compare':
      return decidedKinds.includes(finding.comparison.overall.kind);
    case 'isolate':
      return !['undecided', 'not-reproduced', 'no-data'].includes(finding.isolation.kind);
    case 'bisect':
      return finding.bisection.outcome.kind === 'culprit';
  }
}

/** Whether what was seen of every failure holds for most failures to come. */
function isMostOf({ failed }: Estimate): boolean {
  return failed > 0 && isMostly(estimateOf(failed, failed));
}
