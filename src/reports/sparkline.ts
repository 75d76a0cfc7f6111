const bars = '▁▂▃▄▅▆▇';

/** Counts over time as a line of bars, the highest as tall as can be; a dot is zero. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(1, ...values);
  return values
    .map((value) =>
      value <= 0 ? '·' : bars.charAt(Math.max(1, Math.ceil((value / highest) * bars.length)) - 1),
    )
    .join('');
}
