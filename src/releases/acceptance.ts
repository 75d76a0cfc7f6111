import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import type { FixStory } from './fixes.ts';
import type { KnownRuns } from './known-runs.ts';
import { isOnBranch } from './verification.ts';

/**
 * How many clean runs an accepted fix still lacks, where ordinary CI alone saw the failure: nobody compared anything then,
 * and a person's word shows nothing gone. 0 where a run of ours saw it fail, or enough were clean.
 */
export function runsLacking(known: KnownRuns, { verified }: FixStory, tolerance: number): number {
  if (verified?.acceptedBy === undefined) return 0;
  const { facts, seen } = known;
  const own = seen.filter(({ role, isChanged }) => (role === 'release' || role === 'fix') && !isChanged);
  const inCi = facts.ciFailures.filter(({ at }) => at <= verified.at).map(({ at }) => at);
  const last = inCi.toSorted().at(-1);
  if (last === undefined || own.some(({ counts }) => counts.failed > 0)) return 0;
  const told = own.filter((one) => one.role === 'fix' || (one.at > last && isOnBranch(one, known.release)));
  const clean = told.reduce((sum, { counts }) => sum + counts.executed, facts.ciCounts?.clean ?? 0);
  return Math.max(0, cleanRunsKnownRate(tolerance) - clean);
}
