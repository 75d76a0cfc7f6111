import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerConfig } from '../config/server.ts';
import type { ProjectToken } from '../webhooks/bearer.ts';

/** What lets a command on this machine hand a build to the server that owns the data folder. */
export interface Handover {
  /** Good while this server runs; none where the store is no folder of its own. */
  readonly tokens: readonly ProjectToken[];
}

/** The file that says where the owner of a data folder listens. */
export const handoverFile = 'handover.json';

/** A new token for this start of the server. */
export function newHandover({ databaseUrl }: Pick<ServerConfig, 'databaseUrl'>): Handover {
  if (databaseUrl !== undefined) return { tokens: [] };
  return { tokens: [{ project: '*', token: randomBytes(24).toString('hex') }] };
}

/** Leaves the address and the token where only this user reads them, until it is closed. */
export async function offerHandover(
  { tokens }: Handover,
  url: string,
  { data }: Pick<ServerConfig, 'data'>,
): Promise<{ readonly close: () => Promise<void> }> {
  const [own] = tokens;
  const path = join(data, handoverFile);
  if (own !== undefined) {
    const unfinished = `${path}.part`;
    await rm(unfinished, { force: true });
    await writeFile(unfinished, JSON.stringify({ url: reachable(url), token: own.token }), { mode: 0o600 });
    await rename(unfinished, path);
  }
  return { close: async () => rm(path, { force: true }) };
}

/** Who listens on every address is met on this machine's own. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
