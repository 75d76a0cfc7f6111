import { cleanRunsNeeded } from './clean-runs.ts';
import type { ComparedSide } from '../model/comparison.ts';
import { requireFraction, requireSample, type Sample } from './sample.ts';

/** Where the next runs tell most, and what the whole remaining path is expected to cost. */
export interface NextAction {
  readonly side: ComparedSide;
  /** Further failures to wait for on the failing side; 0 means: clear the other side now. */
  readonly failuresWanted: number;
  /** Executed runs until a decision, on both sides together. */
  readonly expectedRuns: number;
  /** Executed runs of the step itself, on `side`. */
  readonly nextRuns: number;
}

/** More than five further failures never pay. */
const MOST_FURTHER_FAILURES = 5;

/**
 * The cheapest way on when one side fails and the other has not: either clear the clean side, or first collect
 * j more failures, which makes each clean run worth more. Minimises over j = 0..5
 * ceil(j n/f) + max(0, n*(f+j, n+ceil(j n/f)) - clean runs), n* = `cleanRunsNeeded`.
 * Undefined when both sides failed (decided already) or neither did (nothing to clear).
 * @throws RangeError outside 0 <= failed <= executed, 0 < alpha < 1
 */
export function nextAction(before: Sample, after: Sample, alpha = 0.05): NextAction | undefined {
  requireSample(before);
  requireSample(after);
  requireFraction('alpha', alpha);
  if (before.failed > 0 === after.failed > 0) return undefined;
  const failing = after.failed > 0 ? 'after' : 'before';
  const [seen, other] = failing === 'after' ? [after, before] : [before, after];
  const clearSide = failing === 'after' ? 'before' : 'after';
  let best: NextAction | undefined;
  for (let j = 0; j <= MOST_FURTHER_FAILURES; j++) {
    const implicating = Math.ceil((j * seen.executed) / seen.failed);
    const grown = { failed: seen.failed + j, executed: seen.executed + implicating };
    const clearing = Math.max(0, cleanRunsNeeded(grown, alpha) - other.executed);
    const expectedRuns = implicating + clearing;
    if (best !== undefined && expectedRuns >= best.expectedRuns) continue;
    best = {
      side: j === 0 ? clearSide : failing,
      failuresWanted: j,
      expectedRuns,
      nextRuns: j === 0 ? clearing : implicating,
    };
  }
  return best;
}
