import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type ExtractEvents } from 'tar-stream';
import type { Budget } from './limits.ts';
import { asArchiveError, type PackedEntry, refusedEntry, whyUnsafe } from './packed-entry.ts';

/**
 * What a gzip stream unpacks to.
 * @throws ArchiveError when it is broken or unpacks to more than the budget allows.
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip();
  const fed = pipeline(Readable.from(packed, { objectMode: false }), unzip);
  fed.catch(() => {});
  let count = 0;
  try {
    for await (const chunk of unzip as AsyncIterable<Buffer>) {
      count += chunk.length;
      budget.addBytes(chunk.length);
      budget.checkRatio(count, unzip.bytesWritten);
      yield chunk;
    }
    await fed;
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    unzip.destroy();
  }
}

/**
 * The files of a tar, in its order.
 * @throws ArchiveError when it is broken or holds more files than the budget allows.
 */
export async function* tarEntries(
  tar: AsyncIterable<Uint8Array>,
  budget: Budget,
): AsyncGenerator<PackedEntry> {
  const unpack = extract();
  void feed(tar, unpack);
  try {
    for await (const entry of unpack) {
      budget.addEntry();
      const found = packedEntry(entry);
      if (found !== undefined) yield found;
      entry.resume();
    }
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    unpack.destroy();
  }
}

/** Writes a stream's chunks as fast as they are taken; an error of the stream becomes the taker's. */
async function feed(tar: AsyncIterable<Uint8Array>, unpack: Extract): Promise<void> {
  try {
    for await (const chunk of tar) {
      if (unpack.destroyed) return;
      if (!unpack.write(chunk)) await room(unpack);
    }
    unpack.end(undefined);
  } catch (error) {
    unpack.destroy(asArchiveError(error));
  }
}

async function room(unpack: Extract): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      unpack.off('drain', done).off('close', done);
      resolve();
    };
    unpack.on('drain', done).on('close', done);
  });
}

function packedEntry(entry: ExtractEvents['entry'][1]): PackedEntry | undefined {
  const { name, type } = entry.header;
  const clean = name.replace(/^(?:\.\/)+/, '');
  if (type === 'directory') return undefined;
  const refused = whyUnsafe(clean);
  if (refused !== undefined) return refusedEntry(name, refused);
  if (type === 'symlink' || type === 'link') return refusedEntry(name, 'it is a link');
  if (type !== 'file' && type !== 'contiguous-file') return refusedEntry(name, 'it is no ordinary file');
  return { name: clean, open: async () => bytesOf(entry) };
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
