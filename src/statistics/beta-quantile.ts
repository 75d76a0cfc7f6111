import { logBetaTails, type Shape } from './incomplete-beta.ts';

/** The x with P(X <= x) = p for Beta(a, b), 0 < p < 1; about 1e-12 relative, also for tiny x. */
export function lowerQuantile(p: number, shape: Shape): number {
  if (shape.a > shape.b) return 1 - solve(Math.log(p), { a: shape.b, b: shape.a }, 'upper');
  return solve(Math.log(p), shape, 'lower');
}

/** The x with P(X >= x) = q for Beta(a, b), 0 < q < 1; about 1e-12 relative, also for tiny x. */
export function upperQuantile(q: number, shape: Shape): number {
  if (shape.a > shape.b) return 1 - solve(Math.log(q), { a: shape.b, b: shape.a }, 'lower');
  return solve(Math.log(q), shape, 'upper');
}

/**
 * Newton's method on ln(tail) over u = ln x, falling back to halving whenever a step leaves the bracket.
 * ln(tail) is monotone in u, so the bracket always holds the answer.
 */
function solve(target: number, shape: Shape, tail: 'lower' | 'upper'): number {
  let low = -740;
  let high = -1e-16;
  let u = Math.log(shape.a / (shape.a + shape.b));
  for (let round = 0; round < 200; round++) {
    const x = Math.exp(u);
    const tails = logBetaTails(x, shape);
    const miss = tail === 'lower' ? tails.lower - target : target - tails.upper;
    if (miss > 0) high = u;
    else low = u;
    const slope = Math.exp(tails.weight - tails[tail]) / (1 - x);
    const step = miss / slope;
    const next = u - step;
    if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(u))) return x;
    u = next > low && next < high ? next : (low + high) / 2;
    if (high - low < 1e-16 * Math.abs(u)) return Math.exp(u);
  }
  return Math.exp(u);
}
