import { lowerQuantile, upperQuantile } from './beta-quantile.ts';
import { normalUpperQuantile } from './normal-quantile.ts';
import { requireFraction, requireRuns, type Sample } from './sample.ts';

/** Two ends of a range; of a rate they lie within 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval to show for a rate: exact, and it keeps its promise under planned stopping rules too.
 * low = BetaInv(alpha/2; f, n-f+1), high = BetaInv(1-alpha/2; f+1, n-f), always two-sided; `estimate` in
 * estimate.ts shows the sharper one-sided bound at 0 failures. C. Clopper and E. Pearson, Biometrika 26 (1934).
 * @param level 0 to 1, both excluded; 0.95 means alpha = 0.05
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1
 */
export function clopperPearson(sample: Sample, level = 0.95): Interval {
  requireRuns(sample);
  requireFraction('level', level);
  const { failed, executed } = sample;
  const tail = (1 - level) / 2;
  const passed = executed - failed;
  return {
    low: failed === 0 ? 0 : lowerQuantile(tail, { a: failed, b: passed + 1 }),
    high: passed === 0 ? 1 : upperQuantile(tail, { a: failed + 1, b: passed }),
  };
}

/**
 * For display beside others: equal tails of Beta(f+1/2, n-f+1/2), with the ends 0 and 1 at 0 and all failures.
 * Covers well on average, too little under stopping rules. Brown, Cai and DasGupta, Statist. Sci. 16 (2001).
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < level < 1
 */
export function jeffreys(sample: Sample, level = 0.95): Interval {
  requireRuns(sample);
  requireFraction('level', level);
  const { failed, executed } = sample;
  const tail = (1 - level) / 2;
  const shape = { a: failed + 0.5, b: executed - failed + 0.5 };
  return {
    low: failed === 0 ? 0 : lowerQuantile(tail, shape),
    high: failed === executed ? 1 : upperQuantile(tail, shape),
  };
}

/**
 * Building block of the interval for a difference; not shown by itself.
 * Roots of (f/n - r)^2 = z^2 r(1-r)/n. E. Wilson, J. Amer. Statist. Assoc. 22 (1927).
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < level < 1
 */
export function wilson(sample: Sample, level = 0.95): Interval {
  requireRuns(sample);
  requireFraction('level', level);
  const { failed, executed } = sample;
  const z2 = normalUpperQuantile((1 - level) / 2) ** 2;
  const rate = failed / executed;
  const centre = rate + z2 / (2 * executed);
  const half = Math.sqrt(z2 * ((rate * (1 - rate)) / executed + z2 / (4 * executed * executed)));
  const scale = 1 + z2 / executed;
  return {
    low: failed === 0 ? 0 : (centre - half) / scale,
    high: failed === executed ? 1 : (centre + half) / scale,
  };
}

/**
 * One-sided: "the rate is below this", wrong with probability at most alpha. 1 - alpha^(1/n) at 0 failures,
 * else the upper Clopper-Pearson end with the whole alpha in one tail; 1 when every run failed.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < alpha < 1
 */
export function upperBound(sample: Sample, alpha = 0.05): number {
  requireRuns(sample);
  requireFraction('alpha', alpha);
  const { failed, executed } = sample;
  if (failed === 0) return -Math.expm1(Math.log(alpha) / executed);
  if (failed === executed) return 1;
  return upperQuantile(alpha, { a: failed + 1, b: executed - failed });
}

/**
 * One-sided: "the rate is above this", wrong with probability at most alpha; the mirror of `upperBound`.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < alpha < 1
 */
export function lowerBound(sample: Sample, alpha = 0.05): number {
  requireRuns(sample);
  requireFraction('alpha', alpha);
  const { failed, executed } = sample;
  if (failed === executed) return alpha ** (1 / executed);
  if (failed === 0) return 0;
  return lowerQuantile(alpha, { a: failed, b: executed - failed + 1 });
}
