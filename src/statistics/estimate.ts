import type { Estimate } from '../model/estimate.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { clopperPearson, lowerBound, upperBound } from './intervals.ts';
import { requireFraction, requireRuns } from './sample.ts';

/**
 * The estimate of runs that somebody added to after looking: the confidence sequence, valid however often that is done
 * (statistics.md section 6). Its bounds stand where the others would.
 * @throws RangeError as `estimate`
 */
export function anytimeEstimate(failed: number, executed: number, level = 0.95): Estimate {
  const sample = { failed, executed };
  requireRuns(sample);
  requireFraction('level', level);
  const { low, high } = confidenceSequence(sample, 1 - level);
  return { ...sample, rate: failed / executed, low, high, level, isAnytime: true };
}

/**
 * The estimate every report shows: rate f/n, never smoothed, with its Clopper-Pearson interval. At 0 failures the
 * interval is one-sided, from exactly 0 to 1 - alpha^(1/n); at all failures from alpha^(1/n) to exactly 1.
 * @param level 0 to 1, both excluded
 * @throws RangeError when executed is 0 (there is no rate then: ask before) or failed is outside 0..executed
 */
export function estimate(failed: number, executed: number, level = 0.95): Estimate {
  const key = `${failed}/${executed}/${level}`;
  const found = known.get(key) ?? estimated(failed, executed, level);
  if (known.size >= mostKnown) known.clear();
  known.set(key, found);
  return found;
}

/** Boards ask for the same few numbers at every look, and an interval takes hundreds of steps to solve. */
const known = new Map<string, Estimate>();
const mostKnown = 10_000;

function estimated(failed: number, executed: number, level: number): Estimate {
  const sample = { failed, executed };
  requireRuns(sample);
  requireFraction('level', level);
  const rate = failed / executed;
  const alpha = 1 - level;
  if (failed === 0) return { ...sample, rate, low: 0, high: upperBound(sample, alpha), level };
  if (failed === executed) return { ...sample, rate, low: lowerBound(sample, alpha), high: 1, level };
  return { ...sample, rate, ...clopperPearson(sample, level), level };
}
