import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import type { FixStory } from './fixes.ts';
import type { KnownRuns } from './known-runs.ts';
import type { Observation } from './observations.ts';
import { isOnBranch } from './verification.ts';

/**
 * How many clean runs an accepted fix still lacks, where on the release ordinary CI alone saw the failure: nobody compared
 * anything then, and a person's word shows nothing gone. 0 where a run of the release saw it fail, or enough were clean.
 */
export function runsLacking(known: KnownRuns, { verified }: FixStory, tolerance: number): number {
  if (verified?.acceptedBy === undefined) return 0;
  const { facts, release } = known;
  const own = known.seen.filter(({ isChanged }) => !isChanged);
  const inCi = facts.ciFailures.filter(({ at }) => at <= verified.at).map(({ at }) => at);
  const last = inCi.toSorted().at(-1);
  const isReproduced = own.some(({ role, counts }) => role === 'release' && counts.failed > 0);
  if (last === undefined || isReproduced) return 0;
  const onBranch = own.filter((one) => one.at > last && isOnBranch(one, release));
  const clean = executedIn([...cleanOfFix(own), ...onBranch]) + (facts.ciCounts?.clean ?? 0);
  return Math.max(0, cleanRunsKnownRate(tolerance) - clean);
}

/** Runs of the fix itself since it failed last. */
function cleanOfFix(own: readonly Observation[]): readonly Observation[] {
  const ofFix = own.filter(({ role }) => role === 'fix');
  return ofFix.slice(ofFix.findLastIndex(({ counts }) => counts.failed > 0) + 1);
}

function executedIn(all: readonly Observation[]): number {
  return all.reduce((sum, { counts }) => sum + counts.executed, 0);
}
