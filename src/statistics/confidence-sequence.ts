import type { Interval } from './intervals.ts';
import { logBeta } from './log-gamma.ts';
import type { Shape } from './incomplete-beta.ts';
import { requireFraction, requireSample, type Sample } from './sample.ts';

/** A small `a` keeps the commonest case, no failure at all, cheap: 0 of 500 gives [0, 0.755 %]. */
export const MIXTURE: Shape = { a: 0.1, b: 0.5 };

/**
 * The interval for a number somebody watches and stops when they like: valid at every moment at once.
 * { r : M_n(r) < 1/alpha } for the beta-binomial mixture below; [0, 1] before any run.
 * H. Robbins, Ann. Math. Statist. 41 (1970); Howard and others, arXiv 1810.08240.
 * @throws RangeError outside 0 <= failed <= executed, 0 < alpha < 1, or a mixture parameter not above 0
 */
export function confidenceSequence(sample: Sample, alpha = 0.05, mixture: Shape = MIXTURE): Interval {
  requireSample(sample);
  requireFraction('alpha', alpha);
  if (!(mixture.a > 0 && mixture.b > 0)) throw new RangeError('a and b must be above 0');
  if (sample.executed === 0) return { low: 0, high: 1 };
  const { failed, executed } = sample;
  const limit = -Math.log(alpha);
  const excluded = (rate: number): boolean => logMixture(sample, rate, mixture) >= limit;
  const rate = failed / executed;
  return {
    low: failed === 0 ? 0 : Math.exp(boundary(-700, Math.log(rate), (u) => excluded(Math.exp(u)))),
    high: failed === executed ? 1 : boundary(1, rate, excluded),
  };
}

/**
 * ln of the mixture likelihood ratio against rate r, 0 < r < 1:
 * ln M_n(r) = lnB(a+f, b+n-f) - lnB(a, b) - f ln r - (n-f) ln(1-r).
 */
export function logMixture({ failed, executed }: Sample, rate: number, { a, b }: Shape): number {
  const passed = executed - failed;
  const evidence = logBeta(a + failed, b + passed) - logBeta(a, b);
  return evidence - failed * Math.log(rate) - passed * Math.log1p(-rate);
}

/** Halves between a point that is excluded and one that is not, until the two are neighbours. */
function boundary(outside: number, inside: number, excluded: (point: number) => boolean): number {
  let out = outside;
  let within = inside;
  for (let round = 0; round < 120; round++) {
    const middle = (out + within) / 2;
    if (middle === out || middle === within) break;
    if (excluded(middle)) out = middle;
    else within = middle;
  }
  return within;
}
