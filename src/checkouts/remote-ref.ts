import { git } from './git.ts';

/** A name under which a code host knows a commit. */
export interface RemoteRef {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
}

const kinds = [
  { prefix: 'refs/remotes/origin/', kind: 'branch' },
  { prefix: 'refs/tags/', kind: 'tag' },
] as const;

/**
 * A branch of `origin` or a tag that points at a commit, for services that build names only: the one that was asked for
 * if it does, else the first branch, else the first tag; undefined when nothing points there.
 * @param commit a full commit id
 */
export async function remoteRefAt(
  repository: string,
  commit: string,
  asked: string,
): Promise<RemoteRef | undefined> {
  const places = ['refs/remotes/origin', 'refs/tags'];
  const names = await git(repository, [
    'for-each-ref',
    `--points-at=${commit}`,
    '--format=%(refname)',
    ...places,
  ]);
  const refs = names.split('\n').flatMap((name): RemoteRef[] => {
    const found = kinds.find(({ prefix }) => name.startsWith(prefix));
    if (found === undefined || name === 'refs/remotes/origin/HEAD') return [];
    // A throw-away branch may be gone at any time.
    if (name.startsWith(`${found.prefix}retrial/`)) return [];
    return [{ kind: found.kind, name: name.slice(found.prefix.length) }];
  });
  return refs.find(({ name }) => name === asked) ?? refs[0];
}
