import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RetryableError, UserError } from '../model/errors.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { own, type Owner } from '../processes/owner.ts';
import { gitIn } from './git.ts';

/** A clone that is kept by this server: nobody works in it, and it is laid anew when it is damaged. */
export interface KeptClone {
  readonly path: string;
  /** Checked where the server's configuration is read; never from a ticket. */
  readonly url: string;
}

/** How old a clone may be, in milliseconds. */
export interface CloneAges {
  /** So long what was fetched is new. */
  readonly fresh: number;
  /** So long it serves while its host does not answer. */
  readonly usable: number;
}

const usualAges: CloneAges = { fresh: 5_000, usable: 86_400_000 };
/** The first fetch of a large repository takes its time. */
const layMs = 3_600_000;
const fetchMs = 600_000;
/** Between two looks whether another process is done with the clone. */
const lookMs = 500;

const kept = new Map<string, Promise<string | undefined>>();

/**
 * Lays a clone where there is none, and brings one up to date. However many ask at once, in this process and in others,
 * one of them does it.
 * @returns why it is not up to date though it can be used; undefined when it is
 * @throws RetryableError when there is no clone that can be used; UserError E-CI when its host refuses this server
 */
export async function keepClone(clone: KeptClone, ages: CloneAges = usualAges): Promise<string | undefined> {
  const running = kept.get(clone.path);
  if (running !== undefined) return running;
  const mine = alone(clone, ages).finally(() => kept.delete(clone.path));
  kept.set(clone.path, mine);
  return mine;
}

async function alone(clone: KeptClone, ages: CloneAges): Promise<string | undefined> {
  const folder = `${clone.path}.lock`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const owner = await turnIn(folder, Date.now() + layMs);
  try {
    if (!(await isSound(clone))) {
      await lay(clone);
      return undefined;
    }
    const age = await ageOf(clone.path);
    if (age < ages.fresh) return undefined;
    return await fetched(clone, age < ages.usable);
  } finally {
    await owner.release();
  }
}

/** Another process may be at it, which takes as long as its host does. */
async function turnIn(folder: string, until: number): Promise<Owner> {
  for (;;) {
    try {
      return await own(folder);
    } catch (error) {
      if (!(error instanceof UserError) || Date.now() > until) throw error;
      await sleep(lookMs);
    }
  }
}

async function fetched({ path, url }: KeptClone, isUsable: boolean): Promise<string | undefined> {
  const fault = await fetchInto(path, { url, timeoutMs: fetchMs });
  if (fault === undefined) return undefined;
  if (damage.test(fault.message)) {
    await lay({ path, url });
    return undefined;
  }
  if (isUsable) return fault.message;
  throw fault;
}

/** Into a folder of its own first: half a clone is never taken for one. */
async function lay({ path, url }: KeptClone): Promise<void> {
  const folder = `${path}.new`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (const words of [
    ['init', '--quiet', '--bare', '--', folder],
    ['-C', folder, 'remote', 'add', '--', 'origin', url],
    ['-C', folder, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
  ]) {
    const { code, stderr } = await gitIn(dirname(path), words);
    if (code !== 0) throw fetchFailed(url, stderr);
  }
  const fault = await fetchInto(folder, { url, timeoutMs: layMs, isFirst: true });
  if (fault !== undefined) throw fault;
  await rm(path, { recursive: true, force: true });
  await rename(folder, path);
}

interface Fetch {
  readonly url: string;
  readonly timeoutMs: number;
  readonly isFirst?: boolean;
}

/** Without the contents of files, which come as they are needed; a host that cannot leave them out sends all. */
async function fetchInto(folder: string, fetch: Fetch): Promise<Error | undefined> {
  const { url, timeoutMs, isFirst } = fetch;
  const words = ['--quiet', '--prune', '--force', '--tags', '--no-write-fetch-head', 'origin'];
  const filters = isFirst === true ? [['--filter=blob:none'], []] : [[]];
  let said = '';
  for (const filter of filters) {
    const { code, stderr } = await gitIn(folder, [...onlyFor(url), 'fetch', ...filter, ...words], {
      timeoutMs,
    });
    if (code === 0) {
      await writeFile(stampOf(folder), '');
      return undefined;
    }
    said = stderr;
    if (!/filter/i.test(stderr)) break;
  }
  return fetchFailed(url, said);
}

/** Whether an address can be cloned, by one question that changes nothing: in words why not. */
export async function faultAt(url: string): Promise<string | undefined> {
  const { code, stderr } = await gitIn(
    tmpdir(),
    [...onlyFor(url), 'ls-remote', '--quiet', '--', url, 'HEAD'],
    {
      timeoutMs: 20_000,
    },
  );
  return code === 0 ? undefined : fetchFailed(url, stderr).message;
}

/** No redirect and no setting makes git speak another protocol than the address does. */
export function onlyFor(url: string): readonly string[] {
  const scheme = /^(?:https?|file)(?=:\/\/)/.exec(url)?.[0] ?? 'ssh';
  return ['-c', 'protocol.allow=never', '-c', `protocol.${scheme}.allow=always`];
}

/** It is a bare repository that belongs to this address, and git can read what its branches point at. */
async function isSound({ path, url }: KeptClone): Promise<boolean> {
  if ((await stat(join(path, 'HEAD')).catch(() => undefined)) === undefined) return false;
  const at = await gitIn(path, ['config', '--get', 'remote.origin.url']);
  const bare = await gitIn(path, ['rev-parse', '--is-bare-repository', '--git-dir']);
  if (at.stdout.trim() !== url || !/^true\n\.$/m.test(bare.stdout.trim())) return false;
  return (await gitIn(path, ['for-each-ref', '--format=%(objecttype) %(tree)'])).code === 0;
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(stampOf(path)).catch(() => undefined);
  return found === undefined ? Number.POSITIVE_INFINITY : Date.now() - found.mtimeMs;
}

function stampOf(folder: string): string {
  return join(folder, 'retrial-fetched');
}

const damage =
  /bad object|is corrupt|is empty|not a git repository|did not send all necessary|bad tree|missing (?:blob|tree|commit)/i;
const refusal =
  /authentication failed|permission denied|could not read username|access denied|returned error: 40[134]|repository .* not found|does not appear to be a git repository/i;

/** Why a fetch failed, in the words of git, without anything that could be a secret. */
export function fetchFailed(url: string, stderr: string): Error {
  const lines = stderr.split('\n').filter((line) => /^(?:fatal|error|remote:|ssh:)/.test(line.trim()));
  const said = shorten(
    plainLine(
      lines
        .slice(0, 3)
        .join(' ')
        .replaceAll(/\/\/[^/@\s]*@/g, '//'),
    ),
    300,
  );
  const message = `${url} could not be fetched${said === '' ? '' : `: ${said}`}.`;
  return refusal.test(stderr) ? new UserError('E-CI', message) : new RetryableError(message);
}
