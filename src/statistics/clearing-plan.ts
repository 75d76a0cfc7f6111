import { cleanRunsKnownRate, cleanRunsNeeded } from './clean-runs.ts';
import type { ComparedSide, ComparisonKind } from '../model/comparison.ts';
import { requireCount, requireFraction, requireSample, type Sample } from './sample.ts';

/** A question about two revisions, answered batch by batch: collect failures on one side, then clear the other. */
export interface ClearingPlan {
  /**
   * regression: after fails, before is to be cleared. fix: before fails, after is to be cleared. either: both sides
   * run in turns until one fails, and the other one is to be cleared.
   */
  readonly question: 'regression' | 'fix' | 'either';
  /** Chance of a wrong "regression" or "fixed". */
  readonly alpha: number;
  /** A failure rate below this counts as not reproduced. */
  readonly rate: number;
  /** Failures to collect on the failing side before the other is cleared. */
  readonly failuresWanted: number;
  /** Runs of the first batch, and the most in any later one. */
  readonly firstBatch: number;
  readonly largestBatch: number;
  /** The most executed runs on the failing side and on the side to be cleared. */
  readonly mostFailing: number;
  readonly mostClearing: number;
}

/** What to do next, from the counts of whole batches. */
export type PlanStep =
  /** So many runs on one side, or on each. */
  | { readonly kind: 'run'; readonly side: ComparedSide | 'both'; readonly runs: number }
  | {
      readonly kind: 'decided';
      readonly verdict: Extract<
        ComparisonKind,
        'regression' | 'fixed' | 'pre-existing' | 'not-reproduced' | 'need-more-runs'
      >;
      /** For `need-more-runs`: on this side that many more. */
      readonly side?: ComparedSide;
      readonly more?: number;
    };

/**
 * The plan with its defaults: ln(1/alpha) failures, rounded (3 at 5 %, 5 at 1 %), which makes the whole path
 * cheapest; batches of 10 first, then at most 25; at most 1000 runs on the failing and 2000 on the other side.
 * @throws RangeError for a bad alpha, rate or batch size
 */
export function clearingPlan(
  question: ClearingPlan['question'],
  options: Partial<Omit<ClearingPlan, 'question'>> = {},
): ClearingPlan {
  const alpha = options.alpha ?? 0.05;
  const largestBatch = options.largestBatch ?? 25;
  const plan = {
    question,
    alpha,
    rate: 0.01,
    failuresWanted: Math.max(1, Math.round(Math.log(1 / alpha))),
    largestBatch,
    firstBatch: Math.min(10, largestBatch),
    mostFailing: 1000,
    mostClearing: 2000,
    ...options,
  };
  requireFraction('alpha', plan.alpha);
  requireFraction('rate', plan.rate);
  for (const key of [
    'failuresWanted',
    'firstBatch',
    'largestBatch',
    'mostFailing',
    'mostClearing',
  ] as const) {
    requireCount(key, plan[key]);
    if (plan[key] === 0) throw new RangeError(`${key} must be at least 1`);
  }
  return plan;
}

/**
 * The next batch, or the decision. Pure: the same counts give the same step, so it survives a crash. Ask only
 * after whole batches; dropping runs in flight biases the rates. Clean runs made earlier on the side to be cleared
 * count. The rejection is evaluated once, so stopping early costs no error.
 * @throws RangeError outside 0 <= failed <= executed
 */
export function planStep(plan: ClearingPlan, before: Sample, after: Sample): PlanStep {
  requireSample(before);
  requireSample(after);
  if (plan.question === 'either') {
    if (before.failed === 0 && after.failed === 0) return search(plan, before, after);
    const question = after.failed > 0 ? 'regression' : 'fix';
    return planStep({ ...plan, question }, before, after);
  }
  const [failing, other] = plan.question === 'regression' ? [after, before] : [before, after];
  if (failing.failed > 0 && other.failed > 0) return { kind: 'decided', verdict: 'pre-existing' };
  if (failing.failed < plan.failuresWanted && failing.executed < plan.mostFailing)
    return implicate(plan, failing);
  if (failing.failed === 0) return neverFailed(plan, failing);
  return clear(plan, failing, other);
}

/** Neither side failed yet: both go on, level with one another, until a rate that matters would have shown. */
function search(plan: ClearingPlan, before: Sample, after: Sample): PlanStep {
  const enough = Math.min(cleanRunsKnownRate(plan.rate, plan.alpha), plan.mostFailing);
  const missing = { before: enough - before.executed, after: enough - after.executed };
  const [lagging, side] =
    before.executed <= after.executed ? ([before, 'before'] as const) : ([after, 'after'] as const);
  if (missing[side] <= 0) return neverFailed({ ...plan, question: 'regression' }, lagging);
  const ahead = Math.abs(before.executed - after.executed);
  const runs = Math.min(missing[side], implicatingBatch(plan, lagging));
  return ahead > 0 ? { kind: 'run', side, runs: Math.min(runs, ahead) } : { kind: 'run', side: 'both', runs };
}

function implicate(plan: ClearingPlan, failing: Sample): PlanStep {
  const enough = failing.failed === 0 ? cleanRunsKnownRate(plan.rate, plan.alpha) : plan.mostFailing;
  const missing = Math.min(enough, plan.mostFailing) - failing.executed;
  if (missing <= 0) return neverFailed(plan, failing);
  return { kind: 'run', side: failingSide(plan), runs: Math.min(missing, implicatingBatch(plan, failing)) };
}

/** Enough clean runs on the failing side say "not reproduced"; the cap alone does not. */
function neverFailed(plan: ClearingPlan, { executed }: Sample): PlanStep {
  const more = cleanRunsKnownRate(plan.rate, plan.alpha) - executed;
  if (more <= 0) return { kind: 'decided', verdict: 'not-reproduced' };
  return { kind: 'decided', verdict: 'need-more-runs', side: failingSide(plan), more };
}

function failingSide(plan: ClearingPlan): ComparedSide {
  return plan.question === 'regression' ? 'after' : 'before';
}

/** While nothing failed, as wide as allowed; later about one failure's worth, so that few runs come too late. */
function implicatingBatch(plan: ClearingPlan, { failed, executed }: Sample): number {
  if (executed === 0) return plan.firstBatch;
  if (failed === 0) return plan.largestBatch;
  return Math.min(plan.largestBatch, Math.ceil(executed / failed));
}

/** The last batch is exactly the missing runs. */
function clear(plan: ClearingPlan, failing: Sample, other: Sample): PlanStep {
  const side = plan.question === 'regression' ? 'before' : 'after';
  const missing = cleanRunsNeeded(failing, plan.alpha) - other.executed;
  if (missing <= 0)
    return { kind: 'decided', verdict: plan.question === 'regression' ? 'regression' : 'fixed' };
  const left = plan.mostClearing - other.executed;
  if (left <= 0) return { kind: 'decided', verdict: 'need-more-runs', side, more: missing };
  return { kind: 'run', side, runs: Math.min(missing, left, plan.largestBatch) };
}
