import { atMost, requireFraction, requireProbability } from './sample.ts';

interface Ranked {
  readonly value: number;
  readonly index: number;
}

/**
 * For a watch over many tests: which of them to report so that the expected share of false reports is at most
 * alpha, whatever their dependence. Top k for the largest k with e_(k) >= m / (alpha k). Feed the e-values of now,
 * never their maxima over time. Wang and Ramdas, arXiv 2009.02824.
 * @param values e-values, 0 or more
 * @returns indexes into `values`, ascending
 * @throws RangeError for a negative or missing e-value, or alpha outside 0 to 1
 */
export function eBenjaminiHochberg(values: readonly number[], alpha = 0.05): number[] {
  requireFraction('alpha', alpha);
  for (const value of values) {
    if (!(value >= 0)) throw new RangeError(`an e-value must be 0 or more, not ${value}`);
  }
  const ranked = rank(values).reverse();
  const last = ranked.findLastIndex(({ value }, k) => atMost(values.length / (alpha * (k + 1)), value));
  return indexes(ranked.slice(0, last + 1));
}

/**
 * The same for p-values, which must be independent or positively dependent and of a fixed size of sample:
 * smallest k for the largest k with p_(k) <= alpha k / m. Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995).
 * @returns indexes into `values`, ascending
 * @throws RangeError for a p-value or alpha outside 0 to 1
 */
export function benjaminiHochberg(values: readonly number[], alpha = 0.05): number[] {
  const ranked = rankChances(values, alpha);
  const last = ranked.findLastIndex(({ value }, k) => atMost(value, (alpha * (k + 1)) / values.length));
  return indexes(ranked.slice(0, last + 1));
}

/**
 * For the signatures of one report: at most a chance of alpha for even one false rejection. In ascending order
 * p_(k) <= alpha / (m - k + 1), up to the first that is not. S. Holm, Scand. J. Statist. 6 (1979).
 * @returns indexes into `values`, ascending
 * @throws RangeError for a p-value or alpha outside 0 to 1
 */
export function holm(values: readonly number[], alpha = 0.05): number[] {
  const ranked = rankChances(values, alpha);
  const first = ranked.findIndex(({ value }, k) => !atMost(value, alpha / (values.length - k)));
  return indexes(first === -1 ? ranked : ranked.slice(0, first));
}

function rankChances(values: readonly number[], alpha: number): Ranked[] {
  requireFraction('alpha', alpha);
  for (const value of values) requireProbability('a p-value', value);
  return rank(values);
}

function rank(values: readonly number[]): Ranked[] {
  return values.map((value, index) => ({ value, index })).sort((x, y) => x.value - y.value);
}

function indexes(ranked: readonly Ranked[]): number[] {
  return ranked.map(({ index }) => index).sort((x, y) => x - y);
}
