import { requireCount, type Sample } from '../sample.ts';
import { fisher } from '../two-samples.ts';
import { type BisectOptions, type BisectStep, bisectStep } from './bisect-step.ts';
import { MODELS } from './models.ts';
import type { BisectCounts } from './posterior.ts';
import { type BisectJob, parallelRound, serialRound } from './rounds.ts';

/** How a bisection may be carried out. */
export interface BisectPolicy extends BisectOptions {
  /** Runs that may go out together; 1 by default, which needs fewest runs. */
  readonly maxParallel?: number;
  /** What building a commit costs, in runs; 0 by default. */
  readonly buildCost?: number;
  /** Most executed runs, those already made included; unlimited by default. */
  readonly budget?: number;
  /** Positions that are built already; every position with runs counts as built. */
  readonly built?: readonly number[];
}

/** What supports a culprit: counts from it on, at it, and just before it. */
interface CulpritEvidence {
  readonly atCulprit: Sample;
  readonly fromCulprit: Sample;
  readonly before: Sample;
  /** The nearest position before it that has runs. */
  readonly lastGood: { readonly position: number; readonly sample: Sample };
  /** One-sided Fisher p of "no change here": above delta, doubt the range. */
  readonly noChange: number;
  readonly runnerUp: { readonly culprit: number; readonly chance: number } | undefined;
}

/** The next runs, or what the search came to. */
export type BisectDecision =
  | { readonly kind: 'run'; readonly jobs: readonly BisectJob[]; readonly step: BisectStep }
  | {
      /** culprit: found. no-change: the likeliest culprit does not even separate the failures from the rest. */
      readonly kind: 'culprit' | 'no-change';
      readonly culprits: readonly number[];
      readonly confidence: number;
      readonly evidence: CulpritEvidence;
    }
  /** The good end failed in the same way: the range must begin earlier, or `background` must be `expected`. */
  | { readonly kind: 'already-bad'; readonly goodEnd: Sample }
  /** The budget is used up, or nothing can be run: the culprit is within first..last with 95 %. */
  | { readonly kind: 'unfinished'; readonly first: number; readonly last: number; readonly step: BisectStep };

/**
 * Decides the next round of a bisection from all counts so far. Pure: after a crash the same counts give the same
 * round. Jobs with `untilFailure` may end early; count whatever was executed to a verdict.
 * @param counts per position 0 (good end) to n (bad end), the runs that established both ends included
 * @throws RangeError for bad counts or a bad policy
 */
export function nextRound(counts: BisectCounts, policy: BisectPolicy = {}): BisectDecision {
  const maxParallel = policy.maxParallel ?? 1;
  const buildCost = policy.buildCost ?? 0;
  requireCount('maxParallel', maxParallel);
  requireCount('buildCost', buildCost);
  if (maxParallel === 0) throw new RangeError('maxParallel must be at least 1');
  const step = bisectStep(counts, policy);
  const [goodEnd] = counts;
  if (goodEnd !== undefined && goodEnd.failed > 0 && policy.background !== 'expected') {
    return { kind: 'already-bad', goodEnd };
  }
  if (step.stop) return verdict(counts, step, policy.delta ?? 0.05);
  const left = (policy.budget ?? Number.POSITIVE_INFINITY) - sumOf(counts).executed;
  const built = new Set([
    ...(policy.built ?? []),
    ...counts.flatMap(({ executed }, k) => (executed > 0 ? [k] : [])),
  ]);
  const model = MODELS[policy.background ?? 'unlikely'];
  const limits = { model, testable: policy.testable, built, buildCost, maxParallel };
  const jobs = within(left, maxParallel === 1 ? serialRound(step, limits) : parallelRound(step, limits));
  if (jobs.length === 0) return { kind: 'unfinished', ...centralRange(step.weights, 0.95), step };
  return { kind: 'run', jobs, step };
}

/** Cuts a round to what the budget has left. */
function within(left: number, jobs: readonly BisectJob[]): BisectJob[] {
  let rest = left;
  const cut: BisectJob[] = [];
  for (const job of jobs) {
    const runs = Math.min(job.runs, rest);
    if (runs <= 0) break;
    cut.push({ ...job, runs });
    rest -= runs;
  }
  return cut;
}

function verdict(counts: BisectCounts, step: BisectStep, delta: number): BisectDecision {
  const { culprits, confidence } = step;
  const evidence = evidenceOf(counts, step);
  return { kind: evidence.noChange > delta ? 'no-change' : 'culprit', culprits, confidence, evidence };
}

function evidenceOf(counts: BisectCounts, { culprits, weights }: BisectStep): CulpritEvidence {
  const first = culprits[0] ?? 1;
  const last = culprits.at(-1) ?? first;
  const before = sumOf(counts.slice(0, first));
  const fromCulprit = sumOf(counts.slice(last));
  const lastGood = counts.slice(0, first).findLastIndex(({ executed }) => executed > 0);
  let runnerUp: CulpritEvidence['runnerUp'];
  for (const [k, chance] of weights.entries()) {
    if (culprits.includes(k + 1)) continue;
    if (runnerUp === undefined || chance > runnerUp.chance) runnerUp = { culprit: k + 1, chance };
  }
  return {
    atCulprit: counts[last] ?? { failed: 0, executed: 0 },
    fromCulprit,
    before,
    lastGood: { position: Math.max(0, lastGood), sample: counts[Math.max(0, lastGood)] ?? before },
    noChange: fisher(before, fromCulprit).worse,
    runnerUp,
  };
}

/** The shortest run of culprits with half of what is missing to `level` at most on either side. */
function centralRange(weights: readonly number[], level: number): { first: number; last: number } {
  const outside = (1 - level) / 2;
  let mass = 0;
  let first = 1;
  let last = weights.length;
  for (const [k, weight] of weights.entries()) {
    if (mass <= outside) first = k + 1;
    mass += weight;
    if (mass >= 1 - outside) {
      last = k + 1;
      break;
    }
  }
  return { first, last };
}

function sumOf(counts: readonly Sample[]): Sample {
  return counts.reduce(
    (sum, sample) => ({ failed: sum.failed + sample.failed, executed: sum.executed + sample.executed }),
    { failed: 0, executed: 0 },
  );
}
