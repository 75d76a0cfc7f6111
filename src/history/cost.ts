import type { Sighting, TestCost } from '../model/history.ts';

/** What became of one CI build over all its lanes. */
interface Seen {
  readonly failed: Set<string>;
  ms: number | undefined;
}

/**
 * What the failures of each test cost: builds that ended red with it, those that were red for it alone, and the CI
 * minutes of the latter, since they are what somebody runs again. A test that failed and passed in one build was tried
 * again there and turned nothing red. Tests that turned nothing red are left out.
 * @param sightings Of all tests that failed in the window, in any order.
 */
export function costsOf(sightings: readonly Sighting[]): ReadonlyMap<string, TestCost> {
  const builds = new Map<string, Seen>();
  for (const { test, build, passed, failed } of sightings) {
    const key = JSON.stringify([build.project, build.id]);
    const seen = builds.get(key) ?? { failed: new Set<string>(), ms: undefined };
    builds.set(key, seen);
    // Lanes of one build run beside each other: it took as long as the longest.
    if (build.ms !== undefined) seen.ms = Math.max(seen.ms ?? 0, build.ms);
    if (failed > 0 && passed === 0) seen.failed.add(test);
  }
  const costs = new Map<string, TestCost>();
  for (const { failed, ms } of builds.values()) {
    for (const test of failed) costs.set(test, added(costs.get(test), failed.size === 1, ms));
  }
  return costs;
}

/** The whole of it: each red build once, however many tests failed in it. */
export function costOfAll(sightings: readonly Sighting[]): Pick<TestCost, 'redBuilds' | 'minutes'> {
  const { alone: _, ...whole } =
    costsOf(sightings.map((sighting) => ({ ...sighting, test: '' }))).get('') ?? none;
  return whole;
}

const none: TestCost = { redBuilds: 0, alone: 0 };

function added(before: TestCost = none, isAlone: boolean, ms: number | undefined): TestCost {
  const minutes = isAlone && ms !== undefined ? (before.minutes ?? 0) + ms / 60_000 : before.minutes;
  return {
    redBuilds: before.redBuilds + 1,
    alone: before.alone + Number(isAlone),
    ...(minutes === undefined ? {} : { minutes }),
  };
}
