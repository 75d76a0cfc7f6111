import type { TestHistory, WeekCounts } from '../../model/history.ts';
import { rateline, sparkline } from '../sparkline.ts';

/** Bars that a row of a table has room for. */
const mostBars = 26;

/** Weeks that one bar stands for. */
export function weeksPerBar(weeks: number): number {
  return Math.max(1, Math.ceil(weeks / mostBars));
}

/** "Rate by week", "Failures each 3 weeks": what the bars of a column are. */
export function barsTitle(what: string, step: number): string {
  return step === 1 ? `${what} by week` : `${what} each ${step} weeks`;
}

/** A test's rate over time; its failures where no rate is known. */
export function bars({ weeks, weekCounts }: TestHistory, hasRate: boolean): string {
  return hasRate ? rateBars(weekCounts) : sparkline(byStep(weeks, sum));
}

/** Rates over time, so many weeks to a bar that a row holds them. */
export function rateBars(weeks: readonly WeekCounts[]): string {
  return rateline(
    byStep(weeks, (some) => ({
      failed: sum(some.map(({ failed }) => failed)),
      executed: sum(some.map(({ executed }) => executed)),
    })),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** So many weeks together that the newest bar is whole. */
function byStep<Week>(weeks: readonly Week[], joined: (some: readonly Week[]) => Week): readonly Week[] {
  const step = weeksPerBar(weeks.length);
  const together: Week[] = [];
  for (let end = weeks.length; end > 0; end -= step)
    together.unshift(joined(weeks.slice(Math.max(0, end - step), end)));
  return together;
}
