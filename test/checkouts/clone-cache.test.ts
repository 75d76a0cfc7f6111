import { readdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultAt, keepClone } from '../../src/checkouts/clone-cache.ts';
import { resolveRevision } from '../../src/checkouts/revision.ts';
import { addWorktree } from '../../src/checkouts/worktrees.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('clone-cache');
const origin = repositoryWith(join(home, 'origin'), { 'a.txt': 'one' });
const url = `file://${origin}`;
const path = join(home, 'clones', 'shop.git');
const always = { fresh: 0, usable: 60_000 };

describe('a clone that the server keeps', { timeout: 120_000 }, () => {
  it('is laid once however many ask, and serves worktrees', async () => {
    expect(await Promise.all([keepClone({ path, url }), keepClone({ path, url })])).toEqual([
      undefined,
      undefined,
    ]);
    const commit = await resolveRevision(path, 'main');
    expect(commit).toBe(gitIn(origin, 'rev-parse', 'HEAD'));
    await addWorktree(path, { commit, folder: join(home, 'worktree') });
    expect(readdirSync(join(home, 'worktree'))).toContain('a.txt');
    expect(readdirSync(join(home, 'clones')).toSorted()).toEqual(['shop.git', 'shop.git.lock']);
  });

  it('is fetched again once it is no longer fresh', async () => {
    const next = commitFiles(origin, { 'a.txt': 'two' }, 'Two');
    await keepClone({ path, url }, { ...always, fresh: 60_000 });
    expect(await resolveRevision(path, 'main')).not.toBe(next);
    await keepClone({ path, url }, always);
    expect(await resolveRevision(path, 'main')).toBe(next);
  });

  it('is laid anew when it is damaged, or belongs to another address', async () => {
    truncateSync(join(path, 'HEAD'), 0);
    await keepClone({ path, url }, always);
    expect(await resolveRevision(path, 'main')).toBe(gitIn(origin, 'rev-parse', 'HEAD'));
    gitIn(path, 'remote', 'set-url', 'origin', '/nowhere');
    await keepClone({ path, url }, always);
    expect(gitIn(path, 'remote', 'get-url', 'origin')).toBe(url);
  });

  it('serves while its host is away, and not for ever', async () => {
    rmSync(join(origin, '.git', 'HEAD'));
    expect(await keepClone({ path, url }, always)).toContain('could not be fetched');
    await expect(keepClone({ path, url }, { fresh: 0, usable: 0 })).rejects.toThrow('could not be fetched');
    expect(await faultAt(url)).toContain('could not be fetched');
    await expect(keepClone({ path: join(home, 'clones', 'new.git'), url })).rejects.toThrow('could not be');
  });

  it('of a host that can leave them out has the contents of files once a worktree needs them', async () => {
    const lean = repositoryWith(join(home, 'lean'), { 'a.txt': 'first', 'b.txt': 'other' });
    for (const name of ['allowFilter', 'allowAnySHA1InWant'])
      gitIn(lean, 'config', `uploadpack.${name}`, 'true');
    const [first, second] = [
      gitIn(lean, 'rev-parse', 'HEAD'),
      commitFiles(lean, { 'a.txt': 'second' }, 'Next'),
    ];
    const of = { path: join(home, 'clones', 'lean.git'), url: `file://${lean}` };
    const missing = (): readonly string[] =>
      gitIn(of.path, 'rev-list', '--objects', '--all', '--missing=print')
        .split('\n')
        .flatMap((line) => (line.startsWith('?') ? [gitIn(lean, 'cat-file', 'blob', line.slice(1))] : []))
        .toSorted();
    await keepClone(of);
    expect(gitIn(of.path, 'rev-parse', '--is-bare-repository')).toBe('true');
    expect(gitIn(of.path, 'config', 'remote.origin.partialclonefilter')).toBe('blob:none');
    expect(missing()).toEqual(['first', 'other', 'second']);
    await addWorktree(of.path, { commit: first, folder: join(home, 'lean-first') });
    expect(readFileSync(join(home, 'lean-first', 'a.txt'), 'utf8')).toBe('first');
    expect(missing()).toEqual(['second']);
    commitFiles(lean, { 'a.txt': 'third' }, 'Last');
    await keepClone(of, always);
    expect(missing()).toEqual(['second', 'third']);

    gitIn(of.path, 'config', 'remote.origin.uploadpack', 'sleep 20; git-upload-pack');
    const slow = { commit: second, folder: join(home, 'lean-second'), timeoutMs: 300 };
    const words = new RegExp(
      `^The files of commit ${second.slice(0, 12)} did not come from ${of.url} within`,
    );
    await expect(addWorktree(of.path, slow)).rejects.toThrow(words);
    gitIn(of.path, 'config', '--unset', 'remote.origin.uploadpack');
    renameSync(lean, `${lean}-away`);
    const away = addWorktree(of.path, { ...slow, timeoutMs: 20_000 });
    await expect(away).rejects.toBeInstanceOf(RetryableError);
    await expect(away).rejects.toThrow(/^The files of commit \w{12} could not be fetched from file:[^ ]+\.$/);
    expect(readdirSync(home)).not.toContain('lean-second');
  });

  it('comes by no protocol that starts a program', async () => {
    const hostile = `ext::sh -c touch% ${join(home, 'owned')}`;
    await expect(keepClone({ path: join(home, 'clones', 'bad.git'), url: hostile })).rejects.toThrow(
      'not allowed',
    );
    expect(readdirSync(home)).not.toContain('owned');
  });
});
