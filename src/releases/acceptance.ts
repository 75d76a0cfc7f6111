import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import type { Release } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import type { FixStory } from './fixes.ts';
import { knownRuns, type KnownRuns } from './known-runs.ts';
import type { Observation } from './observations.ts';
import { isOnBranch, mergedAt, verification, type VerifiedFix } from './verification.ts';

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
  const from = fixedFrom(known, verified);
  const onBranch = own.filter(({ at }) => at > last && at >= from).filter((one) => isOnBranch(one, release));
  const clean = executedIn([...cleanOfFix(own), ...onBranch]) + (facts.ciCounts?.clean ?? 0);
  return Math.max(0, cleanRunsKnownRate(tolerance) - clean);
}

/** From when on builds of the release's branch hold the fix that a person accepted; undefined where nobody did. */
export function acceptedFrom(facts: FixFacts, release: Release): string | undefined {
  const known = knownRuns(facts, release);
  const { verified } = verification(known);
  return verified?.acceptedBy === undefined ? undefined : fixedFrom(known, verified);
}

/**
 * Its merge; without one, whatever came first of what people say: the ticket was closed, the branch itself was run and that
 * run accepted, the fix was.
 */
function fixedFrom({ facts, seen, release }: KnownRuns, { at, run }: VerifiedFix): string {
  const merged = mergedAt(facts);
  if (merged !== undefined) return merged;
  const accepted = seen.filter((one) => one.run === run);
  const isOfBranch = accepted.every(({ role }) => role === 'release');
  const ofBranch = isOfBranch ? accepted.filter((one) => isOnBranch(one, release)) : [];
  const said = [at, facts.ticket.closedAt ?? at, ...ofBranch.map((one) => one.at)];
  return said.toSorted()[0] ?? at;
}

/** Runs of the fix itself since it failed last. */
function cleanOfFix(own: readonly Observation[]): readonly Observation[] {
  const ofFix = own.filter(({ role }) => role === 'fix');
  return ofFix.slice(ofFix.findLastIndex(({ counts }) => counts.failed > 0) + 1);
}

function executedIn(all: readonly Observation[]): number {
  return all.reduce((sum, { counts }) => sum + counts.executed, 0);
}
