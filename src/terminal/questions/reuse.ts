import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isLookedAt } from '../../model/repeat-run.ts';
import type { Side } from '../../model/question.ts';
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
}

/**
 * Earlier `repeat --ref` runs of this repository whose iterations are as good as new ones: the same test at the same
 * commit, run in the same way, by a number that was fixed beforehand and not cut short. Settled once per question:
 * evidence that comes in while it is asked would be chosen by what was seen.
 */
export async function earlierRuns(plan: RunPlan, sides: readonly Side[]): Promise<readonly EarlierRun[]> {
  const names = await readdir(plan.home).catch(() => []);
  const found: EarlierRun[] = [];
  for (const name of names.filter((one) => /^r-[a-z0-9]{4,12}$/.test(one) && one !== plan.id).toSorted()) {
    const request = await readJson(join(plan.home, name, 'request.json'));
    const { data } = requestSchema.safeParse(request);
    const side = sides.find(({ commit }) => commit !== undefined && commit === data?.commit);
    if (data === undefined || side === undefined) continue;
    if (data.selector.text !== plan.options.selector.text || !runAlike(data.settings, plan.settings))
      continue;
    const kept = await readReport(join(plan.home, name));
    if (kept?.kind !== 'repeat') continue;
    const { report } = kept;
    if (report.partial !== undefined || report.broken !== undefined || isLookedAt(report.run)) continue;
    found.push({ side: side.id, run: name, indexes: report.iterations.map(({ index }) => index) });
  }
  return found;
}

/** What those runs bring. */
export async function earlierIterations(
  { home }: Pick<RunPlan, 'home'>,
  runs: readonly EarlierRun[],
): Promise<readonly EarlierIterations[]> {
  const kept = await Promise.all(
    runs.map(async (one) => ({ ...one, kept: await readReport(join(home, one.run)) })),
  );
  return kept.flatMap(({ side, run, indexes, kept: found }) => {
    if (found?.kind !== 'repeat') return [];
    const counted = new Set(indexes);
    return [{ side, run, iterations: found.report.iterations.filter(({ index }) => counted.has(index)) }];
  });
}

/** How many at a time is the machine's business, not the test's. */
function runAlike(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return isDeepStrictEqual({ ...one, parallel: 1 }, JSON.parse(JSON.stringify({ ...other, parallel: 1 })));
}

async function readJson(path: string): Promise<unknown> {
  return readFile(path, 'utf8').then(JSON.parse, () => undefined);
}
