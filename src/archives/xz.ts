import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ArchiveError, type Budget } from './limits.ts';
import { saveBytes } from './save.ts';

/** How much a file of xz may unpack to. */
export interface XzBounds {
  /** Of this file alone. */
  readonly maxBytes: number;
  /** Bounds what all files unpack to that share it, and the ratio of each. */
  readonly budget: Budget;
}

/** Whether the program that unpacks is here. */
export async function hasXz(): Promise<boolean> {
  const child = spawn('xz', ['--version'], { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

/**
 * What a stream of xz unpacks to. Node cannot read xz by itself, the program `xz` can.
 * @throws ArchiveError for a damaged stream, one that unpacks to more than it may, and where there is no such program
 */
export async function* unxz(packed: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  const child = spawn('xz', ['--decompress', '--stdout', '--quiet', '--memlimit-decompress=256MiB'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new ArchiveError('broken', 'the program xz is not here: install xz-utils', { cause: error })),
    );
    child.once('close', resolve);
  });
  // It may end before anybody waits for it: who does so below still learns of it.
  ended.catch(() => {});
  let fed = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      fed += chunk.byteLength;
      yield chunk;
    }
  };
  // A program that ends early closes its input: what matters is how it ended.
  const feeding = pipeline(counted(), child.stdin).catch(() => {});
  let unpacked = 0;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      unpacked += chunk.byteLength;
      budget.addBytes(chunk.byteLength);
      budget.checkRatio(unpacked, fed);
      yield chunk;
    }
    if ((await ended) !== 0) throw new ArchiveError('broken', 'it is no whole file of xz');
  } finally {
    child.kill();
    await feeding;
    await ended.catch(() => {});
  }
}

/**
 * Unpacks a file of xz. What is unpacked appears once it is whole.
 * @throws ArchiveError as `unxz`
 */
export async function unpackXz(from: string, to: string, bounds: XzBounds): Promise<void> {
  await saveBytes(unxz(createReadStream(from), bounds.budget), to, bounds.maxBytes);
}
