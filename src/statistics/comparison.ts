import {
  COMPARISON_KINDS,
  type ComparedSide,
  type ComparisonKind,
  type ComparisonResult,
} from '../model/comparison.ts';
import { cleanRunsKnownRate, cleanRunsNeeded, pCleanIfUnchanged } from './clean-runs.ts';
import { upperBound } from './intervals.ts';
import { atMost, requireFraction, requireSample, type Sample } from './sample.ts';
import { fisher } from './two-samples.ts';

/** What a comparison promises. */
export interface ComparisonPolicy {
  /** Chance of a wrong "regression" or "fixed"; 0.05 by default. */
  readonly alpha?: number;
  /** A failure rate below this counts as not reproduced; 0.01 by default. */
  readonly rate?: number;
}

/**
 * The verdict for one signature. Samples must have been planned, or are looked at once; for looks after every
 * batch use the plan in clearing-plan.ts. A side without executed runs is `no-data`, never clean; one failure
 * before with the same signature is final evidence that the failure is not new.
 * @throws RangeError outside 0 <= failed <= executed, 0 < alpha < 1, 0 < rate < 1
 */
export function compare(before: Sample, after: Sample, policy: ComparisonPolicy = {}): ComparisonResult {
  const alpha = policy.alpha ?? 0.05;
  const rate = policy.rate ?? 0.01;
  requireSample(before);
  requireSample(after);
  requireFraction('alpha', alpha);
  requireFraction('r', rate);
  if (before.executed === 0 || after.executed === 0) return noData(before, after, alpha);
  if (before.failed === 0 && after.failed === 0) return bothClean(after, alpha, rate);
  if (before.failed === 0) return clearing({ failing: after, clean: before, side: 'before' }, alpha);
  if (after.failed === 0) return clearing({ failing: before, clean: after, side: 'after' }, alpha);
  return bothFailing(before, after, alpha);
}

/** The verdict over all signatures of a report: the worst row, so "fixed" only if every one is fixed. */
export function worstKind(kinds: readonly ComparisonKind[]): ComparisonKind | undefined {
  return COMPARISON_KINDS.find((kind) => kinds.includes(kind));
}

/** Nothing executed on a side: what it would take, if the other side has failures to be cleared against. */
function noData(before: Sample, after: Sample, alpha: number): ComparisonResult {
  if (before.executed === 0 && after.executed === 0) return { kind: 'no-data', side: 'both' };
  const side = before.executed === 0 ? 'before' : 'after';
  const other = side === 'before' ? after : before;
  return other.failed === 0
    ? { kind: 'no-data', side }
    : { kind: 'no-data', side, more: cleanRunsNeeded(other, alpha) };
}

function bothClean(after: Sample, alpha: number, rate: number): ComparisonResult {
  const missing = cleanRunsKnownRate(rate, alpha) - after.executed;
  if (missing <= 0) return { kind: 'not-reproduced', p: 1, more: 0 };
  return { kind: 'need-more-runs', p: 1, side: 'after', more: missing };
}

interface OneSided {
  readonly failing: Sample;
  readonly clean: Sample;
  /** Where the clean runs were made. */
  readonly side: ComparedSide;
}

function clearing({ failing, clean, side }: OneSided, alpha: number): ComparisonResult {
  const p = pCleanIfUnchanged(failing, clean.executed);
  if (!atMost(p, alpha)) {
    const more = cleanRunsNeeded(failing, alpha) - clean.executed;
    return { kind: 'need-more-runs', p, side, more };
  }
  if (side === 'before') return { kind: 'regression', p, more: 0 };
  return { kind: 'fixed', p, more: 0, residual: upperBound(clean, alpha) };
}

/** Both directions are looked at, so each gets half of alpha. */
function bothFailing(before: Sample, after: Sample, alpha: number): ComparisonResult {
  const { worse, better } = fisher(before, after);
  if (atMost(worse, alpha / 2)) return { kind: 'pre-existing-worse', p: worse, more: 0 };
  if (atMost(better, alpha / 2)) return { kind: 'still-flaky-better', p: better, more: 0 };
  return { kind: 'pre-existing', p: 1, more: 0 };
}
