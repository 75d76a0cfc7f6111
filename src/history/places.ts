import type { BranchTally, PlaceHistory, Sighting, TestCounts } from '../model/history.ts';
import { fisher } from '../statistics/two-samples.ts';
import { classify } from './classify.ts';
import { countsByWeek } from './weeks.ts';

/** Below it, divided by the places that are looked at, a place differs from the others (Bonferroni). */
const differsBelow = 0.01;

/** A test's sightings apart by branch and lane, most failures first. @param tallies of the same sightings */
export function placesOf(
  sightings: readonly Sighting[],
  tallies: readonly BranchTally[],
  weeks: readonly string[],
): readonly PlaceHistory[] {
  const seen = grouped(sightings, ({ build }) => build);
  const counted = grouped(tallies, (tally) => tally);
  const places = [...counted].map(([key, own]): PlaceHistory => {
    const { branch = '', lane = '' } = own[0] ?? {};
    const counts = countsByWeek(own, weeks);
    return { branch, lane, ...classify(seen.get(key) ?? []), ...countsOf(own), weekCounts: counts };
  });
  return places.toSorted(
    (a, b) => b.failed + b.unrated - a.failed - a.unrated || (a.branch + a.lane < b.branch + b.lane ? -1 : 1),
  );
}

/** What tallies come to. */
export function countsOf(tallies: readonly BranchTally[]): TestCounts {
  const sum = (field: 'passed' | 'failed' | 'skipped' | 'unrated'): number =>
    tallies.reduce((total, tally) => total + tally[field], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  return { executed: passed + failed, passed, failed, skipped: sum('skipped'), unrated: sum('unrated') };
}

/** Whether one place fails more or less often than all others by more than chance explains, or only skipped it. */
export function placesDiffer(places: readonly PlaceHistory[]): boolean {
  const ran = places.filter(({ executed }) => executed > 0);
  if (ran.length > 0 && places.some(({ kind }) => kind === 'never-ran')) return true;
  const sum = (field: 'executed' | 'failed'): number => ran.reduce((total, one) => total + one[field], 0);
  const [executed, failed] = [sum('executed'), sum('failed')];
  if (ran.length < 2 || failed === 0) return false;
  return ran.some((one) => {
    const others = { failed: failed - one.failed, executed: executed - one.executed };
    return fisher(others, one).twoSided * ran.length < differsBelow;
  });
}

function grouped<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => { readonly branch: string; readonly lane: string },
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const { branch, lane } = placeOf(item);
    const key = JSON.stringify([branch, lane]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
