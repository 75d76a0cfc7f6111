import { UserError } from '../../model/errors.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';

/** The runs that one command started, one in each lane, the given one among them. */
export function startedTogether(run: RepeatRun, all: readonly RepeatRun[]): readonly RepeatRun[] {
  const others = all.filter((other) => other.id !== run.id && isSameCommand(run, other));
  return [run, ...others];
}

function isSameCommand(one: RepeatRun, other: RepeatRun): boolean {
  return (
    one.commentId === other.commentId &&
    one.selector.text === other.selector.text &&
    one.revision === other.revision &&
    one.question === other.question &&
    one.lane !== other.lane
  );
}

/**
 * Asks which run is meant where several of one command could be.
 * @throws UserError E-MISSING with a line for each, ready to be copied
 */
export function oneOfThem(
  together: readonly RepeatRun[],
  { typed, what }: { readonly typed: (id: string) => string; readonly what: string },
): RepeatRun {
  const [only] = together;
  if (only !== undefined && together.length === 1) return only;
  const each = together.map(({ id, lane }) => `\`${typed(id)}\` (${lane})`);
  throw new UserError(
    'E-MISSING',
    `The last command ran in ${together.length} lanes. Say which run to ${what}: ${each.join(', ')}.`,
  );
}
