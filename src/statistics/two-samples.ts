import { lowerQuantile, upperQuantile } from './beta-quantile.ts';
import { asUnlikelyChance, atLeastChance, atMostChance, pointChance, urnOf } from './hypergeometric.ts';
import { type Interval, wilson } from './intervals.ts';
import { requireFraction, requireRuns, requireSample, type Sample } from './sample.ts';

/** P-values of "both revisions fail alike"; decisions use the one-sided ones. */
export interface FisherTest {
  /** P(at least as many failures after): small means after is worse. */
  readonly worse: number;
  /** P(at most as many failures after): small means after is better. */
  readonly better: number;
  readonly twoSided: number;
  /** `worse` with half the chance of the observed count: display only. */
  readonly midWorse: number;
}

/** Two rates apart: after minus before, -1 to 1, with an interval. */
export interface Difference extends Interval {
  readonly difference: number;
}

/**
 * The test behind a comparison, exact at a sample size that was planned or looked at once; never repeat it batch
 * by batch. X ~ Hypergeometric(all runs, all failures, runs after), worse = P(X >= failures after).
 * R. Fisher 1935; two-sided as in R: all counts at most as likely as this one.
 * @throws RangeError outside 0 <= failed <= executed
 */
export function fisher(before: Sample, after: Sample): FisherTest {
  requireSample(before);
  requireSample(after);
  const urn = urnOf(before, after);
  const worse = atLeastChance(after.failed, urn);
  return {
    worse,
    better: atMostChance(after.failed, urn),
    twoSided: asUnlikelyChance(after.failed, urn),
    midWorse: worse - pointChance(after.failed, urn) / 2,
  };
}

/**
 * How far apart two rates are, shown with every comparison: the hybrid of two Wilson intervals.
 * With d = pB - pA: d - sqrt((pB-lB)^2 + (uA-pA)^2) to d + sqrt((uB-pB)^2 + (pA-lA)^2).
 * R. Newcombe, Statist. Med. 17 (1998), method 10.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < level < 1
 */
export function newcombe(before: Sample, after: Sample, level = 0.95): Difference {
  const a = wilson(before, level);
  const b = wilson(after, level);
  const rateA = before.failed / before.executed;
  const rateB = after.failed / after.executed;
  const difference = rateB - rateA;
  return {
    difference,
    low: difference - Math.hypot(rateB - b.low, a.high - rateA),
    high: difference + Math.hypot(b.high - rateB, rateA - a.low),
  };
}

/**
 * "At least k times": bounds of (rate after)/(rate before) from the Clopper-Pearson bounds s of the share of
 * failures that fell after, ratio = s/(1-s) * nA/nB. Level 0.9 makes each end a one-sided 95 % bound.
 * `high` is Infinity when no failure fell before; undefined when nothing failed at all.
 * @throws RangeError outside 0 <= failed <= executed, executed >= 1, 0 < level < 1
 */
export function rateRatio(before: Sample, after: Sample, level = 0.9): Interval | undefined {
  requireRuns(before);
  requireRuns(after);
  requireFraction('level', level);
  if (before.failed + after.failed === 0) return undefined;
  const scale = before.executed / after.executed;
  const tail = (1 - level) / 2;
  const odds = (share: number): number => (share / (1 - share)) * scale;
  const { failed: f } = before;
  const { failed: g } = after;
  return {
    low: g === 0 ? 0 : odds(lowerQuantile(tail, { a: g, b: f + 1 })),
    high: f === 0 ? Number.POSITIVE_INFINITY : odds(upperQuantile(tail, { a: g + 1, b: f })),
  };
}
