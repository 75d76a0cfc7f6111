import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveBytes } from '../../archives/save.ts';
import { messageOf, UserError } from '../../model/errors.ts';
import { endingOf } from '../../worker/history/keeping.ts';

const maxBytes = 512_000_000;
const maxRedirects = 5;
/** For one file to come whole. */
const timeoutMs = 600_000;

/**
 * Does some work with what was named, addresses among it brought to this machine first.
 * @param token goes to the host that was named and nowhere else: it follows no redirect
 * @throws UserError E-VALUE for an address that cannot be had, or that is not https (http only on this machine)
 */
export async function withFetched<Result>(
  named: readonly string[],
  token: string | undefined,
  work: (paths: readonly string[]) => Promise<Result>,
): Promise<Result> {
  if (!named.some(isAddress)) return work(named);
  const hosts = new Set(
    named.filter(isAddress).map((one) => (URL.canParse(one) ? new URL(one).origin : one)),
  );
  if (token !== undefined && hosts.size > 1)
    throw new UserError(
      'E-VALUE',
      '--token-env is for one host: import the addresses of each host on their own.',
    );
  const folder = await mkdtemp(join(tmpdir(), 'retrial-fetched-'));
  try {
    const paths: string[] = [];
    for (const [at, one] of named.entries())
      paths.push(isAddress(one) ? await fetched(one, token, join(folder, String(at))) : one);
    return await work(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isAddress(named: string): boolean {
  return /^https?:\/\//i.test(named);
}

async function fetched(address: string, token: string | undefined, at: string): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    let url = new URL(address);
    const first = url;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      if (url.username !== '' || url.password !== '')
        throw new Error('an address may hold no user or password; --token-env names a token');
      if (!isSafe(url) || (isOwn(url) && !isOwn(first)))
        throw new Error('only https addresses are read, and http on this machine');
      const headers: Record<string, string> =
        hop === 0 && token !== undefined ? { authorization: `Bearer ${token}` } : {};
      const answer = await fetch(url, { redirect: 'manual', headers, signal });
      const next = answer.headers.get('location');
      if (answer.status >= 300 && answer.status < 400 && next !== null) {
        await answer.body?.cancel();
        url = new URL(next, url);
        continue;
      }
      if (!answer.ok || answer.body === null) throw new Error(`it answers with status ${answer.status}`);
      await saveBytes(answer.body, at, maxBytes);
      const path = `${at}${await endingOf(at, url.pathname)}`;
      await rename(at, path);
      return path;
    }
    throw new Error(`it leads on and on, more than ${maxRedirects} times`);
  } catch (error) {
    const shown = address.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
    throw new UserError('E-VALUE', `${shown} can't be read: ${whyNot(error)}`);
  }
}

/** `fetch` hides in its cause why no connection came about. */
function whyNot(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== ''
    ? `${messageOf(error)} (${cause.message})`
    : messageOf(error);
}

function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isOwn(url));
}

function isOwn({ hostname }: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}
