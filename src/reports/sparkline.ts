import type { WeekCounts } from '../model/history.ts';

const bars = '▁▂▃▄▅▆▇';

/** Numbers over time as a line of bars, the highest as tall as can be; a dot is zero, `∅` where there is no number. */
export function sparkline(values: readonly (number | null)[]): string {
  const highest = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return '∅';
      return value <= 0 ? '·' : bars.charAt(Math.max(1, Math.ceil((value / highest) * bars.length)) - 1);
    })
    .join('');
}

/** Failure rates over time, the same way; `∅` where nothing ran, which is no zero. */
export function rateline(weeks: readonly WeekCounts[]): string {
  return sparkline(weeks.map(({ failed, executed }) => (executed === 0 ? null : failed / executed)));
}
