import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, RetryableError } from '../model/errors.ts';
import { TooLong } from '../processes/run.ts';
import { gitWithin, tryGit } from './git.ts';

/**
 * The folder that holds a run's worktrees: outside the repository, because test runners and build tools
 * collect the copies they find inside it.
 */
export function worktreeHome(repository: string, run: string): string {
  const key = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  return join(tmpdir(), `retrial-${process.getuid?.() ?? 0}`, key, run);
}

/** A clone may have to fetch the files of a whole revision first, in milliseconds. */
const checkoutMs = 3_600_000;

/** A worktree to be. */
export interface NewWorktree {
  readonly commit: string;
  readonly folder: string;
  /** An hour, unless told. */
  readonly timeoutMs?: number;
}

/**
 * A clean worktree of its own at a commit; one that a killed process left there is replaced.
 * @throws GitError when the commit cannot be checked out, RetryableError when its files do not come from their host.
 */
export async function addWorktree(repository: string, wanted: NewWorktree): Promise<void> {
  const { folder } = wanted;
  await inTurn(repository, async () => {
    await remove(repository, folder);
    await mkdir(join(folder, '..'), { recursive: true, mode: 0o700 });
    try {
      await checkOut(repository, wanted);
    } catch (error) {
      await remove(repository, folder);
      throw error;
    }
  });
}

async function checkOut(repository: string, { commit, folder, timeoutMs = checkoutMs }: NewWorktree) {
  const files = `The files of commit ${commit.slice(0, 12)}`;
  const args = ['worktree', 'add', '--quiet', '--force', '--detach', folder, commit];
  try {
    await gitWithin(repository, args, timeoutMs);
  } catch (error) {
    if (error instanceof TooLong)
      throw new RetryableError(
        `${files} did not come from ${await hostOf(repository)} within ${Math.ceil(timeoutMs / 60_000)} min.`,
      );
    if (/promisor remote/.test(messageOf(error)))
      throw new RetryableError(`${files} could not be fetched from ${await hostOf(repository)}.`);
    throw error;
  }
}

/** Where a clone gets what it lacks, without anything that could be a secret. */
async function hostOf(repository: string): Promise<string> {
  const url = await tryGit(repository, ['config', '--get', 'remote.origin.url']);
  return (url ?? 'its host').replace(/\/\/[^/@\s]*@/, '//');
}

/** Takes a worktree away, registered or not; never fails for one that is not there. */
export async function removeWorktree(repository: string, folder: string): Promise<void> {
  await inTurn(repository, async () => remove(repository, folder));
}

const turns = new Map<string, Promise<void>>();

/** One at a time per repository: pruning takes away what another one is just about to add. */
async function inTurn(repository: string, work: () => Promise<void>): Promise<void> {
  const mine = (turns.get(repository) ?? Promise.resolve()).then(work);
  turns.set(
    repository,
    mine.catch(() => {}),
  );
  return mine;
}

/** A folder that is not there costs nothing: a search takes away hundreds, and git takes its time over each. */
async function remove(repository: string, folder: string): Promise<void> {
  if ((await lstat(folder).catch(() => undefined)) === undefined) return;
  await tryGit(repository, ['worktree', 'remove', '--force', '--force', folder]);
  await rm(folder, { recursive: true, force: true });
  await tryGit(repository, ['worktree', 'prune']);
}
