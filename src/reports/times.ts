import type { Iteration } from '../model/iteration.ts';
import { duration } from './numbers.ts';

/** How long iterations took: mean, the slow end, and the failing ones, which are often faster or slower. */
export function timesOf(iterations: readonly Iteration[]): string | undefined {
  const executed = iterations.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  if (executed.length === 0) return undefined;
  const failing = executed.filter(({ outcome }) => outcome === 'failed');
  const sorted = executed.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const slow = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const parts = [`mean ${duration(mean(executed))}`, `p95 ${duration(slow)}`];
  if (failing.length > 0 && failing.length < executed.length)
    parts.push(`failing mean ${duration(mean(failing))}`);
  return parts.join(', ');
}

function mean(iterations: readonly Iteration[]): number {
  return iterations.reduce((sum, { durationMs }) => sum + durationMs, 0) / iterations.length;
}
