import type { BranchTally, Sighting, TestHistory } from '../model/history.ts';
import { classify } from './classify.ts';
import { countsOf, placesDiffer, placesOf } from './places.ts';
import { failuresByWeek, countsByWeek, weekOf } from './weeks.ts';

/**
 * What history says of one test.
 * @param sightings All of the test's in the window, in any order.
 * @param weeks Mondays of the window, oldest first.
 */
export function historyOf(
  test: string,
  sightings: readonly Sighting[],
  weeks: readonly string[],
): TestHistory {
  const branches = talliesOf(sightings);
  const places = placesOf(sightings, branches, weeks);
  const failing = sightings
    .filter((one) => one.failed > 0)
    .map(({ build }) => new Date(build.at).toISOString())
    .toSorted();
  const [firstFailed, lastFailed] = [failing[0], failing.at(-1)];
  return {
    test,
    ...classify(sightings),
    ...countsOf(branches),
    weeks: failuresByWeek(branches, weeks),
    weekCounts: countsByWeek(branches, weeks),
    branches,
    places,
    placesDiffer: placesDiffer(places),
    ...(firstFailed === undefined || lastFailed === undefined ? {} : { firstFailed, lastFailed }),
  };
}

/** Counts by branch, lane and week; the most failures first, then by time. */
export function talliesOf(sightings: readonly Sighting[]): readonly BranchTally[] {
  const tallies = new Map<string, BranchTally>();
  for (const { build, passed, failed, skipped } of sightings) {
    const { branch, lane, passesKnown } = build;
    const week = weekOf(build.at);
    const key = JSON.stringify([branch, lane, week]);
    const before = tallies.get(key) ?? {
      branch,
      lane,
      week,
      passed: 0,
      failed: 0,
      skipped: 0,
      unrated: 0,
    };
    tallies.set(key, {
      ...before,
      passed: before.passed + (passesKnown ? passed : 0),
      failed: before.failed + (passesKnown ? failed : 0),
      skipped: before.skipped + (passesKnown ? skipped : 0),
      unrated: before.unrated + (passesKnown ? 0 : failed),
    });
  }
  return [...tallies.values()].toSorted(
    (a, b) => b.failed + b.unrated - a.failed - a.unrated || (a.week < b.week ? -1 : 1),
  );
}
