import type { RunBoundary } from '../../model/bisection.ts';
import type { CommitEvidence } from './commit-evidence.ts';
import { end, runsAt, type Search, type Stage } from './search.ts';

/** Runs that show whether a commit runs the test at all; a second one because the first may be lost. */
const PROBE = 2;

type Status = 'runs' | 'without' | 'unknown' | 'blocked';

/**
 * Where the test begins to run, when the good end skips it or does not have it: a plain binary search, since whether
 * a test runs is no matter of chance. Replayed from the evidence, so that it comes to the same place every time.
 */
export function runBoundary(
  search: Search,
): Stage | { readonly kind: 'found'; readonly position: number; readonly boundary: RunBoundary } {
  const { positions } = search;
  let [without, runs] = [0, positions.length - 1];
  for (;;) {
    const middle = nearestToMiddle(positions, without, runs);
    if (middle === undefined)
      return { kind: 'found', position: runs, boundary: boundaryOf(search, without, runs) };
    const [position, at] = middle;
    const status = statusOf(at);
    if (status === 'unknown') {
      const aim = `where the test begins to run, ${runs - without} commits left`;
      return runsAt(search, at, { runs: PROBE, aim }) ?? end({ kind: 'unfinished', stage: 'boundary' });
    }
    if (status === 'runs') runs = position;
    else without = position;
  }
}

/** The position between the two that is not known to be out of reach. */
function nearestToMiddle(
  positions: readonly CommitEvidence[],
  low: number,
  high: number,
): readonly [number, CommitEvidence] | undefined {
  const middle = (low + high) / 2;
  let best: readonly [number, CommitEvidence] | undefined;
  for (let position = low + 1; position < high; position++) {
    const at = positions[position];
    if (at === undefined || statusOf(at) === 'blocked') continue;
    if (best === undefined || Math.abs(position - middle) < Math.abs(best[0] - middle)) best = [position, at];
  }
  return best;
}

function statusOf({ side, sample, otherwise, untestable }: CommitEvidence): Status {
  if (sample.executed + otherwise > 0) return 'runs';
  if (side.broken !== undefined) return 'blocked';
  if (side.iterations.some(({ outcome }) => outcome === 'skipped')) return 'without';
  return untestable === undefined ? 'unknown' : 'blocked';
}

function boundaryOf({ positions, question }: Search, without: number, runs: number): RunBoundary {
  const last = positions[without];
  const reason =
    last?.untestable?.reason ?? last?.side.iterations.find(({ reason }) => reason !== undefined)?.reason;
  return {
    without: last?.commit ?? question.range.good,
    runs: positions[runs]?.commit ?? question.range.good,
    between: runs - without - 1,
    ...(reason === undefined ? {} : { reason }),
  };
}
