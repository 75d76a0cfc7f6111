import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { readNamed, refusedBySystem, unreadable } from '../../src/terminal/unreadable-path.ts';
import { retrial } from '../support/cli.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('refused-path');

function refusal(code: string, path?: string): Error {
  const own = path === undefined ? {} : { path };
  return Object.assign(new Error(`${code}: as the system says`), { code, syscall: 'open', ...own });
}

describe('what the system refuses', () => {
  it.each([
    ['EACCES', '/shop/.retrial may not be read or written by this user'],
    ['EPERM', '/shop/.retrial may not be read or written by this user'],
    ['EROFS', '/shop/.retrial can’t be written: its disk is read-only'],
    ['ENOSPC', '/shop/.retrial can’t be written: the disk is full'],
    ['ENOTDIR', '/shop/.retrial stands where a folder or file of Retrial belongs'],
  ])('by %s is said in plain words, with the path', (code, words) => {
    const told = refusedBySystem(refusal(code, '/shop/.retrial'));
    expect(told).toBeInstanceOf(UserError);
    expect(told?.message).toContain(words);
  });

  it('is no excuse for a mistake of ours', () => {
    expect(refusedBySystem(refusal('ENOENT', '/shop/gone'))).toBeUndefined();
    expect(refusedBySystem(refusal('EACCES'))).toBeUndefined();
    expect(refusedBySystem(new Error('EACCES'))).toBeUndefined();
    expect(refusedBySystem('EACCES')).toBeUndefined();
    for (const syscall of ['mkdir', 'open'])
      expect(refusedBySystem(Object.assign(refusal('EEXIST', home), { syscall }))).toBeUndefined();
    expect(refusedBySystem(refusal('EEXIST', import.meta.filename))).toBeUndefined();
    expect(
      refusedBySystem(Object.assign(refusal('EACCES', 'git'), { syscall: 'spawn git' })),
    ).toBeUndefined();
  });

  it('shows a path as it is, but no control sequence in it', () => {
    expect(refusedBySystem(refusal('EACCES', '/büro\u001b[31m/x'))?.message).toMatch(/^\/büro\/x may not/);
  });
});

describe('a folder where a file is named', () => {
  it('is called one, though the system names no path', () => {
    expect(unreadable(refusal('EISDIR'), 'reports')?.message).toBe(
      'reports is a folder, and a file is needed here.',
    );
  });
});

describe('a file that an option names', () => {
  it.each([
    ['none.yml', /^--known: There is no file or folder none\.yml\. Paths count from \//],
    [import.meta.dirname, /^--known: .*terminal is a folder, and a file is needed here\.$/],
    ['a\0b', /^--known: /],
  ])('is told with the option when it cannot be read: %j', async (path, words) => {
    await expect(readNamed('--known', path)).rejects.toThrow(UserError);
    await expect(readNamed('--known', path)).rejects.toThrow(words);
  });
});

it('is no mistake of Retrial in a terminal, and leaves nothing behind', async () => {
  const cwd = join(home, 'taken');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.retrial'), 'mine');
  const { stdout, stderr, code } = await retrial(['repeat', '-n', '2', '-q', '--', 'true'], cwd);
  expect(stderr).toMatch(/^retrial: .*\.retrial stands where .*\n$/);
  expect([stdout, code]).toEqual(['', 2]);
  expect(readdirSync(cwd)).toEqual(['.retrial']);
});

describe('what goes wrong below `git bisect run`', () => {
  const settings = { '.github/retrial.yml': 'known: 3\n', 'a.txt': 'a' };

  it.each([
    ['a wrong word', ['--bisect-exit', '--no-such'], 128],
    ['a wrong value', ['--bisect-exit', '-n', 'many', '--', 'true'], 128],
    ['settings of this commit that cannot be used', ['--bisect-exit', '-n', '2'], 125],
    ['a word of the test’s own', ['-n', 'many', '--', 'true', '--bisect-exit'], 2],
  ])('is never a bad commit: %s', async (_, args, expected) => {
    const cwd = join(home, `bisect${args.join('').replace(/\W/g, '')}`);
    repositoryWith(cwd, settings);
    const { code, stdout } = await retrial(['repeat', ...args], cwd);
    expect([code, stdout]).toEqual([expected, '']);
  });
});
