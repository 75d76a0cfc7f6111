import { join } from 'node:path';
import { changedSides, type ChangedSides } from '../../checkouts/changed-sides.ts';
import { overlaysOf } from '../../checkouts/overlay-settings.ts';
import { dropPrepared, prepareCommit, preparedSides, type Prepared } from '../../checkouts/prepared.ts';
import { pinned, pinsOf } from '../../checkouts/overlays/pins.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import { plainText } from '../../model/plain-text.ts';
import { personalEnvironment } from '../../processes/environment.ts';
import { findOwnSettings } from '../own-settings.ts';
import type { RunPlan } from './plan.ts';

type Place = Pick<RunPlan, 'id' | 'root' | 'options' | 'changes'>;

/**
 * The plan of a run with the commit to run instead of the asked one, where the code is to be changed first. One commit
 * stands for revision and changes, so results of different changes never meet.
 * @throws UserError for a change that the project does not have, or that does not apply
 */
export async function withChanges(plan: RunPlan): Promise<RunPlan> {
  const { commit } = plan;
  if (plan.options.overlays === undefined || commit === undefined) return plan;
  const settled = await withSettledChanges(plan);
  const prepared = await preparedIn(settled, { base: commit });
  return {
    ...settled,
    commit: prepared.commit,
    base: commit,
    overlays: prepared.words,
    skipDiff: prepared.skipDiff,
  };
}

/** The same for both sides of a comparison; undefined when nothing is to be changed. @throws as `changedSides` */
export async function withChangedSides(
  plan: RunPlan,
  sides: Parameters<typeof changedSides>[0],
): Promise<ChangedSides | undefined> {
  if (plan.options.overlays === undefined) return undefined;
  const settled = await withSettledChanges(plan);
  return orDropped(settled, async () =>
    changedSides(sides, async (side, base) => preparedIn(settled, { base, side })),
  );
}

/**
 * The plan with the changes that were asked for as they are now, so that what is changed later is changed alike.
 * @throws UserError for a change that the project does not have, or a revision that is not there
 */
export async function withSettledChanges(plan: RunPlan): Promise<RunPlan> {
  const { options, root, changes } = plan;
  if (options.overlays === undefined || root === undefined || changes !== undefined) return plan;
  const { overlays: settings } = await findOwnSettings();
  const asked = overlaysOf(options.overlays, settings);
  return { ...plan, changes: pinned(asked, await pinsOf(root, asked)) };
}

/** What is done with changed code; when it fails, nothing of the changes is left. */
export async function orDropped<Result>(place: Place, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await dropOverlays(place);
    throw error;
  }
}

/** Changes commits of a search as they are needed, each once; undefined when nothing is to be changed. */
export async function commitChanger(
  settled: RunPlan,
): Promise<((base: string) => Promise<string>) | undefined> {
  const plan = await withSettledChanges(settled);
  const { root, id } = plan;
  if (plan.options.overlays === undefined || root === undefined) return undefined;
  const known = await preparedSides(root, id);
  const made = new Map<string, Promise<string>>();
  return async (base) => {
    const before = known.get(base);
    if (before !== undefined) return before;
    const own = made.get(base) ?? preparedIn(plan, { base, side: base }).then(({ commit }) => commit);
    made.set(base, own);
    return own;
  };
}

async function preparedIn(
  { id, root = '', options, changes = [] }: Place,
  { base, side }: { readonly base: string; readonly side?: string },
): Promise<Prepared> {
  return prepareCommit({
    repository: root,
    base,
    runId: id,
    selector: options.selector,
    overlays: changes,
    folder: join(worktreeHome(root, id), 'prepared', side ?? 'run'),
    environment: (configured) => personalEnvironment(process.env, configured),
    ...(side === undefined ? {} : { side }),
  });
}

/** For a dry run: how skips would be taken off, as lines behind what it says; empty where none would. */
export function shownSkipDiff({ skipDiff = '' }: Pick<RunPlan, 'skipDiff'>): string {
  return skipDiff === '' ? '' : `${plainText(skipDiff)}\n`;
}

/** Once nothing of a run is executed any more, its changed commits may go. */
export async function dropOverlays({ id, root, options }: Place): Promise<void> {
  if (root !== undefined && options.overlays !== undefined) await dropPrepared(root, id);
}
