import { changesCode } from '../checkouts/overlays/overlay.ts';
import { circumstanceWords } from '../model/manner.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings } from './parts.ts';

/**
 * What makes a run speak of no release: its code or its circumstances were changed for it. How CI was configured for it
 * does not, whatever that is called.
 */
export function changedFor(
  { manner = {} }: Pick<RepeatRun, 'manner'>,
  { overlays }: Pick<RunSettings, 'overlays'>,
): readonly string[] {
  const isCode = overlays !== undefined && changesCode(overlays.applied);
  return [...(isCode ? overlays.asked : []), ...circumstanceWords(manner)];
}

/** Whether only the skip of the test was taken off for a run: what is tested is the code as it is. */
export function isOnlyUnskipped(
  { manner = {} }: Pick<RepeatRun, 'manner'>,
  { overlays }: Pick<RunSettings, 'overlays'>,
): boolean {
  const changes = (overlays?.applied ?? []).filter((one) => changesCode([one]));
  return (
    changes.length > 0 &&
    changes.every(({ kind }) => kind === 'unskip') &&
    circumstanceWords(manner).length === 0
  );
}
