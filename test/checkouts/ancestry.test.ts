import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHolds } from '../../src/app/holding.ts';
import { isHeldBy } from '../../src/checkouts/ancestry.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('ancestry');
const origin = repositoryWith(join(home, 'origin'), { 'a.txt': '1' });
const first = gitIn(origin, 'rev-parse', 'HEAD');
const second = commitFiles(origin, { 'a.txt': '2' }, 'Second');
const clone = join(home, 'clone');
gitIn(home, 'clone', '--quiet', origin, clone);
const third = commitFiles(origin, { 'a.txt': '3' }, 'Third');

describe('whether a clone’s revision holds a commit', () => {
  it.each([
    ['an older commit', { revision: second, commit: first }, true],
    ['a newer one', { revision: first, commit: second }, false],
    ['itself', { revision: second, commit: second }, true],
    ['a branch', { revision: 'main', commit: second }, true],
    ['a commit it does not know', { revision: 'main', commit: third }, undefined],
    ['a branch it does not know', { revision: 'other', commit: first }, undefined],
    ['an option for a branch', { revision: '--all', commit: first }, undefined],
    ['a name for a commit', { revision: 'main', commit: '--help' }, undefined],
    ['an abbreviation', { revision: second.slice(0, 9), commit: first }, undefined],
  ])('%s', async (_, pair, expected) => expect(await isHeldBy(clone, pair)).toBe(expected));
});

describe('the clones of a server', () => {
  it('are brought up to date for what they do not know, every ten minutes at most', async () => {
    const url = undefined;
    const repositories = { 'acme/shop': { path: clone, fetch: true, url } };
    let time = 0;
    const holds = createHolds({ repositories } as never, () => new Date(time));
    expect(await holds('acme/shop', { revision: 'main', commit: third })).toBe(true);
    const fourth = commitFiles(origin, { 'a.txt': '4' }, 'Fourth');
    expect(await holds('acme/shop', { revision: fourth, commit: third })).toBeUndefined();
    time = 10 * 60_000;
    expect(await holds('acme/shop', { revision: fourth, commit: third })).toBe(true);
    expect(await holds('acme/other', { revision: fourth, commit: third })).toBeUndefined();
  });
});
