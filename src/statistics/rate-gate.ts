import { rateEvidence } from './rate-e-values.ts';
import { requireCount, requireFraction, type Sample } from './sample.ts';

/** E-values that decide, 1 or more; 20 each is alpha = 5 % at any time. */
export interface GateThresholds {
  readonly below: number;
  readonly above: number;
}

/** Answer to "is the failure rate at most r?". */
export type GateAnswer = 'below' | 'above' | 'undecided';

/** A gate whose looks are fixed in advance, which lets it decide earlier. */
export interface PlannedGate {
  /** r, 0 to 1, both excluded. */
  readonly rate: number;
  readonly alpha: number;
  /** Executed runs between two looks, and at the last one. */
  readonly batch: number;
  readonly cap: number;
}

const HALVINGS = 50;

/** The thresholds that hold however and whenever one looks: 1/alpha on both sides (Ville's inequality). */
export function anytimeThresholds(alpha = 0.05): GateThresholds {
  requireFraction('alpha', alpha);
  return { below: 1 / alpha, above: 1 / alpha };
}

/**
 * Whether the rate is shown to lie below or above r; each answer is wrong with a chance of at most the alpha of the
 * thresholds. Rates near r stay undecided for ever: cap the runs, and then say "undecided near r".
 * @throws RangeError outside 0 <= failed <= executed, 0 < rate < 1
 */
export function rateGate(
  sample: Sample,
  rate: number,
  thresholds: GateThresholds = anytimeThresholds(),
): GateAnswer {
  const { below, above } = rateEvidence(sample, rate);
  if (reaches(below, Math.log(thresholds.below))) return 'below';
  return reaches(above, Math.log(thresholds.above)) ? 'above' : 'undecided';
}

/** Runs looked ahead by `runsToDecide`. */
const farthest = 1_000_000;

/**
 * Further executed runs after which `rateGate` answers if they fail as often as those before them, without failures
 * or evidence all clean; undefined when that takes more than a million, since the rate seen is too near to `rate`.
 * @throws RangeError outside 0 <= failed <= executed, 0 < rate < 1
 */
export function runsToDecide(sample: Sample, rate: number): number | undefined {
  const { failed, executed } = sample;
  const share = executed === 0 ? 0 : failed / executed;
  const answers = (more: number): boolean => {
    const whole = { failed: Math.round(share * (executed + more)), executed: executed + more };
    return rateGate(whole, rate) !== 'undecided';
  };
  let high = 1;
  while (!answers(high)) {
    high *= 2;
    if (high > farthest) return undefined;
  }
  for (let low = high / 2; high - low > 1;) {
    const middle = Math.floor((low + high) / 2);
    if (answers(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Lower thresholds for a gate that looks exactly after each batch up to the cap, and never else: the least with a
 * chance of at most alpha to be reached when the rate is exactly r, by dynamic programming over failure counts.
 * r = 1 %, alpha = 5 %, batches of 25 up to 500: 13.6 below and 3.25 above, instead of 20.
 * @throws RangeError for a bad rate, alpha, or a batch or cap that is not a whole number from 1 to 100000
 */
export function plannedThresholds(gate: PlannedGate): GateThresholds {
  requireFraction('rate', gate.rate);
  requireFraction('alpha', gate.alpha);
  requireCount('batch', gate.batch);
  requireCount('cap', gate.cap);
  if (gate.batch < 1 || gate.cap < 1 || gate.cap > 100_000) {
    throw new RangeError('batch and cap must be at least 1, and cap at most 100000');
  }
  return { below: leastThreshold(gate, 'below'), above: leastThreshold(gate, 'above') };
}

/** One comparison for deciding and for planning, so that a tie counts for both or for neither. */
function reaches(logE: number, logThreshold: number): boolean {
  return logE >= logThreshold - 1e-12;
}

function leastThreshold(gate: PlannedGate, side: keyof GateThresholds): number {
  let low = 0;
  let high = -Math.log(gate.alpha);
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + high) / 2;
    if (crossingChance(gate, side, middle) <= gate.alpha) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** P(the evidence reaches the threshold at some look | the rate is r). */
function crossingChance(gate: PlannedGate, side: keyof GateThresholds, logThreshold: number): number {
  let chances = [1];
  let executed = 0;
  let crossed = 0;
  while (executed < gate.cap) {
    const runs = Math.min(gate.batch, gate.cap - executed);
    executed += runs;
    chances = convolve(chances, binomialChances(runs, gate.rate));
    const first = firstCrossing({ executed, side, rate: gate.rate }, logThreshold);
    for (let failed = 0; failed < chances.length; failed++) {
      if (side === 'above' ? failed < first : failed > first) continue;
      crossed += chances[failed] ?? 0;
      chances[failed] = 0;
    }
    chances = trimmed(chances);
  }
  return crossed;
}

/** The least count that reaches the threshold above, or the largest that reaches it below (-1: none does). */
function firstCrossing(
  look: { executed: number; side: keyof GateThresholds; rate: number },
  logThreshold: number,
): number {
  const { executed, side, rate } = look;
  const crosses = (failed: number): boolean =>
    reaches(rateEvidence({ failed, executed }, rate)[side], logThreshold);
  let low = -1;
  let high = executed + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (crosses(middle) === (side === 'above')) high = middle;
    else low = middle;
  }
  return side === 'above' ? high : low;
}

function convolve(one: readonly number[], other: readonly number[]): number[] {
  const sum = Array.from({ length: one.length + other.length - 1 }, () => 0);
  for (const [i, x] of one.entries()) {
    if (x === 0) continue;
    for (const [j, y] of other.entries()) sum[i + j] = (sum[i + j] ?? 0) + x * y;
  }
  return sum;
}

/** P(k failures among n runs); ends where the rest cannot matter. */
function binomialChances(n: number, rate: number): number[] {
  const chances: number[] = [];
  const odds = Math.log(rate) - Math.log1p(-rate);
  let logChance = n * Math.log1p(-rate);
  for (let k = 0; k <= n; k++) {
    chances.push(Math.exp(logChance));
    logChance += Math.log((n - k) / (k + 1)) + odds;
  }
  return trimmed(chances);
}

/** Drops the end of a list of chances that is below 1e-18. */
function trimmed(chances: readonly number[]): number[] {
  return chances.slice(0, chances.findLastIndex((chance) => chance > 1e-18) + 1);
}
