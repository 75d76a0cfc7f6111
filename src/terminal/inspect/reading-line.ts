import { createLogUpdate } from 'log-update';
import { plural } from '../../reports/numbers.ts';
import type { Output } from '../output.ts';

/** Reading that takes longer than this shows how far it is, and how often. */
const silentMs = 2_000;
const redrawMs = 250;

/** A line that grows where a person waits; nothing where nobody does. */
export function showReading(
  { live }: Output,
  noun = 'file',
): { onFile: (files: number) => void; stop: () => void } {
  const started = Date.now();
  let drawn = started + silentMs - redrawMs;
  const update = createLogUpdate(process.stderr);
  return {
    onFile(files) {
      if (!live || Date.now() - drawn < redrawMs) return;
      drawn = Date.now();
      update(` reading: ${plural(files, noun)}`);
    },
    stop: () => {
      if (live) update.clear();
    },
  };
}
