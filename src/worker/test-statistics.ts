import type { Finding, FoundRun } from '../model/advice.ts';
import type { Counts } from '../model/iteration.ts';
import type { CauseStatistics, PlaceStatistics, TestStatistics } from '../model/test-statistics.ts';
import { anytimeEstimate, estimate } from '../statistics/estimate.ts';

interface CountedRun extends FoundRun {
  readonly finding: Extract<Finding, { kind: 'repeat' }>;
}

const nothing: Counts = { asked: 0, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 };

/**
 * Takes a ticket's runs of one test together. Only runs that repeat are counted: a comparison may bring in iterations
 * of theirs, and a search runs where the failure is expected.
 * @param runs newest first
 */
export function testStatistics(runs: readonly FoundRun[]): TestStatistics {
  const counted = runs.filter(isCounted);
  const places = byPlace(counted).map(placeStatistics);
  const [only, ...more] = places;
  return {
    places,
    counts: sum(counted.map(({ finding }) => finding.verdict.counts)),
    ...(only?.estimate === undefined || more.length > 0 ? {} : { estimate: only.estimate }),
    causes: causesOf(counted),
    stoppedAtAnswer: counted.filter(({ finding }) => finding.decision !== undefined).length,
    others: runs.length - counted.length,
  };
}

/** The runs of a window; `now` in milliseconds since 1970. */
export function inWindow(
  runs: readonly FoundRun[],
  { lastMs, revision }: { readonly lastMs?: number; readonly revision?: string },
  now: number,
): readonly FoundRun[] {
  const since = lastMs === undefined ? -Infinity : now - lastMs;
  return runs.filter(
    (run) =>
      Date.parse(run.at) >= since &&
      (revision === undefined || run.revision === revision || isCommit(run.commit, revision)),
  );
}

function isCommit(commit: string | undefined, named: string): boolean {
  return named.length >= 7 && commit?.startsWith(named.toLowerCase()) === true;
}

function isCounted(run: FoundRun): run is CountedRun {
  return run.finding.kind === 'repeat';
}

/** Runs of one commit belong together; a changed one stands alone, since two changes need not be the same. */
function placeOf({ isChanged, run, commit, revision }: FoundRun): string {
  return isChanged ? `run ${run}` : (commit ?? `name ${revision}`);
}

function byPlace(runs: readonly CountedRun[]): readonly (readonly CountedRun[])[] {
  const places = new Map<string, CountedRun[]>();
  for (const run of runs) places.set(placeOf(run), [...(places.get(placeOf(run)) ?? []), run]);
  return [...places.values()];
}

function placeStatistics(runs: readonly CountedRun[]): PlaceStatistics {
  const counts = sum(runs.map(({ finding }) => finding.verdict.counts));
  const [newest] = runs;
  return {
    revision: newest?.revision ?? '',
    ...(newest?.commit === undefined ? {} : { commit: newest.commit }),
    isChanged: newest?.isChanged ?? false,
    runs: runs.map(({ run }) => run),
    counts,
    ...(counts.executed === 0 ? {} : { estimate: rateOf(runs)(counts.failed, counts.executed) }),
  };
}

/** Runs that ended at their own answer move the rate: the interval has to hold wherever they ended. */
function rateOf(runs: readonly CountedRun[]): typeof estimate {
  return runs.some(({ finding }) => finding.decision !== undefined) ? anytimeEstimate : estimate;
}

function causesOf(runs: readonly CountedRun[]): readonly CauseStatistics[] {
  const causes = new Map<string, CauseStatistics>();
  for (const { signature, knownIssue, iterations } of runs.flatMap(({ finding }) => finding.groups)) {
    const before = causes.get(signature.id);
    const known = before?.knownIssue ?? knownIssue;
    causes.set(signature.id, {
      signature: before?.signature ?? signature,
      ...(known === undefined ? {} : { knownIssue: known }),
      failed: (before?.failed ?? 0) + iterations.length,
      runs: (before?.runs ?? 0) + 1,
    });
  }
  return [...causes.values()].toSorted((a, b) => b.failed - a.failed);
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      asked: total.asked + one.asked,
      executed: total.executed + one.executed,
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      lost: total.lost + one.lost,
    }),
    nothing,
  );
}
