import { UserError } from '../model/errors.ts';
import { plainLine } from '../model/plain-text.ts';
import { git, gitIn, tryGit, tryGitHere } from './git.ts';

/**
 * The full commit id of a branch, tag or commit. A branch of `origin` wins over a local one of the same
 * name, since a server's clone is fetched and never committed to.
 * @throws UserError E-REF naming the nearest branches when there is no such revision.
 */
export async function resolveRevision(repository: string, revision: string): Promise<string> {
  for (const name of [`refs/remotes/origin/${revision}`, revision]) {
    const found = await tryGitHere(repository, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    if (found !== undefined) return found;
  }
  const branches = await branchesLike(repository, revision);
  const hint = branches.length === 0 ? '' : ` Branches with a like name: ${branches.join(', ')}.`;
  throw new UserError('E-REF', `\`${revision}\` isn't a branch, tag or commit here.${hint}`);
}

/**
 * A file's text as a revision has it; undefined when it has no such file.
 * @throws UserError as `resolveRevision`
 */
export async function fileAt(
  repository: string,
  revision: string,
  path: string,
): Promise<string | undefined> {
  const commit = await resolveRevision(repository, revision);
  return tryGit(repository, ['show', `${commit}:${path}`]);
}

/** Brings a server's clone up to date; a clone without a remote is what it is. */
export async function fetchOrigin(repository: string): Promise<void> {
  const remotes = await git(repository, ['remote']);
  if (!remotes.split('\n').includes('origin')) return;
  await git(repository, ['fetch', '--quiet', '--prune', '--tags', 'origin']);
}

/** The top folder of the repository that holds a path; undefined outside any. */
export async function repositoryRoot(path: string): Promise<string | undefined> {
  return tryGit(path, ['rev-parse', '--show-toplevel']);
}

/**
 * For whoever needs a repository where git finds none: there is none, or git does not trust it, since another user owns
 * it, as in containers.
 * @param what needs one, such as `--ref needs`
 */
export async function noRepository(path: string, what: string): Promise<UserError> {
  const { stderr } = await gitIn(path, ['rev-parse', '--show-toplevel']);
  return new UserError('E-REF', `${what} a git repository, and ${whyNone(stderr)}`);
}

/** Why git finds no repository, by its own words. */
export function whyNone(stderr: string): string {
  const remedy = /^\s*(git config --global --add safe\.directory .+)$/m.exec(stderr)?.[1];
  return remedy === undefined
    ? 'this folder is not in one.'
    : `git does not open the one around this folder, since another user owns it. If you trust it: \`${plainLine(remedy)}\`.`;
}

const hosted = /^(?:(?:https?|ssh):\/\/[^/]+\/|[\w.-]+@[\w.-]+:)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/** `owner/name` of the repository on its code host, by where its `origin` is; undefined where that is no host's. */
export async function originSlug(path: string): Promise<string | undefined> {
  return hosted.exec((await tryGit(path, ['config', '--get', 'remote.origin.url'])) ?? '')?.[1];
}

/** What is checked out here: the commit, its branch if any, and whether files differ from it. */
export async function describeCheckout(
  path: string,
): Promise<{ commit?: string; branch?: string; dirty: boolean }> {
  const commit = await tryGit(path, ['rev-parse', 'HEAD']);
  const branch = await tryGit(path, ['symbolic-ref', '--short', '--quiet', 'HEAD']);
  const status = await tryGit(path, ['status', '--porcelain', '--untracked-files=no']);
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(branch === undefined ? {} : { branch }),
    dirty: status !== undefined && status !== '',
  };
}

/** The branches of a clone's origin, or its own where it has none, by name. */
export async function branchesOf(repository: string): Promise<readonly string[]> {
  const read = async (place: string): Promise<readonly string[]> => {
    const all = await tryGit(repository, ['for-each-ref', '--format=%(refname:lstrip=3)', place]);
    return (all ?? '').split('\n').filter((name) => name !== '' && name !== 'HEAD');
  };
  const remote = await read('refs/remotes/origin');
  if (remote.length > 0) return remote;
  const own = await tryGit(repository, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']);
  return (own ?? '').split('\n').filter((name) => name !== '');
}

async function branchesLike(repository: string, revision: string): Promise<string[]> {
  const all = await tryGit(repository, [
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/remotes',
  ]);
  const word = (revision.split('/').at(-1) ?? revision).toLowerCase();
  return (all ?? '')
    .split('\n')
    .filter((name) => name !== '' && (name.toLowerCase().includes(word) || word.includes(name.toLowerCase())))
    .slice(0, 5);
}
