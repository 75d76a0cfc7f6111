import { z } from 'zod';
import { fetchForkHead, isOnBranch } from '../checkouts/fork-heads.ts';
import { resolveRevision } from '../checkouts/revision.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { RunSettings } from './parts.ts';

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
export async function fetchForks(run: Asking, settings: RunSettings): Promise<void> {
  const { forks, repository, origin, push } = settings;
  if (forks === undefined) return;
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
