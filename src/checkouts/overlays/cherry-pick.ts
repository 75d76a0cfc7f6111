import { quoted } from '../../model/plain-text.ts';
import { git, GitError, gitIn, gitPaths } from '../git.ts';
import { resolveRevision } from '../revision.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';

/** Brings in the change of one commit, as `git cherry-pick` does. @throws UserError E-REF, E-OVERLAY; GitError */
export const cherryPick: OverlayMember<'cherry-pick'> = async (
  { revision, commit: known },
  { worktree, isOneOfSeveral },
) => {
  const what = `The change of ${quoted(revision)}`;
  const commit = known ?? (await resolveRevision(worktree, revision));
  const parents = (await git(worktree, ['show', '--no-patch', '--format=%P', commit])).split(' ');
  if (parents.length > 1) throw doesNotApply(what, 'it is a merge; name one of the commits it brought in.');
  const before = await git(worktree, ['write-tree']);
  const picked = await gitIn(worktree, ['cherry-pick', '--no-commit', '--allow-empty', commit]);
  if (picked.code !== 0) {
    const conflicts = await gitPaths(worktree, ['diff', '--name-only', '--diff-filter=U', '-z']);
    const where = conflicts.slice(0, 5).map(quoted).join(', ');
    if (where === '') throw new GitError(`git cherry-pick failed: ${picked.stderr.trim()}`);
    throw doesNotApply(what, `it conflicts in ${where}.`);
  }
  if (isOneOfSeveral !== true && (await git(worktree, ['write-tree'])) === before) {
    throw doesNotApply(what, 'it changes nothing, so it is in already.');
  }
  return [`with the change of ${commit.slice(0, 9)}`];
};
