import { underWaySince, type RepeatRun, type Stage } from '../model/repeat-run.ts';
import { runSettingsSchema, type WorkerParts } from './parts.ts';

const longestMs = 86_400_000;
const underWay: readonly Stage[] = ['prepare', 'trigger', 'wait', 'collect'];

/**
 * The runs that a run of low priority waits for before it starts another round: those of the usual priority that still
 * need its service, for a day at most. Pure. @param others unfinished runs
 */
export function waitsFor(run: RepeatRun, others: readonly RepeatRun[], now: Date): readonly RepeatRun[] {
  if (run.manner?.priority !== 'low') return [];
  if (now.getTime() - Date.parse(underWaySince(run).at) > longestMs) return [];
  return others.filter(
    ({ id, service, stage, manner }) =>
      id !== run.id && service === run.service && underWay.includes(stage) && manner?.priority !== 'low',
  );
}

/** Whether a run waits now, for others of its own repository. */
export async function givesWay(
  run: RepeatRun,
  { store, now }: Pick<WorkerParts, 'store' | 'now'>,
): Promise<boolean> {
  if (run.manner?.priority !== 'low') return false;
  const placeOf = async ({ id }: RepeatRun): Promise<string> =>
    runSettingsSchema.parse(await store.runs.settings(id)).repository;
  const own = await placeOf(run);
  for (const other of waitsFor(run, await store.runs.unfinished(), now()))
    if ((await placeOf(other)) === own) return true;
  return false;
}
