import { dirname, join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import { keep, readKept } from '../kept.ts';
import type { RunPlan } from './plan.ts';

const shape = z.looseObject({ id: z.string(), options: z.looseObject({}) });

/** Keeps what a run was settled to be, so that more can be added to it later. */
export async function keepPlan(plan: RunPlan): Promise<void> {
  await keep(join(plan.home, plan.id), 'plan.json', plan);
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

/** For a run that is in no folder, where there is no server's store that could know it. */
export function noSuchRun(run: string, folder: string): UserError {
  return new UserError(
    'E-VALUE',
    `No finished run ${run} in ${dirname(folder)}, and there is no server’s store here. \`ls .retrial\` lists runs; --config names a server’s settings.`,
  );
}

/** The plan of a run; undefined where none was kept. @throws UserError E-VALUE for a damaged one */
export async function readPlan(folder: string): Promise<RunPlan | undefined> {
  return readKept<RunPlan>(folder, 'plan.json', shape);
}
