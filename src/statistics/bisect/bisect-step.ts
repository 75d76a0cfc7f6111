import { requireFraction, requireSample } from '../sample.ts';
import { informationPerRun } from './information.ts';
import { type Background, MODELS } from './models.ts';
import { type BisectCounts, posterior, type Posterior } from './posterior.ts';

/** What is known of a range of commits besides its counts. */
export interface BisectOptions {
  /** Chance of a wrong culprit that is accepted; 0.05 by default. */
  readonly delta?: number;
  readonly background?: Background;
  /** Per position 0..n: false if it cannot be built. It may still be the culprit. */
  readonly testable?: readonly boolean[];
  /** Weight of culprits 1..n beforehand, for example by the files they touch; none may be 0. */
  readonly prior?: readonly number[];
}

/** Where a search stands. Positions are 0 (good end) to n (bad end); culprits 1 to n. */
export interface BisectStep {
  readonly posterior: Posterior;
  /** Chance of culprit 1..n. */
  readonly weights: readonly number[];
  /** Information of one run at positions 0..n, in nats. */
  readonly information: readonly number[];
  /** Whether `confidence` is at least 1 - delta. */
  readonly stop: boolean;
  /** The likeliest culprit, with those that no testable position tells apart from it; ascending. */
  readonly culprits: readonly number[];
  readonly confidence: number;
  /** The testable position where one run tells most; undefined when none is testable. */
  readonly next: number | undefined;
}

const LONGEST_RANGE = 100_000;

/**
 * One step of a bisection that lives with flakes: one failure of the signature nearly excludes every later culprit,
 * a pass says little. Bayes' rule over "c is the first bad position", both failure rates unknown; both ends stay
 * eligible, since without them a search with c = 1 never learns which of the two rates it sees.
 * @param counts per position 0..n, the runs already spent at both ends included
 * @throws RangeError for bad counts, delta, or lists of the wrong length
 */
export function bisectStep(counts: BisectCounts, options: BisectOptions = {}): BisectStep {
  const delta = options.delta ?? 0.05;
  requireRange(counts, options);
  requireFraction('delta', delta);
  const belief = posterior(counts, MODELS[options.background ?? 'unlikely'], options.prior);
  const information = informationPerRun(belief);
  const { culprits, confidence } = likeliest(belief.weights, options.testable);
  return {
    posterior: belief,
    weights: belief.weights,
    information,
    stop: confidence >= 1 - delta,
    culprits,
    confidence,
    next: bestPosition(information, options.testable),
  };
}

/** Whether a position can be run; all can unless said otherwise. */
export function isTestable(testable: readonly boolean[] | undefined, position: number): boolean {
  return testable?.[position] ?? true;
}

/** Culprits c and c + 1 differ only in what position c shows; if it cannot be run, they are one group. */
function likeliest(
  weights: readonly number[],
  testable: readonly boolean[] | undefined,
): { culprits: number[]; confidence: number } {
  let best = { first: 1, last: 1, mass: -1 };
  let group = { first: 1, last: 0, mass: 0 };
  for (const [k, weight] of weights.entries()) {
    if (k > 0 && isTestable(testable, k)) group = { first: k + 1, last: k, mass: 0 };
    group = { first: group.first, last: k + 1, mass: group.mass + weight };
    if (group.mass > best.mass) best = group;
  }
  const culprits = Array.from({ length: best.last - best.first + 1 }, (_, k) => best.first + k);
  return { culprits, confidence: best.mass };
}

function bestPosition(
  values: readonly number[],
  testable: readonly boolean[] | undefined,
): number | undefined {
  let best: number | undefined;
  for (const [position, value] of values.entries()) {
    if (isTestable(testable, position) && (best === undefined || value > (values[best] ?? 0)))
      best = position;
  }
  return best;
}

function requireRange(counts: BisectCounts, { testable, prior }: BisectOptions): void {
  if (counts.length < 2)
    throw new RangeError('a range needs a good end and a bad end, so at least 2 positions');
  if (counts.length > LONGEST_RANGE) throw new RangeError(`a range has at most ${LONGEST_RANGE} positions`);
  for (const sample of counts) requireSample(sample);
  if (testable !== undefined && testable.length !== counts.length) {
    throw new RangeError(`testable has ${testable.length} entries for ${counts.length} positions`);
  }
  if (prior === undefined) return;
  if (prior.length !== counts.length - 1) {
    throw new RangeError(`prior has ${prior.length} entries for ${counts.length - 1} culprits`);
  }
  if (!prior.every((weight) => weight > 0 && Number.isFinite(weight))) {
    throw new RangeError('every prior weight must be above 0: any commit may be the culprit');
  }
}
