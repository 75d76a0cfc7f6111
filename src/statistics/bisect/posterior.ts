import type { Sample } from '../sample.ts';
import { logEvidence, meanRate, type RatePrior } from './rate-prior.ts';

/** What is believed of the two failure rates before any run. */
export interface BisectModel {
  /** From the culprit on. */
  readonly bad: RatePrior;
  /** Before the culprit. */
  readonly good: RatePrior;
}

/** Valid runs of each position; position 0 is the good end, the last one the bad end. */
export type BisectCounts = readonly Sample[];

/** One set of hypotheses that no run can tell apart so far: the culprit is any of first..last. */
export interface Segment {
  /** Positions, 1-based as culprits are. */
  readonly first: number;
  readonly last: number;
  /** Counts at and after the culprit, and before it. */
  readonly bad: Sample;
  readonly good: Sample;
  readonly badRate: number;
  readonly goodRate: number;
}

/** How likely each position is to be the first bad one. */
export interface Posterior {
  readonly segments: readonly Segment[];
  /** weights[c - 1] is the chance of culprit c; they sum to 1. */
  readonly weights: readonly number[];
}

/**
 * Weighs every hypothesis "position c is the first bad one" by its prior and by how well one rate at and after c
 * and another before it explain all counts, both rates integrated out. Hypotheses between the same two tested
 * positions share their counts, so the work is in the number of tested positions, not of commits.
 * @param prior weight of culprits 1..n, none 0; uniform when absent
 */
export function posterior(counts: BisectCounts, model: BisectModel, prior?: readonly number[]): Posterior {
  const spans = sharedCounts(counts);
  const logs = spans.map(({ bad, good }) => logEvidence(model.bad, bad) + logEvidence(model.good, good));
  const top = Math.max(...logs);
  const raw: number[] = [];
  for (const [k, { first, last }] of spans.entries()) {
    const likelihood = Math.exp((logs[k] ?? 0) - top);
    for (let c = first; c <= last; c++) raw.push((prior?.[c - 1] ?? 1) * likelihood);
  }
  const total = raw.reduce((sum, value) => sum + value, 0);
  const segments = spans.map(({ first, last, bad, good }) => {
    return {
      first,
      last,
      bad,
      good,
      badRate: meanRate(model.bad, bad),
      goodRate: meanRate(model.good, good),
    };
  });
  return { segments, weights: raw.map((value) => value / total) };
}

type Span = Pick<Segment, 'first' | 'last' | 'bad' | 'good'>;

/** Cuts 1..n after every position that has runs: between two cuts the counts on both sides stay the same. */
function sharedCounts(counts: BisectCounts): Span[] {
  const all = { failed: 0, executed: 0 };
  for (const sample of counts) {
    all.failed += sample.failed;
    all.executed += sample.executed;
  }
  const spans: Span[] = [];
  const good = { failed: 0, executed: 0 };
  let first = 1;
  for (const [position, here] of counts.entries()) {
    if (here.executed === 0 && position < counts.length - 1) continue;
    if (position >= first) {
      const bad = { failed: all.failed - good.failed, executed: all.executed - good.executed };
      spans.push({ first, last: position, bad, good: { ...good } });
    }
    first = position + 1;
    good.failed += here.failed;
    good.executed += here.executed;
  }
  return spans;
}
