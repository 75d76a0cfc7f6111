import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveError } from './limits.ts';

/**
 * Writes bytes that come from outside to a file, which appears only once it is whole.
 * @throws ArchiveError when there are more than `maxBytes`; whatever the source throws.
 */
export async function saveBytes(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  try {
    await pipeline(Readable.from(counted(bytes, maxBytes)), createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.byteLength;
    if (count > maxBytes) throw new ArchiveError('bomb', `it is larger than ${maxBytes} bytes`);
    yield chunk;
  }
}
