import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import type { RunPlan } from './plan.ts';

/** Keeps what a run was settled to be, so that more can be added to it later. */
export async function keepPlan(plan: RunPlan): Promise<void> {
  const folder = join(plan.home, plan.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
}

/** The folder of a run of the repository around this one. @throws UserError E-VALUE for what is no run's name */
export async function runFolder(run: string): Promise<string> {
  if (!/^r-[a-z0-9]{4,12}$/.test(run)) {
    throw new UserError(
      'E-VALUE',
      `\`${run}\` is no run: runs are called like r-7f3k2m. \`ls .retrial\` lists them.`,
    );
  }
  const top = (await repositoryRoot(process.cwd())) ?? process.cwd();
  return join(top, '.retrial', run);
}

/** The plan of a run; undefined where none was kept. */
export async function readPlan(folder: string): Promise<RunPlan | undefined> {
  const text = await readFile(join(folder, 'plan.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Written by this program alone, into a folder that is its own.
  const plan: RunPlan = JSON.parse(text);
  return plan;
}
