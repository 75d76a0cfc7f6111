import type { Release } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import type { FixFinding } from '../model/fix-finding.ts';
import { cleanRunsNeeded } from '../statistics/clean-runs.ts';
import { causesIn, isAbout, outcomeOf } from './checks.ts';
import type { KnownRuns } from './known-runs.ts';
import { byLane, byTime, type ComparedRun, type Observation } from './observations.ts';
import { isAccepted } from './origins.ts';
import { fixFindingIn } from './fix-finding.ts';

/** Since when a fix is taken for good, and which causes it took away. */
export interface VerifiedFix {
  readonly at: string;
  /** The comparison that showed it, if one did. */
  readonly check?: ComparedRun;
  /** The run that showed it, whatever it asked; absent where nobody knows one. */
  readonly run?: string;
  readonly acceptedBy?: string;
  /** What the accepted run says; absent where none is known. */
  readonly accepted?: FixFinding;
  /** Since when in each lane it was shown in; in all others since `at`. Empty for a person's word. */
  readonly lanes: readonly { readonly lane: string; readonly at: string }[];
  /** Ids of the causes that are gone, and of those that were seen beside them; empty where nobody grouped them. */
  readonly gone: readonly string[];
  readonly others: readonly string[];
}

/**
 * The newest of: a comparison found it gone or the branch was clean since the merge, in every lane that it failed in; a
 * person accepted it.
 */
export function verification(known: KnownRuns): {
  readonly verified?: VerifiedFix;
  readonly unshown: readonly string[];
} {
  const proofs = proofsByLane(known);
  const failed = lanesThatFailed(known);
  const unshown = proofs.size === 0 ? [] : failed.filter((lane) => !proofs.has(lane));
  const shown = unshown.length > 0 ? undefined : shownIn([...proofs]);
  const verified = byTime([...(shown === undefined ? [] : [shown]), ...acceptances(known)]).at(-1);
  if (verified === undefined) return { unshown };
  return { verified, unshown: [] };
}

/** When the newest linked pull request was merged. */
export function mergedAt({ ticket }: FixFacts): string | undefined {
  const merged = ticket.pullRequests.flatMap(({ mergedAt: at }) => (at === undefined ? [] : [at]));
  return merged.toSorted().at(-1);
}

/** Whether what was run is the release's branch itself, as it was then, with every fix that was in it by then. */
export function isOnBranch(
  { role, isChanged, isOlder, revision }: Observation,
  { branch }: Release,
): boolean {
  return role === 'release' && !isChanged && !isOlder && (branch === undefined || revision === branch);
}

type LaneProof = Omit<VerifiedFix, 'lanes'>;

function proofsByLane(known: KnownRuns): ReadonlyMap<string, LaneProof> {
  const { checks, seen, facts } = known;
  const proofs = new Map<string, LaneProof>();
  for (const [lane, own] of byLane(seen)) {
    const gone = checks.filter(
      (one) => one.lane === lane && outcomeOf(one.comparison, facts.causes) === 'gone',
    );
    const clean = cleanSinceMerge(own, known);
    const newest = byTime([
      ...gone.map((check) => byCheck(check, facts)),
      ...(clean === undefined ? [] : [clean]),
    ]).at(-1);
    if (newest !== undefined) proofs.set(lane, newest);
  }
  return proofs;
}

/** Lanes in which the release's own code failed as the ticket says. */
function lanesThatFailed({ seen, facts }: KnownRuns): readonly string[] {
  const failed = seen.filter(
    ({ role, isChanged, counts, signatures }) =>
      role === 'release' && !isChanged && counts.failed > 0 && isAbout(signatures, facts.causes),
  );
  return [...byLane(failed).keys()];
}

function shownIn(proofs: readonly (readonly [string, LaneProof])[]): VerifiedFix | undefined {
  const newest = byTime(proofs.map(([, proof]) => proof)).at(-1);
  if (newest === undefined) return undefined;
  const ids = (of: 'gone' | 'others'): readonly string[] => [
    ...new Set(proofs.flatMap(([, proof]) => proof[of])),
  ];
  const gone = ids('gone');
  const others = ids('others').filter((id) => !gone.includes(id));
  return { ...newest, gone, others, lanes: proofs.map(([lane, { at }]) => ({ lane, at })) };
}

function acceptances(known: KnownRuns): readonly VerifiedFix[] {
  const { facts, release, checks, origins } = known;
  return facts.decisions
    .filter((decision) => isAccepted(decision, facts, release))
    .map(({ at, by, run: named }) => {
      // Earlier versions did not say which run was accepted.
      const run = named ?? checks.findLast((one) => one.at <= at)?.run;
      const check = checks.find((one) => one.run === run) ?? comparedBy(run, facts);
      const found = facts.found.find((one) => one.run === run);
      return {
        ...(check === undefined ? { gone: [], others: [] } : byCheck(check, facts)),
        at,
        acceptedBy: by,
        lanes: [],
        ...(run === undefined ? {} : { run }),
        ...(found === undefined ? {} : { accepted: fixFindingIn(found, facts, origins) }),
      };
    });
}

/** A comparison that somebody accepted though it asks nothing of a fix. */
function comparedBy(run: string | undefined, { found }: FixFacts): ComparedRun | undefined {
  const one = found.find((other) => other.run === run);
  if (one?.finding.kind !== 'compare') return undefined;
  return { run: one.run, at: one.at, lane: one.lane, comparison: one.finding.comparison };
}

function byCheck(check: ComparedRun, { causes }: FixFacts): LaneProof {
  return { at: check.at, check, run: check.run, ...causesIn(check.comparison, causes) };
}

/** The first clean run after the merge with which chance is ruled out, as the runs before the merge failed. */
function cleanSinceMerge(
  ofLane: readonly Observation[],
  { facts, release }: KnownRuns,
): LaneProof | undefined {
  const merged = mergedAt(facts);
  if (merged === undefined) return undefined;
  const own = ofLane.filter(
    ({ role, isChanged, counts }) => role === 'release' && !isChanged && counts.executed > 0,
  );
  const failed = own.findLast(({ at, counts }) => at <= merged && counts.failed > 0);
  if (failed === undefined) return undefined;
  const needed = cleanRunsNeeded(failed.counts);
  let clean = 0;
  for (const one of own) {
    if (one.at <= merged || !isOnBranch(one, release)) continue;
    if (one.counts.failed > 0) return undefined;
    clean += one.counts.executed;
    if (clean >= needed) return { at: one.at, run: one.run, gone: failed.signatures, others: [] };
  }
  return undefined;
}
