import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  describeCheckout,
  fetchOrigin,
  fileAt,
  repositoryRoot,
  resolveRevision,
} from '../../src/checkouts/revision.ts';
import { addWorktree, removeWorktree, worktreeHome } from '../../src/checkouts/worktrees.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('checkouts');
const repository = repositoryWith(join(home, 'project'), { 'a.txt': 'one' });
const first = gitIn(repository, 'rev-parse', 'HEAD');
const second = commitFiles(repository, { 'a.txt': 'two' }, 'Change');
gitIn(repository, 'tag', 'v1', first);
gitIn(repository, 'branch', 'fix-17461', second);

describe('resolveRevision', () => {
  it.each([
    ['main', second],
    ['v1', first],
    ['fix-17461', second],
    [first.slice(0, 8), first],
    ['main~1', first],
  ])('finds %s', async (revision, commit) => {
    expect(await resolveRevision(repository, revision)).toBe(commit);
  });

  it.each(['nope', '--all', '-v', 'HEAD; rm -rf ~', '$(id)', '', 'a..b', 'main^{tree}'])(
    'refuses %j as no revision',
    async (revision) => {
      await expect(resolveRevision(repository, revision)).rejects.toThrow("isn't a branch, tag or commit");
    },
  );

  it('names branches with a like name', async () => {
    await expect(resolveRevision(repository, '17461')).rejects.toThrow('fix-17461');
  });

  it('follows the remote branch of a fetched clone, not a stale local one', async () => {
    const clone = join(home, 'clone');
    gitIn(home, 'clone', '--quiet', repository, clone);
    const third = commitFiles(repository, { 'a.txt': 'three' }, 'Again');
    await fetchOrigin(clone);
    expect(await resolveRevision(clone, 'main')).toBe(third);
    expect(gitIn(clone, 'rev-parse', 'main')).toBe(second);
  });
});

describe('fileAt', () => {
  it('gives a file as a revision has it, or nothing', async () => {
    expect(await fileAt(repository, first, 'a.txt')).toBe('one');
    expect(await fileAt(repository, 'fix-17461', 'a.txt')).toBe('two');
    expect(await fileAt(repository, 'main', 'no/such/file')).toBeUndefined();
    expect(await fileAt(repository, 'main', '--help')).toBeUndefined();
    await expect(fileAt(repository, 'gone', 'a.txt')).rejects.toThrow("isn't a branch, tag or commit");
  });
});

describe('worktrees', () => {
  it('hold the asked commit outside the repository and leave the checkout alone', async () => {
    const folder = join(worktreeHome(repository, 'r-1'), 'slot-1');
    expect(folder.startsWith(repository)).toBe(false);
    await addWorktree(repository, { commit: first, folder });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one');
    await removeWorktree(repository, folder);
    expect(existsSync(folder)).toBe(false);
    expect(gitIn(repository, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('replace what a killed process left there', async () => {
    const folder = join(home, 'trees', 'slot-1');
    await addWorktree(repository, { commit: first, folder });
    writeFileSync(join(folder, 'left-over.xml'), '');
    await addWorktree(repository, { commit: second, folder });
    expect(existsSync(join(folder, 'left-over.xml'))).toBe(false);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('two');
    await removeWorktree(repository, folder);
    await removeWorktree(repository, folder);
  });

  it('run no hook of the repository', async () => {
    writeFileSync(join(repository, '.git/hooks/post-checkout'), '#!/bin/sh\ntouch "$PWD/pwned"\n', {
      mode: 0o755,
    });
    const folder = join(home, 'trees', 'hooked');
    await addWorktree(repository, { commit: second, folder });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    await removeWorktree(repository, folder);
  });
});

describe('describeCheckout', () => {
  it('names commit and branch, and says when files differ', async () => {
    const head = gitIn(repository, 'rev-parse', 'HEAD');
    expect(await describeCheckout(repository)).toEqual({ commit: head, branch: 'main', dirty: false });
    writeFileSync(join(repository, 'a.txt'), 'four');
    expect(await describeCheckout(repository)).toMatchObject({ dirty: true });
  });

  it('is content outside a repository', async () => {
    expect(await repositoryRoot(home)).toBeUndefined();
    expect(await describeCheckout(home)).toEqual({ dirty: false });
  });
});
