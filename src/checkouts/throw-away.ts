import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError, UserError } from '../model/errors.ts';
import { plainLine, quoted, shorten } from '../model/plain-text.ts';
import { git, gitIn, tryGit } from './git.ts';

/** A branch elsewhere, and the commit of a clone that it is to point at or points at. */
export interface PushedBranch {
  readonly clone: string;
  /** An address, or the name of a remote of the clone. */
  readonly remote: string;
  readonly name: string;
  readonly commit: string;
}

/** Milliseconds that a push may take. */
const pushMs = 600_000;

/**
 * Makes a branch point at a commit. One that points there already stays as it is; one that points elsewhere is somebody's
 * own and is left alone.
 * @returns whether anything changed
 * @throws UserError E-CI when the host refuses; RetryableError when it cannot be reached
 */
export async function pushBranch({ clone, remote, name, commit }: PushedBranch): Promise<boolean> {
  const ref = `refs/heads/${name}`;
  // The lease says "it must not be there"; git asks for it only where something would change.
  const words = ['push', '--porcelain', '--no-verify', '--no-follow-tags', `--force-with-lease=${ref}:`];
  const asked = ['--end-of-options', remote, `${commit}:${ref}`];
  const { code, stdout, stderr } = await gitIn(clone, [...words, ...asked], { timeoutMs: pushMs });
  if (code === 0) return !stdout.split('\n').some((line) => line.startsWith('=\t'));
  if (/\[rejected\].*stale info/.test(stdout)) {
    throw new UserError(
      'E-CI',
      `There is a branch ${quoted(name)} already, and it points elsewhere: nothing was pushed over it.`,
    );
  }
  throw failed(`The branch ${quoted(name)} could not be pushed`, stdout, stderr);
}

/**
 * A remote as it is found without its clone: its address, where that is a whole one and holds no secret; else its name, as
 * given.
 */
export async function addressOf(clone: string, remote: string): Promise<string> {
  if (!/^\w[\w.-]*$/.test(remote)) return remote;
  const found = (await tryGit(clone, ['remote', 'get-url', '--push', '--end-of-options', remote])) ?? '';
  const isWhole = /^(?:(?:https?|file):\/\/[^\s@]+|ssh:\/\/[^\s:]+|\w[\w.-]*@\w[\w.-]*:\S+|\/[^\n]+)$/.test(
    found,
  );
  return isWhole ? found : remote;
}

/** What a clone calls an address, so that what it says of that remote holds; else the address. */
async function nameOf(clone: string, address: string): Promise<string> {
  for (const name of ((await tryGit(clone, ['remote'])) ?? '').split('\n').filter(Boolean))
    if ((await addressOf(clone, name)) === address) return name;
  return address;
}

/**
 * Takes a branch away if it still points at the commit; one that is not there, or that somebody moved on, is left alone. It needs
 * nothing of the clone, which may be gone.
 * @throws as `pushBranch`
 */
export async function deleteBranch(branch: PushedBranch): Promise<void> {
  if ((await tryGit(branch.clone, ['rev-parse', '--git-dir']).catch(() => undefined)) !== undefined)
    return deleteFrom({ ...branch, remote: await nameOf(branch.clone, branch.remote) });
  const empty = await mkdtemp(join(tmpdir(), 'retrial-branch-'));
  try {
    await git(empty, ['init', '--quiet', '--bare']);
    await deleteFrom({ ...branch, clone: empty });
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

async function deleteFrom({ clone, remote, name, commit }: PushedBranch): Promise<void> {
  const ref = `refs/heads/${name}`;
  const words = ['push', '--porcelain', '--no-verify', `--force-with-lease=${ref}:${commit}`];
  const { code, stdout, stderr } = await gitIn(clone, [...words, '--end-of-options', remote, `:${ref}`], {
    timeoutMs: pushMs,
  });
  if (code === 0 || /\[rejected\].*stale info|remote ref does not exist/.test(`${stdout}\n${stderr}`)) return;
  throw failed(`The branch ${quoted(name)} could not be taken away`, stdout, stderr);
}

const passing =
  /could not resolve host|timed out|connection (?:refused|reset|closed)|unable to access .*: (?:failed to connect|the requested url returned error: 5\d\d)|hung up|early eof|rpc failed|cannot lock ref|temporarily/i;

/** The words of git and of the host, without anything that could be a secret. */
function failed(what: string, stdout: string, stderr: string): Error {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const why = lines.filter((line) => /^(?:fatal|error|!|remote:)/.test(line)).slice(0, 3);
  const said = shorten(plainLine(why.join(' ').replaceAll(/\/\/[^/@\s]*@/g, '//')), 300);
  const message = `${what}${said === '' ? '' : `: ${said}`}.`;
  return passing.test(`${stdout}\n${stderr}`) ? new RetryableError(message) : new UserError('E-CI', message);
}
