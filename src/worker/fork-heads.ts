import { z } from 'zod';
import { fetchForkHead, isOnBranch } from '../checkouts/fork-heads.ts';
import { resolveRevision } from '../checkouts/revision.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings, WorkerParts } from './parts.ts';

/** The other revisions that a question may name. */
const othersSchema = z.looseObject({
  base: z.string().optional(),
  good: z.string().optional(),
  branchedFrom: z.string().optional(),
});

/**
 * Brings the heads of forks that a run is about, and sees to it that nothing else of any fork is run with them: whatever
 * the run names beside them stands on a branch of the repository.
 * @throws UserError E-REF; RetryableError while the code host does not answer
 */
export async function fetchForks(
  run: Asking,
  settings: RunSettings,
  { runsForks }: Pick<WorkerParts, 'runsForks'>,
): Promise<void> {
  const { forks, repository, origin, push, slug = '' } = settings;
  if (forks === undefined) return;
  // Its operator may have taken that back since it was asked for, or more of it is asked for now.
  if (runsForks?.(slug) !== true)
    throw new UserError(
      'E-REF',
      'This server runs no code of forks: `forkHeads` beside the repository says so.',
    );
  if (run.service !== 'local' || push !== undefined || origin === undefined)
    throw new UserError('E-REF', 'Code of a fork runs on this machine alone, and is pushed nowhere.');
  for (const head of forks) await fetchForkHead({ path: repository, url: origin }, head);
  for (const name of otherNames(run, settings)) {
    if (await isOnBranch(repository, await resolveRevision(repository, name))) continue;
    throw new UserError('E-REF', `${quoted(name)} stands on no branch of the repository.`);
  }
}

type Asking = Pick<RepeatRun, 'service' | 'revision'>;

function otherNames({ revision }: Asking, { forks = [], question, overlays }: RunSettings): string[] {
  const { base, good, branchedFrom } = othersSchema.safeParse(question).data ?? {};
  const changes = (overlays?.applied ?? []).map((one) => ('revision' in one ? one.revision : undefined));
  const names = [revision, base, good, branchedFrom, ...changes].filter((name) => name !== undefined);
  return names.filter((name) => !forks.some(({ commit }) => commit === name));
}
