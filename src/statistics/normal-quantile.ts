/**
 * The z with P(Z >= z) = tail for a standard normal Z, 0 < tail <= 0.5: 1.9599... at 0.025.
 * Start from a rational guess (Abramowitz and Stegun 26.2.23, within 4.5e-4), then Newton on ln of the tail.
 */
export function normalUpperQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  let z = Math.max(0, t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let round = 0; round < 8; round++) {
    const reached = upperTail(z);
    z += (Math.log(reached / tail) * reached) / density(z);
  }
  return z;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z >= z) for z >= 0: a power series near 0, Laplace's continued fraction beyond (A&S 26.2.11 and 26.2.14). */
function upperTail(z: number): number {
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; term > 1e-18 * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density(z) * sum;
  }
  let fraction = z;
  for (let k = 120; k >= 1; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}
