import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { unpackFolder } from '../../src/archives/unpack-folder.ts';
import { scratch } from '../support/scratch.ts';

it('unpacks files and empty folders, and nothing beside the folder', async () => {
  const home = scratch('unpack-folder');
  const entries = pack();
  entries.entry({ name: '/empty/', type: 'directory' });
  entries.entry({ name: '/a/b' }, 'content');
  entries.entry({ name: '../../escaped' }, 'x');
  entries.finalize();
  writeFileSync(join(home, 'packed'), gzipSync(await buffer(entries)));
  await unpackFolder(join(home, 'packed'), join(home, 'folder'));
  expect(readFileSync(join(home, 'folder/a/b'), 'utf8')).toBe('content');
  expect(existsSync(join(home, 'folder/empty'))).toBe(true);
  expect(existsSync(join(home, 'escaped'))).toBe(false);
  expect(existsSync(join(home, '../escaped'))).toBe(false);
});
