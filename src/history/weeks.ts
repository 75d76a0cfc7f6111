import type { BranchTally, WeekCounts } from '../model/history.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * dayMs;

/** The Monday (UTC) of a time's week as an ISO date. */
export function weekOf(at: string): string {
  return mondayOf(weekIndex(Date.parse(at)));
}

/** The Mondays of all weeks that a window touches, oldest first. @param from, until milliseconds since 1970 */
export function weeksBetween(from: number, until: number): readonly string[] {
  const [first, last] = [weekIndex(from), weekIndex(until)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => mondayOf(first + at));
}

/** Failures of each week, whether or not passes are known. */
export function failuresByWeek(tallies: readonly BranchTally[], weeks: readonly string[]): readonly number[] {
  return weeks.map((week) =>
    tallies
      .filter((one) => one.week === week)
      .reduce((total, { failed, unrated }) => total + failed + unrated, 0),
  );
}

/** What executed in each week, of builds whose passes are known. */
export function countsByWeek(
  tallies: readonly BranchTally[],
  weeks: readonly string[],
): readonly WeekCounts[] {
  return weeks.map((week) => {
    const own = tallies.filter((one) => one.week === week);
    const failed = own.reduce((total, one) => total + one.failed, 0);
    return { failed, executed: own.reduce((total, one) => total + one.passed, failed) };
  });
}

function weekIndex(ms: number): number {
  return Math.floor((ms - firstMonday) / weekMs);
}

function mondayOf(index: number): string {
  return new Date(index * weekMs + firstMonday).toISOString().slice(0, 10);
}
