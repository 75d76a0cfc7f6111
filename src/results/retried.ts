import type { InspectedRetry } from '../model/inspection.ts';
import type { Iteration } from '../model/iteration.ts';

/**
 * What frameworks did after a first attempt failed, each test and each row of outcomes once, most frequent first.
 * @param placeOf says where an iteration was seen, in words
 */
export function retriedIn(
  iterations: readonly Iteration[],
  placeOf: (index: number) => string,
): readonly InspectedRetry[] {
  const found = new Map<string, InspectedRetry>();
  for (const { index, results } of iterations) {
    for (const { container, name, outcome, retries = [] } of results) {
      if (retries.length === 0) continue;
      const attempts = [outcome, ...retries];
      const key = JSON.stringify([container, name, attempts]);
      const before = found.get(key) ?? { container, name, attempts, count: 0, first: placeOf(index) };
      found.set(key, { ...before, count: before.count + 1 });
    }
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count);
}
