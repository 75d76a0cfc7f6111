import { testsSelected } from '../history/ci-failures.ts';
import type { BlockerFacts, CiCounts, Release } from '../../model/blocker.ts';
import type { Sighting } from '../../model/history.ts';
import { acceptedFrom } from '../../releases/acceptance.ts';
import { byLane } from '../../releases/observations.ts';
import type { Store } from '../../store/store.ts';

/** What was counted last of each place, so that a look at every minute reads no history again. */
export type CiMemory = Map<string, { readonly until: string; readonly sightings: readonly Sighting[] }>;

/** Where it is counted, at an ISO time. */
export interface CountedPlace {
  readonly project: string;
  readonly branch: string;
  readonly release: Release;
  readonly now: string;
}

/** What counting asks. */
interface Counting {
  readonly store: Pick<Store, 'history'>;
  readonly memory: CiMemory;
  /** Which commits that came up after the newest fix was merged do not hold it; absent: times alone tell. */
  readonly older?: (
    facts: BlockerFacts,
    commitsAfter: (moment: string) => readonly string[],
  ) => Promise<readonly string[]>;
}

/** More than all releases under way; then it begins anew. */
const mostPlaces = 100;
const days = 30;
const dayMs = 86_400_000;

/**
 * Tells the blockers that failed in ordinary CI, and that nobody ran or somebody accepted, how often their test ran there:
 * in the days until the hour began, or until a failure since then. So it is read once an hour, and when something failed,
 * however often it is asked.
 */
export async function withCiCounts(
  all: readonly BlockerFacts[],
  place: CountedPlace,
  { store, memory, older }: Counting,
): Promise<readonly BlockerFacts[]> {
  const asked = new Map<BlockerFacts, readonly string[]>();
  for (const facts of all.filter(isUncounted))
    asked.set(facts, await testsSelected(facts.test ?? '', place.project, store.history));
  if (asked.size === 0) return all;
  const failures = [...asked.keys()].flatMap(({ ciFailures }) => ciFailures.map(({ at }) => at));
  const sightings = await sightingsOf([...new Set([...asked.values()].flat())], failures, {
    ...place,
    store,
    memory,
  });
  const counts = new Map<BlockerFacts, CiCounts>();
  for (const [facts, tests] of asked) {
    const own = sightings.filter(({ test }) => tests.includes(test));
    const from = acceptedFrom(facts, place.release);
    const without = from === undefined ? [] : await older?.(facts, (moment) => commitsAfter(moment, own));
    counts.set(facts, countsOf(own, { from: from ?? '', without: without ?? [] }));
  }
  return all.map((facts) => {
    const ciCounts = counts.get(facts);
    return ciCounts === undefined || ciCounts.executed === 0 ? facts : { ...facts, ciCounts };
  });
}

function commitsAfter(moment: string, sightings: readonly Sighting[]): readonly string[] {
  const since = sightings.filter(({ build }) => build.at > moment && build.commit !== '');
  return [...new Set(since.map(({ build }) => build.commit))];
}

/** Which passes show the fix at work. */
interface OfFix {
  /** When the code came up that is to be clean; empty for whenever. */
  readonly from: string;
  /** Commits that do not hold it. */
  readonly without: readonly string[];
}

/** What is tied to a cause alone has no number of runs. */
function isUncounted({ test, found, decisions, ciFailures }: BlockerFacts): boolean {
  const isAsked = found.length === 0 || decisions.some(({ what }) => what === 'accept');
  return test !== undefined && isAsked && ciFailures.length > 0;
}

type Where = CountedPlace & { readonly store: Pick<Store, 'history'>; readonly memory: CiMemory };

async function sightingsOf(
  tests: readonly string[],
  failures: readonly string[],
  { project, branch, now, store, memory }: Where,
): Promise<readonly Sighting[]> {
  const hour = `${now.slice(0, 13)}:00:00.000Z`;
  const last = failures
    .filter((at) => at >= hour && at <= now)
    .toSorted()
    .at(-1);
  const until = last === undefined ? hour : new Date(Date.parse(last) + 1).toISOString();
  const from = new Date(Date.parse(until) - days * dayMs).toISOString();
  const key = JSON.stringify([project, branch, tests.toSorted()]);
  const known = memory.get(key);
  if (known?.until === until) return known.sightings;
  const sightings =
    tests.length === 0 ? [] : await store.history.sightings({ project, branch, from, until, tests });
  if (memory.size > mostPlaces) memory.clear();
  memory.set(key, { until, sightings });
  return sightings;
}

/** Of the lanes that failed: a pass of another shows nothing. Of all where nobody knows which did. */
function countsOf(sightings: readonly Sighting[], ofFix: OfFix): CiCounts {
  const lanes = [...byLane(sightings.map((one) => ({ ...one, lane: one.build.lane }))).values()];
  const failing = lanes.filter((own) => own.some(({ failed }) => failed > 0));
  const meant = failing.length > 0 ? failing : [sightings];
  const told = meant.flat().filter(({ build }) => build.passesKnown);
  const failed = told.reduce((sum, one) => sum + one.failed, 0);
  const executed = told.reduce((sum, one) => sum + one.passed, failed);
  const clean = Math.min(...meant.map((own) => cleanOf(own, ofFix)));
  return { failed, executed, clean, days };
}

/** How often it passed in one lane since it failed there last. */
function cleanOf(ofLane: readonly Sighting[], { from, without }: OfFix): number {
  const failing = ofLane.filter((one) => one.failed > 0).map(({ build }) => build.at);
  const red = failing.toSorted().at(-1) ?? '';
  const since = ofLane.filter(
    ({ build }) => build.passesKnown && build.at > red && build.at >= from && !without.includes(build.commit),
  );
  return since.reduce((sum, { passed }) => sum + passed, 0);
}
