import type { Finding, FoundRun } from '../model/advice.ts';
import type { BisectionOutcome } from '../model/bisection.ts';
import type { ComparedSide, Comparison } from '../model/comparison.ts';
import type { Counts } from '../model/iteration.ts';
import {
  askedOf,
  roleOf,
  turned,
  type AskedOfRelease,
  type Origins,
  type Place,
  type Role,
} from './sides.ts';

/** What was seen of the test at one revision, in one lane. */
export interface Observation {
  readonly run: string;
  readonly at: string;
  readonly role: Role;
  readonly revision: string;
  readonly commit?: string;
  readonly lane: string;
  /** The tested code was changed for it, as by taking off a skip. */
  readonly isChanged: boolean;
  /** The code is known not to hold the newest fix, though it was run after its merge. */
  readonly isOlder: boolean;
  readonly counts: Counts;
  /** Ids of the causes seen; empty where nobody grouped them. */
  readonly signatures: readonly string[];
}

/** Two revisions set side by side in one run: the release first, or the older one of two points on it. */
export interface ComparedRun {
  readonly run: string;
  readonly at: string;
  readonly lane: string;
  readonly comparison: Comparison;
}

/** Comparisons that ask whether a fix holds, oldest first. */
export function fixChecks(found: readonly FoundRun[], origins: Origins): readonly ComparedRun[] {
  return comparedRuns(found, 'fix', origins);
}

/** Comparisons of the release with the one before it, which comes first, oldest first. */
export function originChecks(found: readonly FoundRun[], origins: Origins): readonly ComparedRun[] {
  return comparedRuns(found, 'origin', origins);
}

/**
 * Everything seen of the test, oldest first. A run that was to fail on old code says nothing of the new, nor do clean ones
 * of a runner that hides failures.
 */
export function observations(found: readonly FoundRun[], origins: Origins): readonly Observation[] {
  return byTime(found).flatMap((one) =>
    seenIn(one, origins).filter(({ counts }) => !(one.isLowerBound === true && isClean(counts))),
  );
}

function isClean({ executed, failed }: Counts): boolean {
  return executed > 0 && failed === 0;
}

/** Oldest first; runs that one command began in several lanes by their ids. */
export function byTime<Timed extends { readonly at: string; readonly run?: string }>(
  all: readonly Timed[],
): readonly Timed[] {
  if (all.length < 2) return all;
  return all.toSorted((a, b) => compare(a.at, b.at) || compare(a.run ?? '', b.run ?? ''));
}

/** Of ISO times and ids, which no language orders otherwise. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What belongs to each lane, in the order it came. */
export function byLane<In extends { readonly lane: string }>(
  all: readonly In[],
): ReadonlyMap<string, readonly In[]> {
  const lanes = new Map<string, In[]>();
  for (const one of all) {
    const own = lanes.get(one.lane);
    if (own === undefined) lanes.set(one.lane, [one]);
    else own.push(one);
  }
  return lanes;
}

/** The revision of one side of a comparison; its newer one is what the run was asked for. */
export function placeIn(
  { pull }: Pick<FoundRun, 'pull'>,
  comparison: Comparison,
  which: ComparedSide,
): Place {
  const { label: revision, commit } = comparison[which].side;
  const place = commit === undefined ? { revision } : { revision, commit };
  return pull === undefined || which === 'before' ? place : { ...place, pull };
}

/** What two revisions with changed code show is not said of the revisions; what a runner hides may be on the clean side. */
function comparedRuns(
  found: readonly FoundRun[],
  what: AskedOfRelease['what'],
  origins: Origins,
): readonly ComparedRun[] {
  return byTime(found).flatMap((one) => {
    const { run, at, lane, isChanged, finding } = one;
    if (finding.kind !== 'compare' || isChanged) return [];
    const { comparison } = finding;
    const [before, after] = [placeIn(one, comparison, 'before'), placeIn(one, comparison, 'after')];
    const asked = askedOf({ before, after, at }, origins);
    if (asked?.what !== what) return [];
    const told = asked.isTurned ? turned(comparison) : comparison;
    if (one.isLowerBound === true && isClean(told.after.counts)) return [];
    return [{ run, at, lane, comparison: told }];
  });
}

function seenIn(one: FoundRun, origins: Origins): readonly Observation[] {
  const { finding } = one;
  if (finding.kind === 'compare') return sidesOf(one, finding.comparison, origins);
  const seen = wholeOf(finding);
  return seen === undefined ? [] : [{ ...whereSeen(one, one, origins), ...seen }];
}

/** Which run saw something, and of which code. */
function whereSeen(one: FoundRun, place: Place, origins: Origins): Omit<Observation, keyof Seen> {
  const { run, at, lane, isChanged } = one;
  const { revision, commit } = place;
  const role = roleOf(place, origins);
  const where = { run, at, lane, isChanged, revision, role, isOlder: isOlder(commit, origins) };
  return commit === undefined ? where : { ...where, commit };
}

type Seen = Pick<Observation, 'counts' | 'signatures'>;

function wholeOf(finding: Exclude<Finding, { kind: 'compare' }>): Seen | undefined {
  switch (finding.kind) {
    case 'repeat': {
      if (finding.decision?.expect === 'fail') return undefined;
      const signatures = finding.groups.map(({ signature }) => signature.id);
      return { counts: finding.verdict.counts, signatures };
    }
    case 'isolate': {
      const alone = finding.isolation.scopes.find(({ scope }) => scope === 'alone');
      const causes = finding.isolation.causes.filter(({ failed }) => (failed.alone ?? 0) > 0);
      if (alone === undefined) return undefined;
      return { counts: alone.counts, signatures: causes.map(({ group }) => group.signature.id) };
    }
    case 'bisect': {
      const sample = badEnd(finding.bisection.outcome);
      const { cause } = finding.bisection;
      const signatures = cause === undefined ? [] : [cause.signature.id];
      return sample === undefined ? undefined : { counts: countsOf(sample), signatures };
    }
  }
}

function badEnd(
  outcome: BisectionOutcome,
): { readonly failed: number; readonly executed: number } | undefined {
  switch (outcome.kind) {
    case 'culprit':
    case 'no-change':
      return outcome.from;
    case 'began-to-run':
      return outcome.at;
    case 'already-bad':
    case 'not-failing':
      return outcome.badEnd;
    case 'untestable-end':
    case 'unfinished':
      return undefined;
  }
}

function countsOf({ failed, executed }: { readonly failed: number; readonly executed: number }): Counts {
  return { asked: executed, executed, passed: executed - failed, failed, skipped: 0, lost: 0 };
}

function sidesOf(one: FoundRun, comparison: Comparison, origins: Origins): readonly Observation[] {
  return (['before', 'after'] as const).map((which) => {
    const place = placeIn(one, comparison, which);
    const { counts } = comparison[which];
    const rows = comparison.rows.filter((row) => (row[which]?.failed ?? 0) > 0);
    const signatures = rows.map(({ group }) => group.signature.id);
    return { ...whereSeen(one, place, origins), counts, signatures };
  });
}

function isOlder(commit: string | undefined, { older }: Origins): boolean {
  return commit !== undefined && older.includes(commit);
}
