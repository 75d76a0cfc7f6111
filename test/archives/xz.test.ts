import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ArchiveError, Budget, defaultLimits } from '../../src/archives/limits.ts';
import { unpackXz } from '../../src/archives/xz.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('xz');

afterEach(() => {
  vi.unstubAllEnvs();
});

it('says what to install where there is no xz, and leaves no rejection that would end the server', async () => {
  const unhandled = vi.fn<(reason: unknown) => void>();
  process.on('unhandledRejection', unhandled);
  vi.stubEnv('PATH', join(home, 'nothing'));
  const [from, to] = [join(home, 'a.xz'), join(home, 'a')];
  // More than a pipe holds: the program is found missing long before its input is read.
  writeFileSync(from, Buffer.alloc(2_000_000));
  try {
    await expect(unpackXz(from, to, { maxBytes: 1000, budget: new Budget(defaultLimits) })).rejects.toThrow(
      new ArchiveError('broken', 'the program xz is not here: install xz-utils'),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  await expect(access(to)).rejects.toThrow('ENOENT');
});

function packedFile(name: string, bytes: Buffer): string {
  const path = join(home, name);
  writeFileSync(path, execFileSync('xz', ['--stdout'], { input: bytes }));
  return path;
}

it('bounds what files unpack to together, though each is small enough', async () => {
  const from = packedFile('half.xz', Buffer.alloc(600, 'a'));
  const bounds = { maxBytes: 1000, budget: new Budget({ ...defaultLimits, bytes: 1000 }, 'the batch') };
  await unpackXz(from, join(home, 'first'), bounds);
  expect(await readFile(join(home, 'first'), 'utf8')).toBe('a'.repeat(600));
  await expect(unpackXz(from, join(home, 'second'), bounds)).rejects.toThrow(
    'the batch unpacks to more than 1000 bytes',
  );
  await expect(access(join(home, 'second'))).rejects.toThrow('ENOENT');
});

it('refuses a file that is packed more tightly than any log', async () => {
  const from = packedFile('bomb.xz', Buffer.alloc(1_000_000));
  const budget = new Budget({ ...defaultLimits, ratioFrom: 500_000 });
  await expect(unpackXz(from, join(home, 'bomb'), { maxBytes: 2_000_000, budget })).rejects.toThrow(
    'more than 400 times its size',
  );
  await expect(access(join(home, 'bomb'))).rejects.toThrow('ENOENT');
});
