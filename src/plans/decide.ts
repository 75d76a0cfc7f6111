import type { DecideQuestion, Decision, DecisionKind } from '../model/decision.ts';
import type { SideEvidence } from '../model/question.ts';
import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import { rateGate, runsToDecide } from '../statistics/rate-gate.ts';
import type { Sample } from '../statistics/sample.ts';
import { isStalled, noEvidence, sampleOf } from './causes.ts';
import type { Order } from './plan.ts';

const usualMost = 1000;
const usualRate = 0.01;
const alpha = 0.05;
/** round(ln(1/alpha)): with so many failures the rate is known well enough for whatever follows. */
const failuresWanted = 3;
const firstBatch = 10;
const largestBatch = 25;

/**
 * The next batch, or nothing once the question is answered (statistics.md section 5, step 1, and section 6): batches
 * of 10, then of up to 25, about one failure's worth once there was one. Ends at 3 failures, at as many clean runs as
 * would have shown the rate, at the first failure where one is expected or nothing else is wanted, when the rate is decided, or at the cap.
 */
export function decideOrders(
  question: DecideQuestion,
  evidence: SideEvidence = noEvidence,
): readonly Order[] {
  const { most = usualMost } = question;
  if (isStalled(evidence)) return [];
  const sample = sampleOf(evidence);
  const { failed, executed } = sample;
  if (isAnswered(question, sample)) return [];
  const batch = batchOf(failed, executed);
  const clean = failed === 0 && question.first !== true ? cleanRunsFor(question) - executed : batch;
  const runs = Math.min(batch, clean, most - evidence.asked);
  return runs > 0 ? [{ side: 'run', runs }] : [];
}

/** What is known by now, however the run came to its end. */
export function decisionOf(question: DecideQuestion, evidence: SideEvidence = noEvidence): Decision {
  const sample = sampleOf(evidence);
  const kind = kindOf(question, sample);
  const more = kind === 'undecided' ? runsMissing(question, sample) : undefined;
  return {
    kind,
    rate: question.rate ?? usualRate,
    ...(question.expect === undefined ? {} : { expect: question.expect }),
    ...(question.first === true ? { first: { most: question.most ?? usualMost } } : {}),
    failed: sample.failed,
    executed: sample.executed,
    ...(more === undefined ? {} : { more }),
  };
}

function isAnswered(question: DecideQuestion, sample: Sample): boolean {
  const kind = kindOf(question, sample);
  if (kind === 'undecided' || kind === 'nothing-ran' || kind === 'not-seen') return false;
  if (question.first === true) return true;
  return kind !== 'reproduced' || sample.failed >= failuresWanted;
}

function kindOf(question: DecideQuestion, sample: Sample): DecisionKind {
  const { rate, expect } = question;
  const { failed, executed } = sample;
  if (executed === 0) return 'nothing-ran';
  if (question.first === true) return failed > 0 ? 'reproduced' : 'not-seen';
  if (expect === 'fail') {
    if (failed > 0) return 'still-bites';
    return executed >= cleanRunsFor(question) ? 'fails-no-more' : 'undecided';
  }
  if (rate !== undefined) return rateGate(sample, rate);
  if (failed > 0) return 'reproduced';
  return executed >= cleanRunsFor(question) ? 'below' : 'undecided';
}

/**
 * Clean runs that answer. Where only an unbroken row of them answers, there is one look, and the chance of it at the
 * rate is alpha itself; a rate that is watched all along takes a few more (statistics.md section 6: 315, not 299).
 */
function cleanRunsFor({ rate, expect }: DecideQuestion): number {
  const isWatched = expect === undefined && rate !== undefined;
  return isWatched
    ? (runsToDecide({ failed: 0, executed: 0 }, rate) ?? 0)
    : cleanRunsKnownRate(rate ?? usualRate, alpha);
}

function runsMissing(question: DecideQuestion, sample: Sample): number | undefined {
  if (sample.failed === 0) return cleanRunsFor(question) - sample.executed;
  return runsToDecide(sample, question.rate ?? usualRate);
}

function batchOf(failed: number, executed: number): number {
  if (executed === 0) return firstBatch;
  return failed === 0 ? largestBatch : Math.min(largestBatch, Math.ceil(executed / failed));
}
