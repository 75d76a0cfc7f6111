import { writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ArchiveError } from '../../src/archives/limits.ts';
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
    await expect(unpackXz(from, to, 1000)).rejects.toThrow(
      new ArchiveError('broken', 'the program xz is not here: install xz-utils'),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  await expect(access(to)).rejects.toThrow('ENOENT');
});
