const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Above this the asymptotic series below is exact to the last bit or two. */
const SERIES_FROM = 12;

/** ln of the gamma function for x > 0, to about 1e-15 of its own size. */
export function logGamma(x: number): number {
  let shifted = x;
  let factor = 1;
  for (; shifted < SERIES_FROM; shifted++) factor *= shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series(shifted) - Math.log(factor);
}

/**
 * What Stirling's formula leaves over: ln gamma(x) - [(x - 1/2) ln x - x + ln(2 pi)/2], for x > 0.
 * Differences of large ln gamma values cancel; differences of these do not
 * (C. Loader, "Fast and accurate computation of binomial probabilities", 2000).
 */
export function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return series(x);
  return logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
}

/** ln of the beta function B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < SERIES_FROM) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const total = small + large;
  if (small < SERIES_FROM) {
    // ln gamma(small) + ln [gamma(large) / gamma(total)], the quotient without cancellation.
    const quotient = (total - 0.5) * Math.log1p(small / large) + small * Math.log(large) - small;
    return logGamma(small) - quotient + series(large) - series(total);
  }
  return (
    HALF_LOG_TWO_PI +
    (small - 0.5) * Math.log(small / total) -
    (large - 0.5) * Math.log1p(small / large) -
    0.5 * Math.log(total) +
    stirlingError(small) +
    stirlingError(large) -
    stirlingError(total)
  );
}

/** The asymptotic series 1/(12x) - 1/(360x^3) + ... (Abramowitz and Stegun 6.1.40). */
function series(x: number): number {
  const s = 1 / (x * x);
  return (
    (1 / 12 -
      s *
        (1 / 360 -
          s *
            (1 / 1260 -
              s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s * (1 / 156 - (s * 3617) / 122400))))))) /
    x
  );
}
