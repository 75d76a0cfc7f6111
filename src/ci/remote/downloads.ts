import { createHash } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '../../archives/limits.ts';
import { saveBytes } from '../../archives/save.ts';
import type { HttpClient } from '../http/client.ts';
import type { BatchFile, FetchedFile } from './batch-file.ts';

/** The largest file that is fetched, and the most of one batch, in bytes. */
const most = { file: 512_000_000, batch: 8_000_000_000 };

/**
 * The largest list of test results that is read of a service's own, in bytes: unlike files of JUnit it is held in memory
 * whole.
 */
export const mostListed = 32_000_000;

/** What the files of one batch may still come to. */
export interface Allowance {
  left: number;
}

/** The folder where files of a batch are kept until it is released. */
export function downloadsOf(folder: string, batchId: string): string {
  return join(folder, `downloads-${named(batchId)}`);
}

/** Forgets what was fetched of a batch. */
export async function removeDownloads(folder: string, batchId: string): Promise<void> {
  await rm(downloadsOf(folder, batchId), { recursive: true, force: true });
}

/** An allowance for one batch. */
export function allowance(): Allowance {
  return { left: most.batch };
}

export interface RemoteFile {
  /** `<machine>/…`, as the service names it. */
  readonly path: string;
  readonly url: string;
}

export interface DownloadPlace {
  readonly client: HttpClient;
  /** As `downloadsOf` gives it. */
  readonly folder: string;
  readonly allowance: Allowance;
}

/** A file that is fetched over HTTP when somebody wants it. */
export function remoteFile({ path, url }: RemoteFile, place: DownloadPlace): BatchFile {
  return {
    path: safePath(path),
    fetch: async (maxBytes = most.file) => {
      const at = placeOf(`${path}\n${url}`, place.folder);
      return downloadTo(at, url, { ...place, maxBytes });
    },
  };
}

/** Where a file is kept, by whatever names it: its place on disk follows from no name of the service. */
export function placeOf(name: string, folder: string): string {
  return join(folder, named(name));
}

/** A path below a machine's folder, whatever a service says: no way out of it, no control characters, not endless. */
export function safePath(path: string): string {
  return path
    .split(/[/\\]+/)
    .filter((name) => name !== '' && name !== '.')
    .map((name) => (name === '..' ? '_' : name.replaceAll(/\p{Cc}/gu, '_').slice(0, 255)))
    .slice(0, 50)
    .join('/');
}

/** Fetches a file to its place, unless it is there already. */
export async function downloadTo(
  at: string,
  url: string,
  {
    client,
    allowance,
    maxBytes = most.file,
  }: Pick<DownloadPlace, 'client' | 'allowance'> & { readonly maxBytes?: number },
): Promise<FetchedFile> {
  if (await isThere(at)) return { at };
  const limit = Math.min(maxBytes, allowance.left);
  const found = await client.download(url, limit);
  if ('gone' in found) return found;
  try {
    await saveBytes(counted(found.bytes, allowance), at, limit);
    return { at };
  } catch (error) {
    if (error instanceof ArchiveError) return { gone: error.message };
    throw error;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, allowance: Allowance): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    allowance.left -= chunk.byteLength;
    yield chunk;
  }
}

function named(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** Whether a file was fetched before. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
