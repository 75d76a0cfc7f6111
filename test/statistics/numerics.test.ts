import { describe, expect, it } from 'vitest';
import { lowerQuantile, upperQuantile } from '../../src/statistics/beta-quantile.ts';
import { logBetaTails } from '../../src/statistics/incomplete-beta.ts';
import { logBeta, logGamma, stirlingError } from '../../src/statistics/log-gamma.ts';
import { normalUpperQuantile } from '../../src/statistics/normal-quantile.ts';

// Reference values: 50-digit arithmetic (mpmath), rounded to doubles.
describe('the numerics', () => {
  it.each([
    [1e-6, 13.815509980749432],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [3.25, 0.9358019311087253],
    [11.9, 17.25847745059552],
    [12.1, 17.74700727079874],
    [171.5, 709.14316303092824],
    [1e6, 12815504.56914761],
  ])('knows ln gamma(%f)', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
  });

  it('agrees with itself where Stirling meets the recursion', () => {
    expect(stirlingError(11.999999999)).toBeCloseTo(stirlingError(12.000000001), 11);
    expect(logBeta(11.9999999999, 1e7)).toBeCloseTo(logBeta(12.0000000001, 1e7), 7);
    expect(logBeta(3, 4)).toBeCloseTo(-Math.log(60), 13);
    expect(logBeta(4, 30)).toBeCloseTo(logBeta(30, 4), 14);
  });

  it.each([
    [1, 1e6, 1e-6, -0.4586748543986496, -1.0000005000003334],
    [3, 999998, 1e-5, -0.002773146535397004, -5.889158922947514],
    [0.1, 0.5, 0.01, -0.5843194249698122, -0.8152812404107105],
    [20, 5, 0.999, -4.1836185910669e-11, -23.897259459270852],
    [0.5, 1e5, 1e-7, -2.1851329639274626, -0.11930481954555355],
    [2000.5, 3000.5, 0.41, -0.07809704401549089, -2.5885974753106105],
    [600.25, 0.5, 0.97, -20.326392731362056, -1.48716720596988e-9],
  ])('knows both tails of Beta(%f, %f) at %f', (a, b, ...[x, lower, upper]) => {
    const tails = logBetaTails(x, { a, b });
    expect(Math.abs(tails.lower - lower)).toBeLessThan(1e-12 * Math.abs(lower) + 2e-13);
    expect(Math.abs(tails.upper - upper)).toBeLessThan(1e-12 * Math.abs(upper) + 2e-13);
  });

  it('does not underflow in a tail of one in 10^4000', () => {
    expect(logBetaTails(1e-10, { a: 400, b: 3 }).lower).toBeLessThan(-9000);
    expect(logBetaTails(1e-10, { a: 400, b: 3 }).upper).toBeCloseTo(0, 15);
  });

  it.each([
    [1, 600],
    [5, 196],
    [196, 5],
    [0.5, 1e5],
    [3, 1e9],
    [5e8, 5e8],
  ])('turns quantiles of Beta(%f, %f) back into their tails', (a, b) => {
    for (const tail of [1e-12, 0.025, 0.5, 0.9]) {
      expect(Math.exp(logBetaTails(lowerQuantile(tail, { a, b }), { a, b }).lower) / tail).toBeCloseTo(1, 6);
      expect(Math.exp(logBetaTails(upperQuantile(tail, { a, b }), { a, b }).upper) / tail).toBeCloseTo(1, 6);
    }
  });

  it.each([
    [0.5, 0],
    [0.3, 0.5244005127080408],
    [0.025, 1.9599639845400543],
    [0.00621, 2.4999809070915524],
    [0.0062, 2.500551793049049],
    [1e-9, 5.9978070150076865],
  ])('knows the normal quantile of the tail %f', (tail, z) => {
    expect(normalUpperQuantile(tail)).toBeCloseTo(z, 12);
  });
});
