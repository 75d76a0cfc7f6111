import { describe, expect, it } from 'vitest';
import { buildCostOf } from '../../src/plans/bisect/build-cost.ts';
import { iterationsOf } from './evidence.ts';

/** Runs of a second each; some of them had to wait for their checkout first. */
function evidence(prepared: readonly number[], more = 10) {
  const iterations = iterationsOf('.'.repeat(prepared.length + more)).map((iteration, at) => {
    const preparedMs = prepared[at];
    return preparedMs === undefined ? iteration : { ...iteration, preparedMs };
  });
  return new Map([['a', { iterations, asked: iterations.length }]]);
}

describe('what building another commit costs', () => {
  it.each([
    ['is assumed before anything was built', [], 1, 20],
    ['is what a build took, in runs', [30_000], 1, 30],
    ['is not led astray by one slow build', [30_000, 900_000, 31_000], 1, 31],
    ['counts in every slot that needs a checkout of its own', [3_000, 3_000], 4, 12],
    ['is nothing where checkouts are quick', [100], 1, 0],
    ['has an upper end', [36_000_000], 1, 1000],
  ])('%s', (_, prepared, maxParallel, cost) => {
    expect(buildCostOf({ question: { buildCost: 20, maxParallel }, evidence: evidence(prepared) })).toBe(
      cost,
    );
  });
});
