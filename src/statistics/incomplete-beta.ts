import { logBeta, stirlingError } from './log-gamma.ts';

/** Parameters of a beta distribution, both above 0. */
export interface Shape {
  readonly a: number;
  readonly b: number;
}

/** Natural logarithms, so that neither tail underflows and neither is taken as 1 minus the other. */
export interface LogTails {
  /** ln P(X <= x) */
  readonly lower: number;
  /** ln P(X >= x) */
  readonly upper: number;
  /** ln of x^a (1-x)^b / B(a, b), that is x(1-x) times the density. */
  readonly weight: number;
}

const MOST_TERMS = 200_000;

/**
 * Both tails of Beta(a, b) at 0 < x < 1: the regularised incomplete beta function, by Lentz's evaluation of its
 * continued fraction on the side where it converges fast (DLMF 8.17.22, even part). About 1e-14 relative, a + b up to 1e9.
 * @throws RangeError when the fraction does not converge.
 */
export function logBetaTails(x: number, shape: Shape): LogTails {
  const { a, b } = shape;
  const weight = logWeight(x, shape);
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(0, weight - Math.log(fraction(x, 1 - x, shape)));
    return { lower, upper: logOneMinusExp(lower), weight };
  }
  const upper = Math.min(0, weight - Math.log(fraction(1 - x, x, { a: b, b: a })));
  return { lower: logOneMinusExp(upper), upper, weight };
}

/**
 * ln of x^a (1-x)^b / B(a, b) without the cancellation of its three large terms: around the mean a/(a+b) the
 * exponent is a sum of two small ones (Loader 2000, the saddle-point expansion).
 */
export function logWeight(x: number, shape: Shape): number {
  const { a, b } = shape;
  if (a < 1 || b < 1) return a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  const distance = x * b - (1 - x) * a;
  const exponent =
    a * logMinusLinear(distance / a, (x * (a + b)) / a) +
    b * logMinusLinear(-distance / b, ((1 - x) * (a + b)) / b);
  const scale = 0.5 * Math.log((a / (a + b)) * b * (1 / (2 * Math.PI)));
  return exponent + scale + stirlingError(a + b) - stirlingError(a) - stirlingError(b);
}

/** ln(1 - e^x) for x <= 0. */
function logOneMinusExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** ln(ratio) - u for ratio = 1 + u, by series where the two would cancel. */
function logMinusLinear(u: number, ratio: number): number {
  if (Math.abs(u) > 0.3) return Math.log(ratio) - u;
  // ln(1 + u) = 2 atanh(u / (2 + u)) = 2 (r + r^3/3 + ...), and u = 2r + r u.
  const r = u / (2 + u);
  let power = r * r * r;
  let sum = 0;
  for (let k = 3; Math.abs(power) > 1e-20 * Math.abs(r * u); k += 2) {
    sum += power / k;
    power *= r * r;
  }
  return 2 * sum - r * u;
}

/** I_x(a, b) is the weight divided by this; `y` is 1 - x, given so that neither loses digits to the other. */
function fraction(x: number, y: number, { a, b }: Shape): number {
  let value = keepAway((a * (a * y - b * x + 1)) / (a + 1));
  let c = value;
  let d = 0;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const odd = a + 2 * m - 1;
    const mixed = m * (b - m) * x;
    const numerator = (((a + m - 1) * (a + b + m - 1)) / odd) * (x / odd) * mixed;
    const denominator = m + mixed / odd + ((a + m) * (a * y - b * x + 1 + m * (1 + y))) / (odd + 2);
    d = 1 / keepAway(denominator + numerator * d);
    c = keepAway(denominator + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) return value;
  }
  throw new RangeError(`the incomplete beta function does not converge at x=${x}, a=${a}, b=${b}`);
}

function keepAway(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
