import type { Iteration } from '../../model/iteration.ts';
import type { BatchSpan } from '../../model/question.ts';
import type { Sample } from '../../statistics/sample.ts';
import type { Causes, CommitEvidence } from './commit-evidence.ts';

/** Runs of a suspect and of the commit before it that were taken in turns. */
export interface SideBySide {
  readonly suspect: Sample;
  readonly parent: Sample;
}

/**
 * What both showed in the rounds that were to hold them against each other, whose two batches are numbered one after
 * the other. Other rounds do not count: where they ran was chosen by what had failed just before.
 */
export function sideBySide(suspect: CommitEvidence, parent: CommitEvidence, causes: Causes): SideBySide {
  const free = new Set(parent.side.batches ?? []);
  let both: SideBySide = { suspect: nothing, parent: nothing };
  for (const span of suspect.side.batches ?? []) {
    const other = [...free].find((candidate) => areNeighbours(span, candidate));
    if (other === undefined) continue;
    free.delete(other);
    both = {
      suspect: plus(both.suspect, within(suspect.side.iterations, span, causes)),
      parent: plus(both.parent, within(parent.side.iterations, other, causes)),
    };
  }
  return both;
}

function areNeighbours(one: BatchSpan, other: BatchSpan): boolean {
  if (one.count !== other.count) return false;
  return one.first + one.count === other.first || other.first + other.count === one.first;
}

const nothing: Sample = { failed: 0, executed: 0 };

function plus(one: Sample, other: Sample): Sample {
  return { failed: one.failed + other.failed, executed: one.executed + other.executed };
}

/** Runs of the batch that say something about the searched cause. */
function within(iterations: readonly Iteration[], span: BatchSpan, { searched }: Causes): Sample {
  const own = iterations.filter(({ index }) => index >= span.first && index < span.first + span.count);
  const failed = own.filter(
    ({ index, outcome }) => outcome === 'failed' && (searched?.iterations.includes(index) ?? true),
  ).length;
  const passed = own.filter(({ outcome }) => outcome === 'passed').length;
  return { failed, executed: failed + passed };
}
