import type { Argument, Values } from './arguments.ts';

/** One function of the calculator: `retrial stats NAME key=value …`. */
export interface Statistic {
  readonly name: string;
  /** One line for the help. */
  readonly about: string;
  readonly arguments: readonly Argument[];
  /** Plain JSON data, without NaN or Infinity. */
  readonly call: (values: Values) => unknown;
}

/** JSON has no infinity: null says "no finite answer". */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Failures of one revision. */
export const FAILED: Argument = { name: 'f', kind: 'number', about: 'failures' };
/** Its denominator. */
export const EXECUTED: Argument = { name: 'n', kind: 'number', about: 'executed runs' };
/** Error rate of a claim. */
export const ALPHA: Argument = { name: 'alpha', kind: 'number', about: 'error rate', fallback: 0.05 };
/** Level of an interval. */
export const LEVEL: Argument = {
  name: 'conf',
  kind: 'number',
  about: 'level of the interval',
  fallback: 0.95,
};
/** Counts of two revisions, in the order of the golden data. */
export const TWO_SAMPLES: readonly Argument[] = [
  { name: 'fa', kind: 'number', about: 'failures before' },
  { name: 'na', kind: 'number', about: 'executed runs before' },
  { name: 'fb', kind: 'number', about: 'failures after' },
  { name: 'nb', kind: 'number', about: 'executed runs after' },
];
