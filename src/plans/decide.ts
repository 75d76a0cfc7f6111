import type { SideEvidence } from '../model/question.ts';
import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import { rateGate } from '../statistics/rate-gate.ts';
import { isStalled, noEvidence, sampleOf } from './causes.ts';
import type { Order } from './plan.ts';

/** One revision, as many runs as it takes. */
export interface DecideQuestion {
  /** A failure rate to be shown as not exceeded, or as exceeded; absent: is the test flaky at all? */
  readonly rate?: number;
  /** The test must be able to fail, as on the old bug: the first failure answers. */
  readonly expect?: 'fail';
  /** The most iterations; 1,000 by default. */
  readonly most?: number;
}

const usualRate = 0.01;
const alpha = 0.05;
/** round(ln(1/alpha)): with so many failures the rate is known well enough for whatever follows. */
const failuresWanted = 3;
const firstBatch = 10;
const largestBatch = 25;

/**
 * The next batch, or nothing once the question is answered (statistics.md section 5, step 1, and section 6): batches
 * of 10, then of up to 25, about one failure's worth once there was one. Ends at 3 failures, at as many clean runs as
 * would have shown the rate, at the first failure where one is expected, when the rate is decided, or at the cap.
 */
export function decideOrders(
  question: DecideQuestion,
  evidence: SideEvidence = noEvidence,
): readonly Order[] {
  const { rate = usualRate, expect, most = 1000 } = question;
  if (isStalled(evidence)) return [];
  const { failed, executed } = sampleOf(evidence);
  const enough = cleanRunsKnownRate(rate, alpha);
  const isAnswered =
    failed === 0
      ? executed >= enough
      : expect === 'fail' ||
        (question.rate === undefined ? failed >= failuresWanted : isDecided(evidence, rate));
  if (isAnswered) return [];
  const batch = batchOf(failed, executed);
  const clean = failed === 0 ? enough - executed : batch;
  const runs = Math.min(batch, clean, most - evidence.asked);
  return runs > 0 ? [{ side: 'run', runs }] : [];
}

function isDecided(evidence: SideEvidence, rate: number): boolean {
  return rateGate(sampleOf(evidence), rate) !== 'undecided';
}

function batchOf(failed: number, executed: number): number {
  if (executed === 0) return firstBatch;
  return failed === 0 ? largestBatch : Math.min(largestBatch, Math.ceil(executed / failed));
}
