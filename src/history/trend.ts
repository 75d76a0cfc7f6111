import type { Trend } from '../model/history.ts';
import type { Sample } from '../statistics/sample.ts';
import { rateRatio } from '../statistics/two-samples.ts';

/**
 * How a test's rate moved from one window to the next: up or down only where the whole 90 % interval of the ratio is on
 * that side of 1. Undefined where a window has no executions.
 */
export function trendOf(before: Sample, now: Sample): Trend | undefined {
  if (before.executed === 0 || now.executed === 0) return undefined;
  const direction = directionOf(before, now);
  if (before.failed === 0) return { direction };
  return { direction, ratio: now.failed / now.executed / (before.failed / before.executed) };
}

function directionOf(before: Sample, now: Sample): Trend['direction'] {
  const ratio = rateRatio(before, now);
  if (ratio === undefined || (ratio.low <= 1 && ratio.high >= 1)) return 'same';
  return ratio.low > 1 ? 'up' : 'down';
}
