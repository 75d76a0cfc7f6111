import { testsSelected } from '../history/ci-failures.ts';
import type { BlockerFacts, CiCounts } from '../../model/blocker.ts';
import type { Sighting } from '../../model/history.ts';
import type { Store } from '../../store/store.ts';

/** What was counted last of each place, so that a look at every minute reads no history again. */
export type CiMemory = Map<string, { readonly until: string; readonly sightings: readonly Sighting[] }>;

/** Where it is counted, at an ISO time. */
export interface CountedPlace {
  readonly project: string;
  readonly branch: string;
  readonly now: string;
}

/** More than all releases under way; then it begins anew. */
const mostPlaces = 100;
const days = 30;
const dayMs = 86_400_000;

/**
 * Tells the blockers that failed in ordinary CI, and that nobody ran or somebody accepted, how often their test ran
 * there: in the days until the hour began, or until a failure since then. So it is read once an hour, and when something
 * failed, however often it is asked.
 */
export async function withCiCounts(
  all: readonly BlockerFacts[],
  place: CountedPlace,
  { store, memory }: { readonly store: Pick<Store, 'history'>; readonly memory: CiMemory },
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
  return all.map((facts) => {
    const tests = asked.get(facts) ?? [];
    const counts = countsOf(sightings.filter(({ test }) => tests.includes(test)));
    return counts.executed === 0 ? facts : { ...facts, ciCounts: counts };
  });
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

function countsOf(sightings: readonly Sighting[]): CiCounts {
  const told = sightings.filter(({ build }) => build.passesKnown);
  const failed = told.reduce((sum, one) => sum + one.failed, 0);
  const failing = sightings.filter((one) => one.failed > 0).map(({ build }) => build.at);
  const red = failing.toSorted().at(-1) ?? '';
  const clean = told.reduce((sum, { build, passed }) => (build.at > red ? sum + passed : sum), 0);
  return { failed, executed: told.reduce((sum, one) => sum + one.passed, failed), clean, days };
}
