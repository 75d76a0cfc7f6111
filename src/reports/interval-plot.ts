import type { Estimate } from '../model/estimate.ts';
import { shorten } from '../model/plain-text.ts';
import { count, percentNumber } from './numbers.ts';

/** One estimate to be drawn. */
export interface PlottedRate {
  /** What stands in front of the first of several lines of one thing; empty for the others. */
  readonly label: string;
  /** "before". */
  readonly name: string;
  /** Absent where nothing executed. */
  readonly estimate?: Estimate;
  /** Why there is no estimate, where it is not that nothing ran. Hostile text. */
  readonly without?: string;
}

const nameWidth = 8;
const longestLabel = 24;
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** Rates with their intervals on one axis, `width` characters wide: what overlaps is seen at once. */
export function intervalPlot(rates: readonly PlottedRate[], width = 40): string {
  const top = axisEnd(rates);
  const labels = Math.min(longestLabel, Math.max(0, ...rates.map(({ label }) => label.length)));
  const lines = rates.map(({ label, name, estimate }) => {
    const start = `${shorten(label, labels).padEnd(labels)}  ${name.padEnd(nameWidth)}`;
    if (estimate === undefined) return `${start}${' '.repeat(width)}  nothing ran`;
    const counts = `${count(estimate.failed)}/${count(estimate.executed)}`;
    return `${start}${intervalBar(estimate, top, width)}  ${counts}`;
  });
  return [...lines, axis({ indent: labels + 2 + nameWidth, top, width })].join('\n');
}

/** `├──●──┤` from the low end to the high one; the rate is the dot. */
export function intervalBar({ low, high, rate }: Estimate, top: number, width: number): string {
  const at = (value: number): number => Math.min(width - 1, Math.round((value / top) * (width - 1)));
  const cells = Array.from({ length: width }, (_, cell): string =>
    cell > at(low) && cell < at(high) ? '─' : ' ',
  );
  cells[at(low)] = '├';
  cells[at(high)] = high > top ? '→' : '┤';
  cells[at(rate)] = '●';
  return cells.join('');
}

/** A round number that shows every rate, and all of most intervals. */
export function axisEnd(rates: readonly PlottedRate[]): number {
  const highest = Math.max(0.001, ...rates.map(({ estimate }) => estimate?.high ?? 0));
  return steps.find((step) => step >= highest) ?? 1;
}

function axis({ indent, top, width }: { indent: number; top: number; width: number }): string {
  const middle = `${percentNumber(top / 2)}%`;
  const end = `${percentNumber(top)}%`;
  const half = Math.round((width - 1) / 2);
  const line = `0%${' '.repeat(Math.max(1, half - 2 - Math.floor(middle.length / 2)))}${middle}`;
  const whole = `${line}${' '.repeat(Math.max(1, width - line.length - end.length))}${end}`;
  return `${' '.repeat(indent)}${whole}  ├─●─┤ = 95 % interval`;
}
