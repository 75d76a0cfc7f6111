import type { FoundRun } from '../model/advice.ts';
import type { Bisection } from '../model/bisection.ts';
import type { BlockerEvidence, BlockerFacts } from '../model/blocker.ts';
import { tallyOf } from './tally.ts';
import type { ComparisonKind } from '../model/comparison.ts';
import type { Isolation } from '../model/isolation.ts';
import { cleanRunsKnownRate, cleanRunsNeeded } from '../statistics/clean-runs.ts';
import { estimate } from '../statistics/estimate.ts';
import { kindAbout } from './checks.ts';
import type { KnownRuns } from './known-runs.ts';
import { byLane, byTime, originChecks, type Observation } from './observations.ts';
import { roleOf } from './sides.ts';
import { searchAsks } from './telling-runs.ts';

/** How the failure showed itself on the release's own code. */
export type Reproduction =
  | { readonly kind: 'unrun'; readonly evidence: BlockerEvidence }
  | { readonly kind: 'never-ran'; readonly evidence: BlockerEvidence; readonly isSkipped: boolean }
  /** Clean, but not in enough runs: so many more would be. */
  | { readonly kind: 'unclear'; readonly evidence: BlockerEvidence; readonly more: number }
  | { readonly kind: 'clean'; readonly evidence: BlockerEvidence; readonly executed: number }
  | { readonly kind: 'failed'; readonly evidence: BlockerEvidence };

/** A search for the cause that came to an end. */
export type Search =
  | {
      readonly kind: 'bisected';
      readonly run: string;
      readonly bisection: Bisection;
      /** The release before fails too. */
      readonly isOld: boolean;
    }
  | { readonly kind: 'isolated'; readonly run: string; readonly isolation: Isolation };

/**
 * Whether the release's code was seen failing, each lane by itself: it fails where any lane fails, and is clean where
 * every lane that failed is clean again. Runs of fixes, of older releases and of other code don't count.
 */
export function reproductionOf({ facts, seen }: KnownRuns, tolerance: number): Reproduction {
  const all = seen.filter(({ role }) => role === 'release');
  const told = tellingOnes(all);
  const executed = told.filter(({ counts }) => counts.executed > 0);
  if (executed.length === 0) return withoutRuns(told, facts);
  const lanes = [...byLane(executed).values()].map((own) => laneOf(own, tolerance));
  const failing = lanes
    .filter(({ clean, needed }) => clean.runs < needed)
    .flatMap(({ failed }) => failed ?? []);
  const worst = failing.toSorted((a, b) => b.at.localeCompare(a.at) || rate(b) - rate(a))[0];
  if (worst !== undefined) return { kind: 'failed', evidence: rateOf(worst.counts, worst.run) };
  const failedOnce = lanes.filter(({ failed }) => failed !== undefined);
  // A lane that is clean for long is not made doubtful by a short look at another.
  const [least] = failedOnce.toSorted((a, b) => a.clean.runs - b.clean.runs);
  const [most] = lanes.toSorted((a, b) => b.clean.runs - a.clean.runs);
  const meant = least ?? most;
  if (meant === undefined) return withoutRuns(told, facts);
  const { clean, needed } = meant;
  const evidence = rateOf({ failed: 0, executed: clean.runs }, clean.last);
  if (clean.runs < needed) return { kind: 'unclear', evidence, more: needed - clean.runs };
  return { kind: 'clean', evidence, executed: clean.runs };
}

interface LaneSeen {
  /** The newest failing run. */
  readonly failed?: Observation;
  /** Executed runs since then, and the last that brought some. */
  readonly clean: { readonly runs: number; readonly last?: string };
  /** Clean runs with which chance is ruled out. */
  readonly needed: number;
}

function laneOf(executed: readonly Observation[], tolerance: number): LaneSeen {
  const failed = executed.findLast(({ counts }) => counts.failed > 0);
  const since = failed === undefined ? executed : executed.slice(executed.indexOf(failed) + 1);
  const runs = since.reduce((sum, { counts }) => sum + counts.executed, 0);
  const last = since.at(-1)?.run;
  return {
    ...(failed === undefined ? {} : { failed }),
    clean: { runs, ...(last === undefined ? {} : { last }) },
    needed: failed === undefined ? cleanRunsKnownRate(tolerance) : cleanRunsNeeded(failed.counts),
  };
}

function rate({ counts }: Observation): number {
  return counts.failed / counts.executed;
}

/** Runs of changed code say something only where the release's own code never ran, as with its skip taken off. */
function tellingOnes(all: readonly Observation[]): readonly Observation[] {
  const own = all.filter(({ isChanged }) => !isChanged);
  return own.some(({ counts }) => counts.executed > 0) ? own : all;
}

function withoutRuns(
  told: readonly Observation[],
  { ciFailures, ciCounts }: Pick<BlockerFacts, 'ciFailures' | 'ciCounts'>,
): Reproduction {
  const last = told.at(-1);
  if (last !== undefined) {
    const counts = tallyOf(told.map(({ counts }) => counts));
    return { kind: 'never-ran', evidence: { kind: 'never-ran', counts }, isSkipped: counts.skipped > 0 };
  }
  const newest = byTime(ciFailures).at(-1);
  if (newest === undefined) return { kind: 'unrun', evidence: { kind: 'none' } };
  const rate =
    ciCounts === undefined || ciCounts.executed === 0
      ? {}
      : { rate: { estimate: estimate(ciCounts.failed, ciCounts.executed), days: ciCounts.days } };
  return { kind: 'unrun', evidence: { kind: 'ci', failures: ciFailures.length, last: newest.at, ...rate } };
}

/** The numbers of one run; none where nothing executed. */
export function rateOf(
  { failed, executed }: { readonly failed: number; readonly executed: number },
  run = '',
): BlockerEvidence {
  return executed === 0 ? { kind: 'none' } : { kind: 'rate', estimate: estimate(failed, executed), run };
}

/**
 * It failed on the release before too, in every lane that it fails in now: shown by a comparison, a bisection, or runs of
 * that release.
 */
export function failsBefore(known: KnownRuns): boolean {
  const { facts, origins, seen } = known;
  const all = seen.filter(({ counts }) => counts.failed > 0);
  const old = byLane(all.filter(({ role }) => role === 'predecessor'));
  const compared = byLane(
    originChecks(facts.found, origins).filter(
      ({ comparison }) => !isOpen(kindAbout(comparison, facts.causes)),
    ),
  );
  const isOld = (lane: string): boolean => {
    const newest = compared.get(lane)?.at(-1);
    return newest === undefined
      ? old.has(lane)
      : olderKinds.includes(kindAbout(newest.comparison, facts.causes));
  };
  const own = all.filter(({ role, isChanged }) => role === 'release' && !isChanged);
  const failing = [...byLane(own).keys()];
  const lanes = failing.length === 0 ? [...compared.keys(), ...old.keys()] : failing;
  if (lanes.length > 0 && lanes.every(isOld)) return true;
  return compared.size === 0 && newestSearch(known, 'bisected')?.isOld === true;
}

function isOpen(kind: ComparisonKind): boolean {
  return kind === 'no-data' || kind === 'need-more-runs';
}

const olderKinds: readonly ComparisonKind[] = ['pre-existing', 'still-flaky-better', 'pre-existing-worse'];

/** The newest search of a kind through the release's own code: one through other code, or changed code, tells of that. */
export function newestSearch<Kind extends Search['kind']>(
  known: KnownRuns,
  kind: Kind,
): Extract<Search, { kind: Kind }> | undefined {
  const searches = ownRuns(known).flatMap(({ run, finding }): readonly Search[] => {
    if (finding.kind === 'bisect') {
      const { bisection } = finding;
      const isOld =
        bisection.outcome.kind === 'already-bad' && searchAsks(finding, known.origins) === 'origin';
      return [{ kind: 'bisected', run, bisection, isOld }];
    }
    return finding.kind === 'isolate' ? [{ kind: 'isolated', run, isolation: finding.isolation }] : [];
  });
  return searches.findLast((one): one is Extract<Search, { kind: Kind }> => one.kind === kind);
}

/**
 * In every lane that it fails in, the failure rate was shown to lie below what the project lives with; a runner that hides
 * failures shows no such thing.
 */
export function isKnownRare(known: KnownRuns, tolerance: number): boolean {
  const repeats = ownRuns(known).filter(
    ({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === undefined,
  );
  const failing = [...byLane(repeats).values()].filter((own) => own.some(hasFailed));
  return failing.length > 0 && failing.every((own) => isRare(own.at(-1), tolerance));
}

function hasFailed({ finding }: FoundRun): boolean {
  return finding.kind === 'repeat' && finding.verdict.counts.failed > 0;
}

function isRare(newest: FoundRun | undefined, tolerance: number): boolean {
  if (newest?.finding.kind !== 'repeat' || newest.isLowerBound === true || !hasFailed(newest)) return false;
  const { decision, verdict } = newest.finding;
  return (
    (decision?.kind === 'below' && decision.rate <= tolerance) || (verdict.estimate?.high ?? 1) <= tolerance
  );
}

/** Runs of the release's own code as it is, oldest first. */
function ownRuns({ facts, origins }: KnownRuns): readonly FoundRun[] {
  return byTime(facts.found).filter((one) => !one.isChanged && roleOf(one, origins) === 'release');
}
