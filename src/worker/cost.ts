import type { Iteration } from '../model/iteration.ts';
import type { Cost } from '../model/spending.ts';

/** What iterations cost that came back, as far as their service said how long they took. */
export function costOf(iterations: readonly Pick<Iteration, 'durationMs'>[]): Cost {
  return {
    iterations: iterations.length,
    ms: iterations.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}
