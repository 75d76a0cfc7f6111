import { git, gitLines, tryGit } from './git.ts';
import { applyOverlays, type Applied } from './overlays.ts';
import type { Overlay, OverlaySite } from './overlays/overlay.ts';
import { addWorktree, removeWorktree } from './worktrees.ts';

/** What a prepared commit is made from. */
export interface Preparation extends Omit<OverlaySite, 'worktree'> {
  readonly repository: string;
  /** The full id of the commit that is changed. */
  readonly base: string;
  readonly runId: string;
  readonly overlays: readonly Overlay[];
  /** A worktree that is added here and gone afterwards. */
  readonly folder: string;
}

/** A commit of our own on top of a revision. */
export interface Prepared extends Applied {
  readonly commit: string;
}

/**
 * Makes a commit of a revision with its overlays. It depends on nothing but the base, the run and the changes, so
 * that a second attempt makes the same one. A ref of the run keeps it until `dropPrepared`; no branch sees it.
 * @throws UserError for an overlay that does not apply: E-OVERLAY, E-UNSKIP, E-REF, E-TEST-NONE, E-TEST-MANY
 */
export async function prepareCommit(preparation: Preparation): Promise<Prepared> {
  const { repository, base, folder, runId } = preparation;
  await addWorktree(repository, base, folder);
  try {
    const applied = await applyOverlays({ ...preparation, worktree: folder }, preparation.overlays);
    const tree = await git(folder, ['write-tree']);
    const commit = await commitTree(preparation, tree);
    await git(repository, ['update-ref', refOf(runId), commit]);
    return { ...applied, commit };
  } finally {
    await removeWorktree(repository, folder);
  }
}

/** Lets go of a run's prepared commit; git collects it when it likes. */
export async function dropPrepared(repository: string, runId: string): Promise<void> {
  await tryGit(repository, ['update-ref', '-d', refOf(runId)]);
}

/**
 * Lets go of the prepared commits of runs that are over, such as those of a process that was killed.
 * @param isOver false for a run that goes on, and for one that nobody here knows
 */
export async function sweepPrepared(
  repository: string,
  isOver: (runId: string) => Promise<boolean>,
): Promise<void> {
  const refs = (await tryGit(repository, ['for-each-ref', '--format=%(refname)', refOf('')])) ?? '';
  for (const ref of refs.split('\n')) {
    const runId = ref.slice(refOf('').length);
    if (runId !== '' && (await isOver(runId))) await dropPrepared(repository, runId);
  }
}

async function commitTree({ repository, base, runId }: Preparation, tree: string): Promise<string> {
  const date = await git(repository, ['show', '--no-patch', '--format=%cI', base]);
  const name = 'Retrial';
  const email = 'retrial@localhost';
  const env = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
  const message = `Change ${base.slice(0, 12)} for the run ${runId}`;
  const args = ['commit-tree', '--no-gpg-sign', '-p', base, '-m', message, tree];
  return (await gitLines(repository, args, env)).trimEnd();
}

function refOf(runId: string): string {
  return `refs/retrial/${runId}`;
}
