import { requireCount, requireFraction, requireProbability } from './sample.ts';

/**
 * What one run can tell at most about where a rate changes, in bits: the capacity of a channel whose output
 * "failed" has chance `bad` on one side and `good` on the other. With s = (h(bad) - h(good)) / (bad - good) the
 * best share of failures is m = 1/(1 + 2^s); for good = 0 this is log2(1 + p (1-p)^((1-p)/p)), about 0.531 p.
 * @throws RangeError unless both rates lie within 0 to 1
 */
export function capacityBits(bad: number, good = 0): number {
  requireProbability('p1', bad);
  requireProbability('p0', good);
  if (bad === good) return 0;
  if (good === 0 && bad < 1)
    return Math.log1p(bad * Math.exp((Math.log1p(-bad) * (1 - bad)) / bad)) / Math.LN2;
  const slope = (entropyBits(bad) - entropyBits(good)) / (bad - good);
  const share = 1 / (1 + 2 ** slope);
  return entropyBits(share) - entropyBits(good) - slope * (share - good);
}

/**
 * Runs below which no method finds one of n commits with chance 1 - delta: Fano's inequality with feedback,
 * ((1 - delta) log2 n - h(delta)) / capacity. Infinity when both sides fail alike.
 * @throws RangeError unless n is a whole number from 1, the rates lie within 0 to 1 and 0 < delta < 1
 */
export function bisectLowerBound(
  commits: number,
  rates: { bad: number; good: number },
  delta = 0.05,
): number {
  requireCount('n', commits);
  if (commits === 0) throw new RangeError('n must be at least 1');
  requireFraction('delta', delta);
  const bits = Math.max(0, (1 - delta) * Math.log2(commits) - entropyBits(delta));
  return bits === 0 ? 0 : bits / capacityBits(rates.bad, rates.good);
}

/** Entropy of a yes-or-no question with chance p, in nats (bits times ln 2); 0 at the ends. */
export function entropy(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -(p * Math.log(p) + (1 - p) * Math.log1p(-p));
}

function entropyBits(p: number): number {
  return entropy(p) / Math.LN2;
}
