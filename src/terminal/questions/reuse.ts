import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Side } from '../../model/question.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import type { RunPlan } from '../repeat/plan.ts';
import type { EarlierIterations } from './ledger.ts';

const requestSchema = z.looseObject({
  commit: z.string(),
  selector: z.looseObject({ text: z.string() }),
  settings: z.record(z.string(), z.unknown()),
});

/**
 * Iterations of earlier `repeat --ref` runs of this repository that are as good as new ones: the same test at the
 * same commit, run in the same way, by a number that was fixed beforehand and not cut short.
 */
export async function earlierIterations(
  plan: RunPlan,
  sides: readonly Side[],
): Promise<readonly EarlierIterations[]> {
  const names = await readdir(plan.home).catch(() => []);
  const found: EarlierIterations[] = [];
  for (const name of names.filter((one) => /^r-[a-z0-9]{4,12}$/.test(one) && one !== plan.id).toSorted()) {
    const request = await readJson(join(plan.home, name, 'request.json'));
    const { data } = requestSchema.safeParse(request);
    const side = sides.find(({ commit }) => commit !== undefined && commit === data?.commit);
    if (data === undefined || side === undefined) continue;
    if (data.selector.text !== plan.options.selector.text || !runAlike(data.settings, plan.settings))
      continue;
    const report = await readReport(join(plan.home, name, 'report.json'));
    if (report === undefined || report.partial !== undefined || report.broken !== undefined) continue;
    found.push({ side: side.id, run: name, iterations: report.iterations });
  }
  return found;
}

/** How many at a time is the machine's business, not the test's. */
function runAlike(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return isDeepStrictEqual({ ...one, parallel: 1 }, JSON.parse(JSON.stringify({ ...other, parallel: 1 })));
}

async function readReport(path: string): Promise<RepeatReport | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Written by `retrial repeat` itself.
  const report: RepeatReport = JSON.parse(text);
  return report;
}

async function readJson(path: string): Promise<unknown> {
  return readFile(path, 'utf8').then(JSON.parse, () => undefined);
}
