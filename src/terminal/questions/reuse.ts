import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isLookedAt } from '../../model/repeat-run.ts';
import type { Side } from '../../model/question.ts';
import { UserError } from '../../model/errors.ts';
import { readKept } from '../kept.ts';
import type { RunPlan } from '../repeat/plan.ts';
import { readReport } from './reports.ts';
import type { EarlierIterations } from './batch-log.ts';

const requestSchema = z.looseObject({
  commit: z.string(),
  selector: z.looseObject({ text: z.string() }),
  settings: z.record(z.string(), z.unknown()),
});

/** An earlier run by the side it stands in for, and what of it counts: whatever is added to it later does not. */
export interface EarlierRun extends Pick<EarlierIterations, 'side' | 'run'> {
  readonly indexes: readonly number[];
  /** When its report was written, in ISO form. */
  readonly ended: string;
}

/**
 * Earlier `repeat --ref` runs of this repository whose iterations are as good as new ones: the same test at the same
 * commit, run in the same way, by a number that was fixed beforehand and not cut short. Settled once per question:
 * evidence that comes in while it is asked would be chosen by what was seen.
 * @param onDamaged told of each run that is left out because it can't be read
 */
export async function earlierRuns(
  plan: Pick<RunPlan, 'home' | 'id' | 'options' | 'settings'>,
  sides: readonly Side[],
  onDamaged: (words: string) => void,
): Promise<readonly EarlierRun[]> {
  const names = await readdir(plan.home).catch(() => []);
  const found: EarlierRun[] = [];
  for (const name of names.filter((one) => /^r-[a-z0-9]{4,12}$/.test(one) && one !== plan.id).toSorted()) {
    try {
      const run = await earlierRun(name, plan, sides);
      if (run !== undefined) found.push(run);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onDamaged(error.message);
    }
  }
  return found;
}

async function earlierRun(
  name: string,
  { home, options, settings }: Pick<RunPlan, 'home' | 'options' | 'settings'>,
  sides: readonly Side[],
): Promise<EarlierRun | undefined> {
  const folder = join(home, name);
  const { data } = requestSchema.safeParse(await readKept(folder, 'request.json', z.looseObject({})));
  const side = sides.find(({ commit }) => commit !== undefined && commit === data?.commit);
  if (data === undefined || side === undefined) return undefined;
  if (data.selector.text !== options.selector.text || !runAlike(data.settings, settings)) return undefined;
  const kept = await readReport(folder);
  // A folder that was copied under another name holds another run's report, which would count twice.
  if (kept?.kind !== 'repeat' || kept.report.run.id !== name) return undefined;
  const { report } = kept;
  if (report.partial !== undefined || report.broken !== undefined || isLookedAt(report.run)) return undefined;
  return {
    side: side.id,
    run: name,
    indexes: report.iterations.map(({ index }) => index),
    ended: (await stat(join(folder, 'report.json'))).mtime.toISOString(),
  };
}

/** When the newest of the runs ended that stand in for each side. */
export function lastEnded(runs: readonly EarlierRun[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    runs.toSorted((a, b) => a.ended.localeCompare(b.ended)).map(({ side, ended }) => [side, ended]),
  );
}

/** What those runs bring. @throws UserError E-VALUE when one of them is damaged */
export async function earlierIterations(
  { home }: Pick<RunPlan, 'home'>,
  runs: readonly EarlierRun[],
): Promise<readonly EarlierIterations[]> {
  const kept = await Promise.all(
    runs.map(async (one) => ({ ...one, kept: await readReport(join(home, one.run)) })),
  );
  return kept.flatMap(({ side, run, indexes, kept: found }) => {
    if (found?.kind !== 'repeat' || found.report.run.id !== run) return [];
    const counted = new Set(indexes);
    return [{ side, run, iterations: found.report.iterations.filter(({ index }) => counted.has(index)) }];
  });
}

/** How many at a time is the machine's business, not the test's. */
function runAlike(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return isDeepStrictEqual({ ...one, parallel: 1 }, JSON.parse(JSON.stringify({ ...other, parallel: 1 })));
}
