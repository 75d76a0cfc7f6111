import type { Estimate } from '../model/estimate.ts';

/** A share in percent with two significant digits, never rounded to a promise: 0.0001 is not "0 %". */
export function percent(share: number): string {
  return `${bare(share)} %`;
}

/** The same without the sign, for intervals. */
export function bare(share: number): string {
  if (share === 0 || share === 1) return String(share * 100);
  const value = share * 100;
  if (value < 0.01) return '<0.01';
  if (value >= 99.95) return '>99.9';
  if (value >= 10) return value.toFixed(1).replace(/\.0$/, '');
  return value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}

/** `5.0 % (95 % CI 2.4–9.0)`: never a rate without its uncertainty. */
export function withInterval(estimate: Estimate): string {
  const level = Math.round(estimate.level * 100);
  return `${percent(estimate.rate)} (${level} % CI ${bare(estimate.low)}–${bare(estimate.high)})`;
}

/** Thousands apart, as people read them: 12,340. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 run`, `2 runs`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A length of time as short as it can be said: 0.4 s, 27.9 s, 4m 03s, 2h 05m. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${two(whole % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
