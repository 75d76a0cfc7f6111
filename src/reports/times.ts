import type { Iteration } from '../model/iteration.ts';
import { duration } from './numbers.ts';

/** Durations of executed iterations in milliseconds. */
export interface Times {
  readonly mean: number;
  /** Nearest rank: the smallest duration that at least 95 % do not exceed. */
  readonly p95: number;
  /** Mean of the failing ones, if any failed. */
  readonly failingMean?: number;
}

/** How long executed iterations took; undefined when none executed, or the time of one is unknown. */
export function timesOf(iterations: readonly Iteration[]): Times | undefined {
  const executed = iterations.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  if (executed.length === 0) return undefined;
  const sorted = timesIn(executed).toSorted((a, b) => a - b);
  if (sorted.length < executed.length) return undefined;
  const failing = timesIn(executed.filter(({ outcome }) => outcome === 'failed'));
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const times = { mean: meanOf(sorted), p95 };
  return failing.length === 0 ? times : { ...times, failingMean: meanOf(failing) };
}

/** "mean 27.9 s, p95 33.4 s, failing mean 41.2 s". */
export function timesInWords({ mean, p95, failingMean }: Times): string {
  const failing = failingMean === undefined ? '' : `, failing mean ${duration(failingMean)}`;
  return `mean ${duration(mean)}, p95 ${duration(p95)}${failing}`;
}

function timesIn(iterations: readonly Iteration[]): readonly number[] {
  return iterations.flatMap(({ durationMs }) => durationMs ?? []);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
