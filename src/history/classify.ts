import type { Build, Sighting, TestClass } from '../model/history.ts';

/** So many different commits in a row that fail count as broken even where a test was flaky before. */
const brokenAfterFlaky = 5;
/** So many count as broken where it was not. */
const brokenAtLeast = 2;

/** Builds of one branch and lane in a row in which a test failed and did not pass. */
interface Stretch {
  readonly since: Build;
  readonly commits: Set<string>;
  /** The last pass before it, and whether one came after it. */
  readonly lastPassed: Build | undefined;
  beforePass: boolean;
}

/** Tells flaky from broken from never ran. @param sightings One test's, in any order. */
export function classify(sightings: readonly Sighting[]): TestClass {
  const rated = sightings.filter(({ build }) => build.passesKnown);
  const failed = sightings.some((one) => one.failed > 0);
  if (rated.length === 0) return { kind: failed ? 'failures-only' : 'never-ran' };
  if (!sightings.some((one) => one.passed + one.failed > 0)) return { kind: 'never-ran' };
  if (!failed) return { kind: 'passing' };
  if (!rated.some((one) => one.failed > 0)) return { kind: 'unclear' };
  const series = [...seriesOf(rated).values()].map(stretchesOf);
  const flaky = mixedCommit(rated) || series.some(isIntermittent);
  const broken = series.flatMap((stretches) => stretches.filter(({ beforePass }) => !beforePass));
  const least = flaky ? brokenAfterFlaky : brokenAtLeast;
  const longest = broken.toSorted((a, b) => b.commits.size - a.commits.size)[0];
  if (longest !== undefined && longest.commits.size >= least)
    return { kind: 'broken', brokenSince: longest.since, ...passedBefore(longest) };
  return { kind: flaky ? 'flaky' : 'unclear' };
}

function passedBefore({ lastPassed }: Stretch): Pick<TestClass, 'lastPassed'> {
  return lastPassed === undefined ? {} : { lastPassed };
}

/** One stretch between passes may have been a bug and its fix; a second one was not. */
function isIntermittent(stretches: readonly Stretch[]): boolean {
  return stretches.filter(({ lastPassed, beforePass }) => lastPassed !== undefined && beforePass).length >= 2;
}

/** Whether some commit both passed and failed in one lane; builds that name no commit stand for themselves. */
function mixedCommit(sightings: readonly Sighting[]): boolean {
  const seen = new Map<string, { passed: boolean; failed: boolean }>();
  for (const { build, passed, failed } of sightings) {
    const key = JSON.stringify([build.lane, commitOf(build)]);
    const before = seen.get(key) ?? { passed: false, failed: false };
    seen.set(key, { passed: before.passed || passed > 0, failed: before.failed || failed > 0 });
  }
  return [...seen.values()].some(({ passed, failed }) => passed && failed);
}

function seriesOf(sightings: readonly Sighting[]): Map<string, Sighting[]> {
  const series = new Map<string, Sighting[]>();
  for (const one of sightings.filter(({ passed, failed }) => passed + failed > 0)) {
    const key = JSON.stringify([one.build.branch, one.build.lane]);
    const list = series.get(key);
    if (list === undefined) series.set(key, [one]);
    else list.push(one);
  }
  return series;
}

function stretchesOf(sightings: readonly Sighting[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  let lastPassed: Build | undefined;
  for (const { build, passed } of sightings.toSorted(byTime)) {
    if (passed > 0) {
      if (open !== undefined) open.beforePass = true;
      open = undefined;
      lastPassed = build;
      continue;
    }
    if (open === undefined) {
      open = { since: build, commits: new Set(), lastPassed, beforePass: false };
      stretches.push(open);
    }
    open.commits.add(commitOf(build));
  }
  return stretches;
}

function commitOf({ commit, id }: Build): string {
  return commit === '' ? `build ${id}` : commit;
}

function byTime({ build: a }: Sighting, { build: b }: Sighting): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : Number(a.id > b.id));
}
