import { gitHere, tryGitHere } from './git.ts';

/**
 * Whether a revision of a clone, by its full id or as a branch, holds a commit; undefined where the clone does not know
 * both.
 */
export async function isHeldBy(
  repository: string,
  { commit, revision }: { readonly commit: string; readonly revision: string },
): Promise<boolean | undefined> {
  const names = isFullId(revision)
    ? [revision]
    : [`refs/remotes/origin/${revision}`, `refs/heads/${revision}`];
  for (const name of isFullId(commit) ? names : []) {
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const id = await tryGitHere(repository, words);
    if (id === undefined) continue;
    const { code } = await gitHere(repository, ['merge-base', '--is-ancestor', commit, id]);
    return code === 0 || code === 1 ? code === 0 : undefined;
  }
  return undefined;
}

/** A commit's full id, which means the same for ever. */
export function isFullId(text: string): boolean {
  return /^[\da-f]{40}(?:[\da-f]{24})?$/.test(text);
}
