import { closeSync, type Dirent, openSync, readSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkSink } from './found-file.ts';

/** Files up to this size are read in one go: for them, handing over to another thread costs more than reading. */
const SMALL = 256 * 1024;
const CHUNK = 2 * 1024 * 1024;

/** One buffer for all small files: it is filled and handed on within one call, never across a pause. */
const small = Buffer.allocUnsafeSlow(SMALL);

/** Reads a file through a sink, in memory that does not depend on its size. */
export async function readDisk(path: string, sink: ChunkSink): Promise<void> {
  if (!readSmall(path, sink)) await readLarge(path, sink);
}

/** Reads a file that fits into one small buffer; answers whether it did. */
function readSmall(path: string, sink: ChunkSink): boolean {
  const file = openSync(path, 'r');
  try {
    // POSIX read(2): an ordinary file gives less than was asked for only where it ends, so one read is enough.
    const length = readSync(file, small, 0, SMALL, 0);
    if (length === SMALL) return false;
    sink(small.subarray(0, length));
    return true;
  } finally {
    closeSync(file);
  }
}

/** Reads with two buffers in turn, so that the next chunk is fetched while one is looked at. */
async function readLarge(path: string, sink: ChunkSink): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
    let pending = file.read(buffers[0], 0, CHUNK, null);
    for (let turn = 1; ; turn ^= 1) {
      const { bytesRead, buffer } = await pending;
      if (bytesRead === 0) return;
      pending = file.read(turn === 1 ? buffers[1] : buffers[0], 0, CHUNK, null);
      pending.catch(() => {});
      if (!sink(buffer.subarray(0, bytesRead))) {
        await pending;
        return;
      }
    }
  } finally {
    await file.close();
  }
}

/** Every file below a folder, in the order of their names; links are told, never followed. */
export async function* walkFolder(folder: string): AsyncGenerator<{ path: string; isLink: boolean }> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted(byName);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path);
    else if (entry.isFile() || entry.isSymbolicLink()) yield { path, isLink: entry.isSymbolicLink() };
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
