import { z } from 'zod';
import type { Batch, RepeatRun } from '../model/repeat-run.ts';
import type { WorkerParts } from './parts.ts';

const placeSchema = z.object({ isHeardOf: z.boolean() });

/** Whether a service told of the end of the last batch in a run's project: then it is trusted to tell of the next. */
export async function isHeardOf(run: RepeatRun, { store }: Pick<WorkerParts, 'store'>): Promise<boolean> {
  return placeSchema.safeParse(await store.cursors.get(nameOf(run))).data?.isHeardOf === true;
}

/**
 * Notes whether the service told of these batches, once they have ended by themselves. A service that hides nothing runs
 * here, and tells of nothing.
 */
export async function noteHearing(
  run: RepeatRun,
  batches: readonly Batch[],
  { store, now, service }: Pick<WorkerParts, 'store' | 'now' | 'service'>,
): Promise<void> {
  if (batches.length === 0 || service(run.service).limits.lagMs === 0) return;
  const isHeard = batches.every(({ wokenAt }) => wokenAt !== undefined);
  await store.cursors.put(nameOf(run), { isHeardOf: isHeard }, now().toISOString());
}

function nameOf({ service, ticket }: RepeatRun): string {
  return `ends told by ${service} in ${ticket.tracker} ${ticket.project}`;
}
