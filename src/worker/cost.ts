import type { Iteration } from '../model/iteration.ts';
import type { Batch, MachineTime } from '../model/repeat-run.ts';
import type { Cost } from '../model/spending.ts';

type Timed = Pick<Iteration, 'index' | 'durationMs'>;

/**
 * What iterations cost that came back: the time of the machines of each batch, where its service told it and it is no less
 * than that of the iterations alone; else theirs, as far as it is known.
 */
export function costOf(iterations: readonly Timed[], batches: readonly Batch[] = []): Cost {
  const told = batches.map((batch) => {
    const own = msOf(iterations.filter(({ index }) => isOf(index, batch)));
    return Math.max(0, (batch.spent?.machineMs ?? 0) - own);
  });
  return {
    iterations: iterations.length,
    ms: msOf(iterations) + told.reduce((sum, ms) => sum + ms, 0),
  };
}

/** What machines took for a run, and its tests of that; undefined where a batch's service, or an iteration, does not say. */
export function spentIn(
  iterations: readonly Timed[],
  batches: readonly Batch[],
): (MachineTime & { readonly testMs: number }) | undefined {
  const begun = batches.filter(({ ref }) => ref !== undefined);
  const spent = begun.flatMap((batch) => batch.spent ?? []);
  if (spent.length === 0 || spent.length < begun.length) return undefined;
  if (iterations.some(({ durationMs }) => durationMs === undefined)) return undefined;
  const waited = spent.flatMap(({ waitedMs }) => waitedMs ?? []);
  return {
    machineMs: spent.reduce((sum, { machineMs }) => sum + machineMs, 0),
    testMs: msOf(iterations.filter(({ index }) => begun.some((batch) => isOf(index, batch)))),
    ...(waited.length === 0 ? {} : { waitedMs: waited.reduce((sum, ms) => sum + ms, 0) }),
  };
}

function isOf(index: number, { first, count }: Batch): boolean {
  return index >= first && index < first + count;
}

function msOf(iterations: readonly Timed[]): number {
  return iterations.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
}
