import { join } from 'node:path';
import { overlaysOf } from '../../checkouts/overlay-settings.ts';
import { dropPrepared, prepareCommit } from '../../checkouts/prepared.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import { personalEnvironment } from '../../processes/environment.ts';
import { findOwnSettings } from '../own-settings.ts';
import type { RepeatOptions } from './options.ts';

interface Place {
  readonly id: string;
  readonly root: string | undefined;
  readonly commit: string | undefined;
  readonly options: RepeatOptions;
}

/** What a run's plan says of its changed commit; all absent without changes. */
interface Overlaid {
  readonly commit?: string;
  readonly base?: string;
  readonly overlays?: readonly string[];
}

/**
 * The commit to run instead of the asked one, where the code is to be changed first. One commit stands for revision
 * and changes, so results of different changes never meet.
 * @throws UserError for a change that the project does not have, or that does not apply
 */
export async function overlaid({ id, root, commit, options }: Place): Promise<Overlaid> {
  const { overlays: request, selector } = options;
  if (request === undefined || root === undefined || commit === undefined) return {};
  const settings = await findOwnSettings();
  const prepared = await prepareCommit({
    repository: root,
    base: commit,
    runId: id,
    selector,
    overlays: overlaysOf(request, settings.overlays),
    folder: join(worktreeHome(root, id), 'prepared'),
    environment: (configured) => personalEnvironment(process.env, configured),
  });
  return { commit: prepared.commit, base: commit, overlays: prepared.words };
}

/** Once nothing of a run is executed any more, its changed commit may go. */
export async function dropOverlays({
  id,
  root,
  overlays,
}: Pick<Overlaid, 'overlays'> & { readonly id: string; readonly root?: string }): Promise<void> {
  if (root !== undefined && overlays !== undefined) await dropPrepared(root, id);
}
