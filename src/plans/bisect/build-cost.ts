import type { SidesEvidence } from '../../model/question.ts';
import type { BisectQuestion } from './question.ts';

/** A build that takes very long is worth staying for, but not for ever. */
const MOST = 1000;

/**
 * What another commit costs beyond its runs, in runs: what checkout and set-up took where they were measured, over
 * what a run takes, both as the median; in each of the slots that runs go to side by side. Else as the question assumes.
 */
export function buildCostOf({
  question,
  evidence,
}: {
  readonly question: Pick<BisectQuestion, 'buildCost' | 'maxParallel'>;
  readonly evidence: SidesEvidence;
}): number {
  const { buildCost = 0, maxParallel = 1 } = question;
  const prepared = median(measured(evidence, 'preparedMs'));
  // Each round of a search comes by here, mostly before anything was measured.
  const run = prepared === undefined ? undefined : median(measured(evidence, 'durationMs'));
  if (prepared === undefined || run === undefined || run <= 0) return buildCost;
  return Math.min(MOST, Math.round((prepared / run) * maxParallel));
}

function measured(evidence: SidesEvidence, what: 'preparedMs' | 'durationMs'): readonly number[] {
  const times: number[] = [];
  for (const { iterations } of evidence.values())
    for (const { [what]: time } of iterations) if (time !== undefined) times.push(time);
  return times;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
