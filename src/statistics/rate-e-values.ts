import { logMixture, MIXTURE } from './confidence-sequence.ts';
import { logBetaTails } from './incomplete-beta.ts';
import { requireFraction, requireSample, type Sample } from './sample.ts';

/** Natural logarithms of two e-values about one rate. */
export interface RateEvidence {
  /** Evidence that the rate is below r: ln M_n(r) + ln I_r(a+f, b+n-f) - ln I_r(a, b). */
  readonly below: number;
  /** Evidence that the rate is above r: the same with the upper tails 1 - I. */
  readonly above: number;
}

/**
 * Evidence about "is the rate at most r?", valid however the runs were stopped: an e-value of 1/alpha or more, at
 * any time, is a decision with error at most alpha (Ville's inequality). M_n is the mixture of the confidence
 * sequence restricted to one side of r; Howard and others, arXiv 1810.08240.
 * @param rate r, 0 to 1, both excluded
 * @throws RangeError outside 0 <= failed <= executed, 0 < rate < 1
 */
export function rateEvidence(sample: Sample, rate: number): RateEvidence {
  requireSample(sample);
  requireFraction('r', rate);
  const { failed, executed } = sample;
  const mixture = logMixture(sample, rate, MIXTURE);
  const prior = logBetaTails(rate, MIXTURE);
  const posterior = logBetaTails(rate, { a: MIXTURE.a + failed, b: MIXTURE.b + executed - failed });
  return {
    below: mixture + posterior.lower - prior.lower,
    above: mixture + posterior.upper - prior.upper,
  };
}
