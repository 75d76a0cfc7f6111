import { join } from 'node:path';
import { z } from 'zod';
import { dropPrepared, prepareCommit, sweepPrepared } from '../../checkouts/prepared.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import { UserError } from '../../model/errors.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from '../parts.ts';
import type { Resolution } from './kind.ts';

/** What is kept of a changed revision: the commit before the changes, and these in words. */
const keptSchema = z.object({ base: z.string(), overlays: z.array(z.string()) });

/**
 * The revision with the changes that the run asked for, as one commit that stands for both: results of different
 * changes never meet.
 * @throws UserError for a change that does not apply
 */
export async function overlaid(
  { run, settings, base }: { readonly run: RepeatRun; readonly settings: RunSettings; readonly base: string },
  { environment, store }: WorkerParts,
): Promise<Resolution> {
  const { repository, overlays } = settings;
  if (overlays === undefined) return { commit: base };
  await sweepPrepared(repository, async (id) => (await store.runs.get(id))?.stage === 'done');
  const { commit, words } = await prepareCommit({
    repository,
    base,
    runId: run.id,
    selector: run.selector,
    overlays: overlays.applied,
    folder: join(worktreeHome(repository, run.id), 'prepared'),
    environment,
  });
  if (run.commit !== undefined && run.commit !== commit)
    throw new UserError(
      'E-OVERLAY',
      'The changes no longer give the code that was run before. Ask for a new run.',
    );
  return { commit, resolved: { base, overlays: words } };
}

/** The commit of a run whose revision was settled before, without the changes; undefined for a new run. */
export async function baseOf(
  run: RepeatRun,
  { overlays }: RunSettings,
  { store }: WorkerParts,
): Promise<string | undefined> {
  if (run.additions === undefined || run.commit === undefined) return undefined;
  if (overlays === undefined) return run.commit;
  return keptSchema.safeParse(await store.runs.resolved(run.id)).data?.base;
}

/** What a report says of a run's changed revision; nothing when it was not changed. */
export async function overlaidFacts(
  run: RepeatRun,
  { store }: WorkerParts,
): Promise<{
  readonly commit?: string;
  readonly overlays?: readonly string[];
  readonly askedOverlays?: readonly string[];
}> {
  const { overlays } = runSettingsSchema.parse(await store.runs.settings(run.id));
  if (overlays === undefined) return {};
  const { data } = keptSchema.safeParse(await store.runs.resolved(run.id));
  const known = data === undefined ? {} : { commit: data.base, overlays: data.overlays };
  return { ...known, askedOverlays: overlays.asked };
}

/** Once nothing of a run is executed any more, its changed commit may go. */
export async function dropOverlaid(run: RepeatRun, { repository, overlays }: RunSettings): Promise<void> {
  if (overlays !== undefined) await dropPrepared(repository, run.id);
}
