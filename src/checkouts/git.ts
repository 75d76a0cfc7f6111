import { run, type Finished, type Place } from '../processes/run.ts';
import { gitEnvironment } from './git-environment.ts';

/** What git said when it failed. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** No prompt, no hook, no helper program: the repository's own settings must not start anything here. */
const safe = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'submodule.recurse=false',
];

/** The outcome of a git command that may well fail, such as a question for a name that is not there. */
export async function tryGit(repository: string, args: readonly string[]): Promise<string | undefined> {
  const result = await gitIn(repository, args);
  return result.code === 0 ? result.stdout.trimEnd() : undefined;
}

/** `tryGit` of what is here alone, as `gitHere`. */
export async function tryGitHere(repository: string, args: readonly string[]): Promise<string | undefined> {
  const result = await gitHere(repository, args);
  return result.code === 0 ? result.stdout.trimEnd() : undefined;
}

/**
 * The outcome of a question about what is here. A clone without all objects fetches what it lacks, by any id: a commit
 * that somebody names, such as one of a fork, would come that way.
 */
export async function gitHere(repository: string, args: readonly string[]): Promise<Finished> {
  // Gits before 2.44 know no such variable, but fetch by a protocol.
  return gitIn(repository, ['-c', 'protocol.allow=never', ...args], { env: { GIT_NO_LAZY_FETCH: '1' } });
}

/**
 * What a git command prints, without its last line break.
 * @throws GitError with git's own words when it fails.
 */
export async function git(repository: string, args: readonly string[]): Promise<string> {
  const result = await gitIn(repository, args);
  if (result.code !== 0) {
    throw new GitError(`git ${args[0] ?? ''} failed: ${result.stderr.trim() || `exit code ${result.code}`}`);
  }
  return result.stdout.trimEnd();
}

/**
 * All lines a git command prints, blank ones at the end too, as a patch needs them; further variables for git.
 * @throws GitError with git's own words when it fails.
 */
export async function gitLines(
  repository: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const result = await gitIn(repository, args, { env });
  if (result.code !== 0) {
    throw new GitError(`git ${args[0] ?? ''} failed: ${result.stderr.trim() || `exit code ${result.code}`}`);
  }
  return result.stdout === '' ? '' : `${result.stdout}\n`;
}

/**
 * What a git command prints within a time in milliseconds, byte for byte.
 * @throws GitError with git's own words when it fails, TooLong when it takes longer.
 */
export async function gitWithin(
  repository: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<string> {
  // Of a clone that lacks contents it starts others, to fetch them.
  const result = await gitIn(repository, args, { timeoutMs, isGroup: true });
  if (result.code === 0) return result.stdout;
  throw new GitError(`git ${args[0] ?? ''} failed: ${result.stderr.trim() || `exit code ${result.code}`}`);
}

/** Paths that a git command with `-z` prints. @throws GitError with git's own words when it fails. */
export async function gitPaths(repository: string, args: readonly string[]): Promise<string[]> {
  return (await gitLines(repository, args)).split('\0').filter((path) => path !== '' && path !== '\n');
}

/** The outcome of a git command whatever it is; slow ones such as a fetch may take longer than two minutes. */
export async function gitIn(
  repository: string,
  args: readonly string[],
  {
    env = {},
    ...limits
  }: { readonly env?: Readonly<Record<string, string>> } & Pick<Place, 'timeoutMs' | 'isGroup'> = {},
): Promise<Finished> {
  return run(['git', ...safe, ...args], {
    cwd: repository,
    env: { ...gitEnvironment(process.env), ...env },
    ...limits,
  });
}
