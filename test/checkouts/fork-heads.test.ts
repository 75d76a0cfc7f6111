import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isHeldBy } from '../../src/checkouts/ancestry.ts';
import { codePlace } from '../../src/app/starting.ts';
import { keepClone } from '../../src/checkouts/clone-cache.ts';
import { fetchForkHead, forkCloneOf, isOnBranch } from '../../src/checkouts/fork-heads.ts';
import { resolveRevision } from '../../src/checkouts/revision.ts';
import { addWorktree } from '../../src/checkouts/worktrees.ts';
import { fetchForks } from '../../src/worker/fork-heads.ts';
import { runSettingsSchema } from '../../src/worker/parts.ts';
import { RetryableError } from '../../src/model/errors.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('fork-heads');
const origin = repositoryWith(join(home, 'origin'), { 'a.txt': 'one' });
gitIn(origin, 'config', 'uploadpack.allowFilter', 'true');
const main = gitIn(origin, 'rev-parse', 'HEAD');
const owned = join(home, 'owned');
const clone = { path: join(home, 'clones', 'shop.git'), url: `file://${origin}` };
const forks = forkCloneOf(clone);

const on = { runsForks: () => true };

/** A push to the head of a pull request, of the same line of commits or a new one. */
function pushed(pull: number, text: string, isNewLine = false): string {
  gitIn(origin, 'checkout', '--quiet', '--detach', isNewLine ? main : headOf(pull));
  const files = {
    'a.txt': text,
    '.gitattributes': '* filter=owned\n',
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://127.0.0.1:1/x\n',
    '.gitconfig': `[core]\n\tfsmonitor = touch ${owned}\n[filter "owned"]\n\tsmudge = touch ${owned}\n`,
    '.githooks/post-checkout': `#!/bin/sh\ntouch ${owned}\n`,
    'hooks/post-checkout': `#!/bin/sh\ntouch ${owned}\n`,
  };
  const commit = commitFiles(origin, files, `Push ${text}`);
  gitIn(origin, 'update-ref', `refs/pull/${pull}/head`, commit);
  gitIn(origin, 'checkout', '--quiet', 'main');
  return commit;
}
function headOf(pull: number): string {
  return gitIn(origin, 'for-each-ref', '--format=%(objectname)', `refs/pull/${pull}/head`) || main;
}

describe('the head of a pull request from a fork', { timeout: 120_000 }, () => {
  const first = pushed(34, 'two');

  it('comes into a clone of its own, by its number, and starts nothing when it is checked out', async () => {
    await keepClone(clone);
    await keepClone(forks);
    await fetchForkHead(forks, { pull: 34, commit: first });
    const folder = join(home, 'worktree');
    await addWorktree(forks.path, { commit: first, folder });
    expect(readdirSync(folder)).toContain('a.txt');
    expect(gitIn(folder, 'rev-parse', 'HEAD')).toBe(first);
    expect(existsSync(owned)).toBe(false);
  });

  it('never comes into the usual clone because somebody names its commit', async () => {
    await expect(resolveRevision(clone.path, first)).rejects.toMatchObject({ code: 'E-REF' });
    expect(await isHeldBy(clone.path, { commit: first, revision: 'main' })).toBeUndefined();
    expect(await isHeldBy(clone.path, { commit: main, revision: first })).toBeUndefined();
    await expect(resolveRevision(clone.path, first)).rejects.toMatchObject({ code: 'E-REF' });
  });

  it('is the commit that was asked for, though it has moved on since', async () => {
    const next = pushed(34, 'three');
    const later = pushed(34, 'four');
    await fetchForkHead(forks, { pull: 34, commit: next });
    expect(await resolveRevision(forks.path, next)).toBe(next);
    expect(gitIn(forks.path, 'for-each-ref', '--format=%(objectname)', 'refs/pulls')).not.toContain(later);
  });

  it('is refused once it was replaced, and stays what it was where it is here already', async () => {
    const lost = pushed(34, 'five');
    const replaced = pushed(34, 'six', true);
    await expect(fetchForkHead(forks, { pull: 34, commit: lost })).rejects.toMatchObject({
      code: 'E-REF',
      message: expect.stringContaining(`is \`${replaced.slice(0, 9)}\` now`),
    });
    await fetchForkHead(forks, { pull: 34, commit: first });
  });

  it('is never one that another pull request brought, nor an option', async () => {
    const other = pushed(35, 'seven');
    await expect(fetchForkHead(forks, { pull: 34, commit: other })).rejects.toThrow('and ask again');
    for (const commit of ['--upload-pack=touch', 'main', `${first}^`])
      await expect(fetchForkHead(forks, { pull: 34, commit })).rejects.toThrow('a number and a commit');
    await expect(fetchForkHead(forks, { pull: 404, commit: first })).rejects.toThrow('could not be fetched');
    expect(existsSync(owned)).toBe(false);
  });

  it('runs with nothing else of any fork, whatever a command calls it', async () => {
    const other = pushed(36, 'eight');
    await fetchForkHead(forks, { pull: 36, commit: other });
    const usual = { origin: forks.url, repository: forks.path, fetch: true, slug: 'acme/shop', quiet: false };
    const settings = (rest: object) =>
      runSettingsSchema.parse({ ...usual, settings: {}, forks: [{ pull: 34, commit: first }], ...rest });
    const run = { service: 'local', revision: first };
    await fetchForks(run, settings({ question: { kind: 'compare', base: 'main' } }), on);
    for (const name of [other, other.slice(0, 9), `refs/pulls/36/${other}`]) {
      const refused = { code: 'E-REF', message: expect.stringContaining('on no branch of the repository') };
      for (const question of [{ base: name }, { good: name }, { branchedFrom: name }])
        await expect(fetchForks(run, settings({ question }), on)).rejects.toMatchObject(refused);
      const overlays = { asked: [], applied: [{ kind: 'tests-from', revision: name, files: [] }] };
      await expect(fetchForks(run, settings({ overlays }), on)).rejects.toMatchObject(refused);
      await expect(fetchForks({ ...run, revision: name }, settings({}), on)).rejects.toMatchObject(refused);
    }
  });

  it('is never taken to a service that builds what is pushed', async () => {
    const head = { pull: 34, commit: first };
    const repository = { ...clone, fetch: true, push: { to: 'origin' }, forkHeads: 'refuse' } as const;
    expect(codePlace(repository, [head])).toEqual({
      repository: forks.path,
      origin: forks.url,
      fetch: true,
      forks: [head],
    });
    const settings = runSettingsSchema.parse({
      ...codePlace(repository, [head]),
      settings: {},
      quiet: false,
    });
    const refused = { code: 'E-REF', message: expect.stringContaining('pushed nowhere') };
    await expect(fetchForks({ service: 'circleci', revision: first }, settings, on)).rejects.toMatchObject(
      refused,
    );
    const pushing = { ...settings, push: { to: 'origin' } };
    await expect(fetchForks({ service: 'local', revision: first }, pushing, on)).rejects.toMatchObject(
      refused,
    );
  });

  it('runs no more once the operator took that back, though it was asked for before', async () => {
    const settings = runSettingsSchema.parse({
      ...codePlace({ ...clone, fetch: true, forkHeads: 'refuse' }, [{ pull: 34, commit: first }]),
      slug: 'acme/shop',
      settings: {},
      quiet: false,
    });
    const run = { service: 'local', revision: first };
    await fetchForks(run, settings, on);
    const off = [{}, { runsForks: () => false }, { runsForks: (name: string) => name === 'acme/other' }];
    for (const parts of off)
      await expect(fetchForks(run, settings, parts)).rejects.toMatchObject({ code: 'E-REF' });
  });

  it('is fetched by two runs at once, of which one may have to come again', async () => {
    const head = { pull: 37, commit: pushed(37, 'nine') };
    const lock = join(forks.path, `refs/pulls/37/now-${head.commit.slice(0, 12)}.lock`);
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, '');
    await expect(fetchForkHead(forks, head)).rejects.toThrow(RetryableError);
    rmSync(lock);
    const both = await Promise.allSettled([1, 2].map(async () => fetchForkHead(forks, head)));
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused.filter((error) => !(error instanceof RetryableError))).toEqual([]);
    expect(await resolveRevision(forks.path, head.commit)).toBe(head.commit);
  });

  it('is told from what stands on the branches of the repository', async () => {
    expect(await isOnBranch(forks.path, main)).toBe(true);
    expect(await isOnBranch(forks.path, first)).toBe(false);
  });
});
