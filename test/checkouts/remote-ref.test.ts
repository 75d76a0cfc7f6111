import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { remoteRefAt } from '../../src/checkouts/remote-ref.ts';
import { originSlug } from '../../src/checkouts/revision.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('remote-ref');

describe('a name under which a code host knows a commit', () => {
  const origin = repositoryWith(join(home, 'origin'), { a: '1' });
  const first = gitIn(origin, 'rev-parse', 'HEAD');
  gitIn(origin, 'tag', 'v1');
  const second = commitFiles(origin, { a: '2' }, 'Change');
  const third = commitFiles(origin, { a: '3' }, 'Change again');
  gitIn(origin, 'branch', 'also');
  const clone = join(home, 'clone');
  gitIn(home, 'clone', '--quiet', origin, clone);

  it('is the branch that was asked for, else any branch, else a tag', async () => {
    expect(await remoteRefAt(clone, third, 'main')).toEqual({ kind: 'branch', name: 'main' });
    expect(await remoteRefAt(clone, third, 'elsewhere')).toEqual({ kind: 'branch', name: 'also' });
    expect(await remoteRefAt(clone, first, 'v1')).toEqual({ kind: 'tag', name: 'v1' });
  });

  it('is none for a commit that only other commits lead to', async () => {
    expect(await remoteRefAt(clone, second, 'main')).toBeUndefined();
  });

  it('is never the pointer to the default branch, nor a branch of this machine alone', async () => {
    gitIn(clone, 'branch', 'mine', second);
    expect(await remoteRefAt(clone, second, 'mine')).toBeUndefined();
    expect((await remoteRefAt(clone, third, 'HEAD'))?.name).not.toBe('HEAD');
  });
});

describe('what a repository is called on its code host', () => {
  const clone = repositoryWith(join(home, 'named'), { a: '1' });
  gitIn(clone, 'remote', 'add', 'origin', 'x');

  it.each([
    ['https://github.com/acme/shop.git', 'acme/shop'],
    ['https://bot:secret@github.com/acme/shop', 'acme/shop'],
    ['git@github.com:acme/shop.js.git', 'acme/shop.js'],
    ['ssh://git@host:22/acme/shop/', 'acme/shop'],
    ['/srv/git/acme/shop.git', undefined],
    ['https://example.org/deep/acme/shop', undefined],
  ])('%s: %s', async (url, slug) => {
    gitIn(clone, 'config', 'remote.origin.url', url);
    expect(await originSlug(clone)).toBe(slug);
  });
});
