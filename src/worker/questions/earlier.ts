import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { asEarlier, isEarlier, type SideEvidence, type SidesEvidence } from '../../model/question.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from '../parts.ts';

/**
 * Earlier runs by the side they stand in for, each with how many iterations it was asked for when it was taken over: what
 * is added to it later was looked at before it was wanted. Part of what a question keeps of its revisions.
 */
export const earlierSchema = z.record(
  z.string(),
  z.array(z.union([z.object({ id: z.string(), asked: z.int() }), z.string().transform((id) => ({ id }))])),
);

interface EarlierRun {
  readonly id: string;
  readonly asked: number;
}

const keptSchema = z.object({ earlier: earlierSchema.prefault({}) });

/** Older results may come from a machine that is no longer like that. */
const usableMs = 7 * 86_400_000;
/** A person may want newer ones, or none. */
const reuseSchema = z.looseObject({ reuseMs: z.number().min(0).default(usableMs) });

/**
 * Runs of the last seven days, or of less where somebody said so, whose iterations are as good as new ones: the same test at the same commit, in the
 * same lane, on the same service, run in the same way, by a number that was fixed beforehand.
 */
export async function earlierRuns(
  {
    run,
    settings,
    commit,
  }: { readonly run: RepeatRun; readonly settings: RunSettings; readonly commit: string },
  { store, now }: WorkerParts,
): Promise<readonly EarlierRun[]> {
  const like = {
    ticket: run.ticket,
    commit,
    selector: run.selector.text,
    service: run.service,
    lane: run.lane,
  };
  const usable: EarlierRun[] = [];
  const { reuseMs } = reuseSchema.parse(settings.question ?? {});
  for (const found of await store.runs.earlier(like)) {
    if (now().getTime() - Date.parse(found.createdAt) > Math.min(reuseMs, usableMs)) continue;
    const other = runSettingsSchema.parse(await store.runs.settings(found.id));
    const isAlike = other.repository === settings.repository;
    if (isAlike && isDeepStrictEqual(other.settings, settings.settings))
      usable.push({ id: found.id, asked: found.asked });
  }
  return usable;
}

/** The runs that a question took over, by what it keeps of its revisions. Pure. */
export function takenOver(resolved: unknown): readonly string[] {
  const { data } = keptSchema.safeParse(resolved);
  return Object.values(data?.earlier ?? {}).flatMap((runs) => runs.map(({ id }) => id));
}

/** How many iterations of a side come from earlier runs. */
export function earlierCount(side: SideEvidence | undefined): number {
  return (side?.iterations ?? []).filter(({ index }) => isEarlier(index)).length;
}

/** Adds what earlier runs brought to the sides they stand in for. */
export async function withEarlier(
  run: RepeatRun,
  evidence: SidesEvidence,
  { store }: Pick<WorkerParts, 'store'>,
): Promise<SidesEvidence> {
  const { data } = keptSchema.safeParse(await store.runs.resolved(run.id));
  const all = new Map(evidence);
  let nth = 0;
  for (const [side, runs] of Object.entries(data?.earlier ?? {})) {
    for (const { id, ...taken } of runs) {
      const asked = 'asked' in taken ? taken.asked : ((await store.runs.get(id))?.asked ?? 0);
      nth += 1;
      const then = (await store.iterations.of(id)).filter(({ index }) => index <= asked);
      const iterations = asEarlier(then, nth);
      const own: SideEvidence = all.get(side) ?? { iterations: [], asked: 0 };
      all.set(side, { ...own, iterations: [...own.iterations, ...iterations], asked: own.asked + asked });
    }
  }
  return all;
}
