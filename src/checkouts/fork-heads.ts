import { RetryableError, UserError } from '../model/errors.ts';
import type { ForkHead } from '../model/fork-head.ts';
import { isFullId } from './ancestry.ts';
import { fetchFailed, onlyFor, type KeptClone } from './clone-cache.ts';
import { git, gitIn, tryGit, tryGitHere } from './git.ts';

const fetchMs = 600_000;

/**
 * Where code of forks comes to, and nowhere else: nothing is ever pushed from there, and a name that means it there
 * means nothing in the server's usual clone.
 */
export function forkCloneOf({ path, url }: KeptClone): KeptClone {
  return { path: `${path.replace(/\.git$/, '')}-forks.git`, url };
}

/**
 * Brings the head of a pull request by its number, and keeps the commit that was asked for. Whatever else the fork has
 * pushed meanwhile is let go.
 * @throws UserError E-REF once another head took its place; RetryableError while its host does not answer
 */
export async function fetchForkHead({ path, url }: KeptClone, { pull, commit }: ForkHead): Promise<void> {
  if (!Number.isSafeInteger(pull) || !isFullId(commit))
    throw new RangeError('the head of a pull request is a number and a commit');
  const kept = `refs/pulls/${pull}/${commit}`;
  if (await isThere(path, kept)) return;
  const moving = `refs/pulls/${pull}/now-${commit.slice(0, 12)}`;
  // Who could not write it leaves it to whoever did.
  await fetchInto({ path, url }, `+refs/pull/${pull}/head:${moving}`);
  try {
    await keepReached(path, { pull, commit, moving, kept });
  } finally {
    await tryGit(path, ['update-ref', '-d', moving]);
  }
}

interface Fetched extends ForkHead {
  readonly moving: string;
  readonly kept: string;
}

async function keepReached(path: string, { pull, commit, moving, kept }: Fetched): Promise<void> {
  const now = await tryGitHere(path, ['rev-parse', '--verify', '--quiet', `${moving}^{commit}`]);
  // Another run that was done with it took it away.
  if (now === undefined) throw new RetryableError(busy);
  if ((await tryGitHere(path, ['merge-base', '--is-ancestor', commit, now])) === undefined)
    throw new UserError(
      'E-REF',
      `The head of #${pull} was \`${commit.slice(0, 9)}\` when this was asked for and is \`${now.slice(0, 9)}\` now. Look at it, and ask again.`,
    );
  await git(path, ['update-ref', kept, commit]);
}

const busy = 'Another run is fetching this pull request.';

/** Whether a commit stands on a branch or below a tag of the repository itself. */
export async function isOnBranch(repository: string, commit: string): Promise<boolean> {
  const places = ['refs/remotes/origin', 'refs/tags'];
  const where = ['--count=1', `--contains=${commit}`, '--format=%(refname)', ...places];
  return ((await tryGitHere(repository, ['for-each-ref', ...where])) ?? '') !== '';
}

async function isThere(path: string, ref: string): Promise<boolean> {
  return (await tryGitHere(path, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])) !== undefined;
}

/** Two lanes of one command may fetch at once, of which git lets one write; the other comes again. */
async function fetchInto({ path, url }: KeptClone, refspec: string): Promise<void> {
  const how = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const words = [...onlyFor(url), '-c', 'fetch.fsckObjects=true', 'fetch', ...how, 'origin', refspec];
  const { code, stderr } = await gitIn(path, words, { timeoutMs: fetchMs });
  if (code === 0) return;
  if (/cannot lock ref/i.test(stderr)) throw new RetryableError(busy);
  throw fetchFailed(url, stderr);
}
