import type { Estimate } from '../model/estimate.ts';

/** 1,000: a count as a person reads it. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 run", "2 runs": the plural is the singular and an s. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/**
 * A rate of 0 to 1 as a number of per cent: one decimal, two significant digits below 1 and, counted from 100,
 * above 99. Never 0 or 100 unless it is exactly that.
 */
export function percentNumber(rate: number): string {
  if (rate <= 0) return '0';
  if (rate >= 1) return '100';
  return (rate * 100).toFixed(decimals(rate));
}

/** "5.0 %". */
export function percent(rate: number): string {
  return `${percentNumber(rate)} %`;
}

/** An upper bound, rounded up so that what it claims holds: 0.005974 is "0.6 %". */
export function percentAtMost(rate: number): string {
  return rounded(rate, Math.ceil);
}

/** A lower bound, rounded down so that what it claims holds: 0.98513 is "98.5 %". */
export function percentAtLeast(rate: number): string {
  return rounded(rate, Math.floor);
}

/** The level of an interval: "95 %". */
export function level(estimate: Estimate): string {
  return `${Number((estimate.level * 100).toPrecision(4))} %`;
}

/** "95 % CI 2.4–9.0", for some failures and some passes; otherwise there is one bound, and it needs a sentence. */
export function interval(estimate: Estimate): string {
  const kind = estimate.isAnytime === true ? 'anytime CI' : 'CI';
  return `${level(estimate)} ${kind} ${bounds(estimate)}`;
}

/** A rate with its interval, short enough for a table: "3.0 % (1.1–6.4)". */
export function rateCell(estimate: Estimate): string {
  if (estimate.failed === 0) return `0 % (< ${percentAtMost(estimate.high)})`;
  if (estimate.failed === estimate.executed) return `100 % (> ${percentAtLeast(estimate.low)})`;
  return `${percent(estimate.rate)} (${bounds(estimate)})`;
}

/** A length of time as short as it can be said: "40 ms", "0.4 s", "27.9 s", "4m 03s", "2h 05m". */
export function duration(ms: number): string {
  if (ms < 99.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const whole = Math.round(ms / 60_000);
  return `${count(Math.floor(whole / 60))}h ${two(whole % 60)}m`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function bounds({ low, high }: Estimate): string {
  return `${percentNumber(low)}–${percentNumber(high)}`;
}

function decimals(rate: number): number {
  const value = rate * 100;
  const distance = Math.min(value, 100 - value);
  return distance >= 1 ? 1 : Math.min(20, 1 - Math.floor(Math.log10(distance)));
}

/** Two significant digits, counted from 100 above 90, and no zeros at the end. */
function rounded(rate: number, round: (value: number) => number): string {
  if (rate <= 0) return '0 %';
  if (rate >= 1) return '100 %';
  const distance = Math.min(rate, 1 - rate) * 100;
  const digits = rate > 0.1 && rate <= 0.9 ? 0 : Math.min(20, 1 - Math.floor(Math.log10(distance)));
  const scale = 10 ** digits;
  // A bound that is exact in decimals must not move by a rounding error of the multiplication.
  const exact = Number((rate * 100 * scale).toPrecision(12));
  return `${(round(exact) / scale).toFixed(digits).replace(/\.0*$|(\.\d*?)0+$/, '$1')} %`;
}
