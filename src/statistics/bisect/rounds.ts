import { entropy } from '../bisect-bound.ts';
import { type BisectStep, isTestable } from './bisect-step.ts';
import { information } from './information.ts';
import type { BisectModel, Segment } from './posterior.ts';
import { cleanChance } from './rate-prior.ts';

/** Runs to make at one position. */
export interface BisectJob {
  readonly position: number;
  readonly runs: number;
  /** Leave the position at its first failure; otherwise all runs are made at once. */
  readonly untilFailure: boolean;
}

/** What a round may use. */
export interface RoundLimits {
  readonly model: BisectModel;
  readonly testable: readonly boolean[] | undefined;
  /** Positions that need no build any more. */
  readonly built: ReadonlySet<number>;
  /** What building a commit costs, in runs. */
  readonly buildCost: number;
  readonly maxParallel: number;
}

interface Candidate {
  readonly jobs: readonly BisectJob[];
  readonly gain: number;
}

const SERIAL_RUNS = [1, 2, 4, 8, 16, 32, 64, 128];
const SPREADS = [2, 3, 4, 5, 6, 8];
const SKEWS = [0.6, 0.8, 1, 1.25, 1.6];

/** One commit at a time, one run after the other: where a stretch of runs tells most for its cost, builds included. */
export function serialRound(step: BisectStep, limits: RoundLimits): readonly BisectJob[] {
  // Without build costs nothing is gained by staying: look again after every run.
  const stretches = limits.buildCost === 0 ? [1] : SERIAL_RUNS;
  return better(stretches.map((runs) => bestStretch(step, limits, { runs, untilFailure: true })))?.jobs ?? [];
}

/** Runs that go out together: all at one commit, or spread over several, whichever tells most for its cost. */
export function parallelRound(step: BisectStep, limits: RoundLimits): readonly BisectJob[] {
  const rate = meanBadRate(step);
  const width = Math.max(1, Math.min(limits.maxParallel, Math.ceil(2 / rate)));
  const candidates = [bestStretch(step, limits, { runs: width, untilFailure: false })];
  const weighed = new Set<string>();
  for (const spread of SPREADS.filter((positions) => positions <= width)) {
    const runs = Math.floor(width / spread);
    for (const skew of SKEWS) {
      const positions = quantiles(step.weights, spread, skew);
      // Late in a search most ways to spread are the same one.
      const name = `${runs} at ${positions.join()}`;
      if (weighed.has(name)) continue;
      weighed.add(name);
      candidates.push(spreadOut(step, limits, { positions, runs }));
    }
  }
  return better(candidates)?.jobs ?? [];
}

function better(candidates: readonly (Candidate | undefined)[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (candidate !== undefined && (best === undefined || candidate.gain > best.gain)) best = candidate;
  }
  return best;
}

/** The best single position for `runs` runs, judged by whether any of them fails. */
function bestStretch(
  step: BisectStep,
  limits: RoundLimits,
  { runs, untilFailure }: { runs: number; untilFailure: boolean },
): Candidate | undefined {
  const { segments } = step.posterior;
  const chances = segments.map(({ bad, good }) => ({
    bad: 1 - cleanChance(limits.model.bad, bad, runs),
    good: 1 - cleanChance(limits.model.good, good, runs),
  }));
  const gains = information(step.posterior, chances);
  const length = untilFailure && runs > 1 ? expectedLength(step, runs) : gains.map(() => runs);
  let best: Candidate | undefined;
  for (const [position, value] of gains.entries()) {
    if (!isTestable(limits.testable, position)) continue;
    const cost = (length[position] ?? runs) + (limits.built.has(position) ? 0 : limits.buildCost);
    if (best !== undefined && value / cost <= best.gain) continue;
    best = { jobs: [{ position, runs, untilFailure }], gain: value / cost };
  }
  return best;
}

/** Mean number of runs per position when it is left at the first failure: (1 - (1-q)^m) / q on each side. */
function expectedLength(step: BisectStep, runs: number): number[] {
  const stretch = (rate: number): number =>
    rate < 1e-12 ? runs : -Math.expm1(runs * Math.log1p(-rate)) / rate;
  const { segments } = step.posterior;
  const all = segments.flatMap(({ first, last, badRate, goodRate }) => {
    const bad = stretch(Math.min(badRate, 1 - 1e-9));
    const good = stretch(Math.min(goodRate, 1 - 1e-9));
    return Array.from({ length: last - first + 1 }, () => ({ bad, good }));
  });
  let mean = all.reduce((sum, { good }, k) => sum + (step.weights[k] ?? 0) * good, 0);
  const lengths = [mean];
  for (const [k, { bad, good }] of all.entries()) {
    mean += (step.weights[k] ?? 0) * (bad - good);
    lengths.push(mean);
  }
  return lengths;
}

function meanBadRate({ posterior, weights }: BisectStep): number {
  const rate = posterior.segments.reduce(
    (sum, segment) => sum + massOf(segment, weights) * segment.badRate,
    0,
  );
  return Math.max(rate, 1e-6);
}

function massOf({ first, last }: Pick<Segment, 'first' | 'last'>, weights: readonly number[]): number {
  let mass = 0;
  for (let c = first; c <= last; c++) mass += weights[c - 1] ?? 0;
  return mass;
}

/** Positions at the posterior quantiles (j / (s + 1))^skew, without repetitions. */
function quantiles(weights: readonly number[], count: number, skew: number): number[] {
  const levels = Array.from({ length: count }, (_, j) => ((j + 1) / (count + 1)) ** skew);
  const positions = new Set<number>();
  let mass = 0;
  let passed = 0;
  for (const [k, weight] of weights.entries()) {
    mass += weight;
    for (; mass >= (levels[passed] ?? Number.POSITIVE_INFINITY); passed++) positions.add(k + 1);
  }
  return [...positions];
}

/** Joint information of the pattern of failing and clean positions, between the groups the positions cut. */
function spreadOut(
  step: BisectStep,
  limits: RoundLimits,
  plan: { positions: readonly number[]; runs: number },
): Candidate | undefined {
  const positions = plan.positions.filter((position) => isTestable(limits.testable, position));
  if (positions.length < 2) return undefined;
  const groups = groupMeans(step, positions);
  // How likely each pattern of the positions so far is in each group, one pattern after the other.
  let patterns = new Float64Array(groups.length).fill(1);
  let noise = 0;
  for (const position of positions) {
    const fails = groups.map(
      ({ last, bad, good }) => -Math.expm1(plan.runs * Math.log1p(-(last <= position ? bad : good))),
    );
    noise += groups.reduce((sum, { mass }, g) => sum + mass * entropy(fails[g] ?? 0), 0);
    patterns = withOneMore(patterns, fails);
  }
  const builds = positions.filter((position) => !limits.built.has(position)).length;
  const cost = plan.runs * positions.length + limits.buildCost * builds;
  const jobs = positions.map((position) => ({ position, runs: plan.runs, untilFailure: false }));
  return { jobs, gain: (patternEntropy(patterns, groups) - noise) / cost };
}

/** Each pattern goes on in two ways: the next position fails, or is clean. */
function withOneMore(patterns: Float64Array, fails: readonly number[]): Float64Array<ArrayBuffer> {
  const width = fails.length;
  const longer = new Float64Array(2 * patterns.length);
  for (let from = 0; from < patterns.length; from += width) {
    for (let g = 0; g < width; g++) {
      const [so, chance] = [patterns[from + g] ?? 0, fails[g] ?? 0];
      longer[2 * from + g] = so * chance;
      longer[2 * from + width + g] = so * (1 - chance);
    }
  }
  return longer;
}

function patternEntropy(patterns: Float64Array, groups: readonly Group[]): number {
  let sum = 0;
  for (let from = 0; from < patterns.length; from += groups.length) {
    let chance = 0;
    for (let g = 0; g < groups.length; g++) chance += (groups[g]?.mass ?? 0) * (patterns[from + g] ?? 0);
    if (chance > 0) sum -= chance * Math.log(chance);
  }
  return sum;
}

interface Group {
  /** Last culprit of the group. */
  readonly last: number;
  readonly mass: number;
  readonly bad: number;
  readonly good: number;
}

function groupMeans({ posterior, weights }: BisectStep, positions: readonly number[]): Group[] {
  const ends = [...new Set([...positions.filter((position) => position > 0), weights.length])];
  const sums = ends.map((last) => ({ last, mass: 0, bad: 0, good: 0 }));
  let g = 0;
  for (const { first, last, badRate, goodRate } of posterior.segments) {
    for (let c = first; c <= last; c++) {
      while (c > (ends[g] ?? Number.POSITIVE_INFINITY)) g++;
      const sum = sums[g];
      const weight = weights[c - 1] ?? 0;
      if (sum === undefined) continue;
      sum.mass += weight;
      sum.bad += weight * badRate;
      sum.good += weight * goodRate;
    }
  }
  return sums.map(({ last, mass, bad, good }) => {
    const scale = mass > 0 ? 1 / mass : 0;
    return { last, mass, bad: Math.min(bad * scale, 1 - 1e-12), good: Math.min(good * scale, 1 - 1e-12) };
  });
}
