import { pointChance } from './hypergeometric.ts';
import { logBeta } from './log-gamma.ts';
import { atMost, requireCount, requireFraction, requireRuns, type Sample } from './sample.ts';

/** Up to here the exact product is also the fastest way. */
const LARGEST_PRODUCT = 2000;

/**
 * The chance that `clean` further runs all pass although nothing changed: C(n, f) / C(n + clean, f), which is
 * Fisher's exact p-value of a clean side, and accounts for how uncertain the old rate is.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1
 */
export function pCleanIfUnchanged(evidence: Sample, clean: number): number {
  requireRuns(evidence);
  requireCount('clean', clean);
  return chanceOfClean(evidence, clean);
}

/**
 * How many clean runs prove that a failure is gone: min { n' : C(n, f) / C(n + n', f) <= alpha }, about
 * n (alpha^(-1/f) - 1). The same number holds when the evidence was collected up to its f-th failure.
 * Infinity when nothing failed: then no number of clean runs says anything. Also Infinity beyond 2^53.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < alpha < 1
 */
export function cleanRunsNeeded(evidence: Sample, alpha = 0.05): number {
  requireRuns(evidence);
  requireFraction('alpha', alpha);
  if (evidence.failed === 0) return Number.POSITIVE_INFINITY;
  return smallest((runs) => atMost(chanceOfClean(evidence, runs), alpha));
}

/**
 * The same when the failure rate itself is known: the least n with (1-p)^n <= alpha. 299 for 1 % at alpha = 5 %.
 * @throws RangeError unless 0 < rate < 1 and 0 < alpha < 1
 */
export function cleanRunsKnownRate(rate: number, alpha = 0.05): number {
  requireFraction('rate', rate);
  requireFraction('alpha', alpha);
  return smallest((runs) => atMost(Math.exp(runs * Math.log1p(-rate)), alpha));
}

/**
 * For display only, since it depends on the prior: the least n' with B(a, b + n') / B(a, b) <= alpha, where
 * a = f + 1/2 and b = n - f + 1/2 (predictive chance under Jeffreys' prior).
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < alpha < 1
 */
export function cleanRunsBayes(evidence: Sample, alpha = 0.05): number {
  requireRuns(evidence);
  requireFraction('alpha', alpha);
  const a = evidence.failed + 0.5;
  const b = evidence.executed - evidence.failed + 0.5;
  const start = logBeta(a, b);
  return smallest((runs) => atMost(Math.exp(logBeta(a, b + runs) - start), alpha));
}

function chanceOfClean({ failed, executed }: Sample, clean: number): number {
  if (failed > LARGEST_PRODUCT) {
    return pointChance(0, { marked: failed, plain: executed + clean - failed, drawn: clean });
  }
  let chance = 1;
  for (let k = 0; k < failed; k++) chance *= (executed - k) / (executed + clean - k);
  return chance;
}

/** The least whole number that is enough, when every larger one is too; Infinity if none up to 2^53 is. */
function smallest(enough: (runs: number) => boolean): number {
  if (enough(0)) return 0;
  let no = 0;
  let yes = 1;
  while (!enough(yes)) {
    no = yes;
    yes *= 2;
    if (yes > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  }
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (enough(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
