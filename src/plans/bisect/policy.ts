import { buildCostOf } from './build-cost.ts';
import type { BisectPolicy } from '../../statistics/bisect/bisection.ts';
import type { Sample } from '../../statistics/sample.ts';
import type { Line, Search } from './search.ts';

/** What the planner may use on a line. */
export function policyOf(search: Search, line: Line, delta: number): BisectPolicy {
  const { question, left } = search;
  const { maxParallel = 1, built = [] } = question;
  const searched = line.positions.slice(line.base);
  const ids = new Map(searched.map(({ commit }, at) => [commit.id, at]));
  // Failures just before a merge were weighed outside already: here they are a rate, and no reason to stop.
  const failsBefore = line.merge !== undefined && (line.counts[0]?.failed ?? 0) > 0;
  const background = failsBefore ? 'expected' : question.background;
  return {
    delta,
    maxParallel,
    buildCost: buildCostOf(search),
    built: built.flatMap((id) => ids.get(id) ?? []),
    testable: searched.map(({ untestable }) => untestable === undefined),
    ...(background === undefined ? {} : { background }),
    ...(Number.isFinite(left) ? { budget: sumOf(line.counts).executed + left } : {}),
  };
}

function sumOf(counts: readonly Sample[]): Sample {
  return counts.reduce(
    (sum, { failed, executed }) => ({ failed: sum.failed + failed, executed: sum.executed + executed }),
    { failed: 0, executed: 0 },
  );
}
