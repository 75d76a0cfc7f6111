import { git, gitLines, tryGit } from './git.ts';
import { applyOverlays, type Applied } from './overlays.ts';
import type { Overlay, OverlaySite } from './overlays/overlay.ts';
import { addWorktree, removeWorktree } from './worktrees.ts';

/** What a prepared commit is made from. */
export interface Preparation extends Omit<OverlaySite, 'worktree' | 'isOneOfSeveral'> {
  readonly repository: string;
  /** The full id of the commit that is changed. */
  readonly base: string;
  readonly runId: string;
  /** Which of several commits of the run, one of which may have a change already; absent where it has one. */
  readonly side?: string;
  readonly overlays: readonly Overlay[];
  /** A worktree that is added here and gone afterwards. */
  readonly folder: string;
}

/** A commit of our own on top of a revision. */
export interface Prepared extends Applied {
  readonly commit: string;
  /** Equal for equal code, whatever it was made from. */
  readonly tree: string;
}

/**
 * Makes a commit of a revision with its overlays, or takes the revision itself where they change nothing. It depends
 * on nothing but the base and the changes, so that a second attempt, and another run with the same changes, makes the
 * same one. A ref of the run keeps it until `dropPrepared`; no branch sees it.
 * @throws UserError for an overlay that does not apply: E-OVERLAY, E-UNSKIP, E-REF, E-TEST-NONE, E-TEST-MANY
 */
export async function prepareCommit(preparation: Preparation): Promise<Prepared> {
  const { repository, base, folder, runId, side } = preparation;
  try {
    await addWorktree(repository, { commit: base, folder });
    const site = { ...preparation, worktree: folder, isOneOfSeveral: side !== undefined };
    const applied = await applyOverlays(site, preparation.overlays);
    const tree = await git(folder, ['write-tree']);
    const isSame = tree === (await git(folder, ['rev-parse', 'HEAD^{tree}']));
    const commit = isSame ? base : await commitTree(preparation, tree);
    await git(repository, ['update-ref', refOf(runId, side), commit]);
    return { ...applied, commit, tree };
  } finally {
    await removeWorktree(repository, folder);
  }
}

/** The prepared commits of a run, by the side they were prepared for. */
export async function preparedSides(repository: string, runId: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `${refsOf(runId)}/`;
  const refs = await refsBelow(repository, prefix);
  return new Map(refs.map(({ name, commit }) => [name.slice(prefix.length), commit]));
}

/** Lets go of a run's prepared commits; git collects them when it likes. */
export async function dropPrepared(repository: string, runId: string): Promise<void> {
  const refs = await refsBelow(repository, refsOf(runId));
  for (const { name } of refs) await tryGit(repository, ['update-ref', '-d', name]);
}

/**
 * Lets go of the prepared commits of runs that are over, such as those of a process that was killed.
 * @param isOver false for a run that goes on, and for one that nobody here knows
 */
export async function sweepPrepared(
  repository: string,
  isOver: (runId: string) => Promise<boolean>,
): Promise<void> {
  const refs = await refsBelow(repository, refsOf(''));
  const runs = new Set(refs.map(({ name }) => name.slice(refsOf('').length).split('/')[0] ?? ''));
  for (const runId of runs) if (runId !== '' && (await isOver(runId))) await dropPrepared(repository, runId);
}

async function refsBelow(
  repository: string,
  prefix: string,
): Promise<readonly { readonly name: string; readonly commit: string }[]> {
  const lines = await tryGit(repository, ['for-each-ref', '--format=%(refname) %(objectname)', prefix]);
  return (lines ?? '').split('\n').flatMap((line) => {
    const [name, commit] = line.split(' ');
    return name === undefined || commit === undefined ? [] : [{ name, commit }];
  });
}

async function commitTree({ repository, base }: Preparation, tree: string): Promise<string> {
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
  const message = `Change ${base.slice(0, 12)} for a run of Retrial`;
  const args = ['commit-tree', '--no-gpg-sign', '-p', base, '-m', message, tree];
  return (await gitLines(repository, args, env)).trimEnd();
}

/** Below the run's own name, so that one for the whole run stands beside those of its sides and batches. */
function refOf(runId: string, side = 'run'): string {
  return `${refsOf(runId)}/${side}`;
}

function refsOf(runId: string): string {
  return `refs/retrial/${runId}`;
}
