import type { Action, Advice, Confidence, Finding, FoundRun } from '../../model/advice.ts';
import type { Comparison, ComparisonKind } from '../../model/comparison.ts';
import { estimate as estimateOf } from '../../statistics/estimate.ts';
import { countsOf, type Counted, judgedLanes, lanesIn } from './lanes.ts';
import { isMostly, measuredRates } from '../rule.ts';

const decidedKinds: readonly ComparisonKind[] = [
  'regression',
  'pre-existing-worse',
  'pre-existing',
  'still-flaky-better',
  'fixed',
];

/** These end the matter for every lane that failed. */
const settling: readonly Action[] = ['close', 'merge', 'relink'];

/** Whoever lets a failure wait has to know since when it is there, and how often. */
const waiting: readonly Action[] = ['fix-later', 'ignore', 'quarantine', 'defer'];

/**
 * How far the numbers carry advice. low: more runs are wanted, or no run has decided anything. medium: one has, and
 * another rule votes for something else. high: one has, and nothing speaks against it.
 */
export function confidenceOf(advice: Advice, runs: readonly FoundRun[]): Confidence {
  if (advice.action === 'run-more' || advice.action === 'repair-environment') return 'low';
  const { tolerance = 0 } = advice;
  const decided = lanesIn(runs.filter((run) => !run.isChanged && isDecided(advice.action, run, tolerance)));
  const isEnough = settling.includes(advice.action)
    ? judgedLanes(runs).every((lane) => decided.includes(lane))
    : decided.length > 0;
  const isWanting = advice.others.some(({ action }) => action === 'run-more');
  if (!isEnough || (waiting.includes(advice.action) && isWanting)) return 'low';
  const isDisputed = advice.others.some(({ action }) => action !== advice.action && action !== 'run-more');
  return isDisputed ? 'medium' : 'high';
}

/** Whether chance is ruled out in what a run found, as far as the action rests on it. */
function isDecided(action: Action, { finding }: FoundRun, tolerance: number): boolean {
  // What speaks of all failures, and of all runs, takes several of them.
  if (action === 'relink') return isRun(finding) && isMostOf(countsOf(finding));
  switch (finding.kind) {
    case 'repeat': {
      const { estimate } = finding.verdict;
      if (action === 'fix-before-release') return estimate !== undefined && isMostly(estimate);
      if (estimate === undefined) return false;
      // A high rate decides nothing about what is to be closed.
      if (action === 'close') return estimate.failed === 0 && estimate.high <= tolerance;
      return estimate.high <= tolerance || estimate.low > tolerance;
    }
    case 'compare':
      return isComparedEnough(finding.comparison, tolerance);
    case 'isolate':
      return !['undecided', 'not-reproduced', 'no-data'].includes(finding.isolation.kind);
    case 'bisect':
      return ['culprit', 'already-bad'].includes(finding.bisection.outcome.kind);
  }
}

/** Clean on both sides decides something once there are runs enough to rule out what the project lives with. */
function isComparedEnough(comparison: Comparison, tolerance: number): boolean {
  const { kind } = comparison.overall;
  if (kind !== 'not-reproduced') return decidedKinds.includes(kind);
  return measuredRates({ comparison }).every(({ high }) => high <= tolerance);
}

function isRun({ kind }: Finding): boolean {
  return kind === 'repeat' || kind === 'compare';
}

/** Whether what was seen of every failure holds for most failures to come. */
function isMostOf({ failed }: Counted): boolean {
  return failed > 0 && isMostly(estimateOf(failed, failed));
}
