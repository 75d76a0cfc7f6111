import type { ComparedSide } from '../model/comparison.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { Prepared } from './prepared.ts';

/** A revision that is compared: the commit that runs, and the one it was before it was changed. */
export interface ChangedSide {
  /** What people call it. Hostile text. */
  readonly label: string;
  readonly commit: string;
  readonly base: string;
}

/** Two revisions with the same changes, and these in words. */
export interface ChangedSides extends Readonly<Record<ComparedSide, ChangedSide>> {
  readonly words: readonly string[];
  /** What took skips off, once for both where it is the same. */
  readonly skipDiff: string;
}

type Unchanged = Readonly<Record<ComparedSide, Omit<ChangedSide, 'base'>>>;
type Prepare = (side: ComparedSide, base: string) => Promise<Prepared>;

/**
 * Changes both sides of a comparison; one that has the changes already stays as it is.
 * @throws UserError for a change that does not apply, and E-OVERLAY where both have all of them already or are the same
 * code with them
 */
export async function changedSides(sides: Unchanged, prepare: Prepare): Promise<ChangedSides> {
  const before = await changed('before', sides, prepare);
  const after = await changed('after', sides, prepare);
  if (before.commit === before.base && after.commit === after.base) {
    throw new UserError(
      'E-OVERLAY',
      'The asked changes change neither revision: both have them already. Compare without them.',
    );
  }
  if (before.tree === after.tree) {
    throw new UserError(
      'E-OVERLAY',
      `With the asked changes ${quoted(before.label)} and ${quoted(after.label)} are the same code, file by file: there is nothing to compare.`,
    );
  }
  const words = [...wordsOf(before, after), ...wordsOf(after, before)];
  const skipDiff = [...new Set([before.skipDiff, after.skipDiff])].filter((diff) => diff !== '').join('\n');
  return { before: sideOf(before), after: sideOf(after), words: [...new Set(words)], skipDiff };
}

type Made = ChangedSide & Prepared;

async function changed(side: ComparedSide, sides: Unchanged, prepare: Prepare): Promise<Made> {
  const { label, commit: base } = sides[side];
  try {
    return { label, base, ...(await prepare(side, base)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `At ${quoted(label)}: ${error.message}`);
  }
}

function sideOf({ label, commit, base }: Made): ChangedSide {
  return { label, commit, base };
}

/** A change that looks different on the other side is told with the side it was made on. */
function wordsOf({ words, label }: Made, other: Made): readonly string[] {
  return words.map((each) => (other.words.includes(each) ? each : `${each} at ${label}`));
}
