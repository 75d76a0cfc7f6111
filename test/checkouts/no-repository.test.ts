import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noRepository, whyNone } from '../../src/checkouts/revision.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('no-repository');

describe('where git finds no repository', () => {
  it('says so', async () => {
    const path = join(home, 'plain');
    mkdirSync(path);
    const { message, code } = await noRepository(path, '--ref needs');
    expect([message, code]).toEqual([
      '--ref needs a git repository, and this folder is not in one.',
      'E-REF',
    ]);
  });

  it('says what git wants where it does not trust the owner', () => {
    const words =
      "fatal: detected dubious ownership in repository at '/srv/shop'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /srv/shop\u001b[31m\n";
    expect(whyNone(words)).toBe(
      'git does not open the one around this folder, since another user owns it. If you trust it: `git config --global --add safe.directory /srv/shop`.',
    );
  });

  // Only root gives a folder away.
  it.runIf(process.getuid?.() === 0)('says so of a real one that another user owns', async () => {
    const path = repositoryWith(join(home, 'foreign'), { 'a.txt': 'a' });
    chownSync(path, 65_534, 65_534);
    chownSync(join(path, '.git'), 65_534, 65_534);
    expect((await noRepository(path, 'A bisection needs')).message).toContain(
      `git config --global --add safe.directory ${path}`,
    );
  });
});
