import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overlaySettingsSchema, overlaysOf } from '../../src/checkouts/overlay-settings.ts';
import type { Overlay } from '../../src/checkouts/overlays/overlay.ts';
import { dropPrepared, prepareCommit, preparedSides, sweepPrepared } from '../../src/checkouts/prepared.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('prepared');
const repository = repositoryWith(join(home, 'project'), {
  'test/CASTest.java': 'class CASTest {\n  @Ignore\n  @Test public void testWrites() {}\n}\n',
});
const base = gitIn(repository, 'rev-parse', 'HEAD');
const folder = join(home, 'worktree');

async function prepared(runId: string, overlays: readonly Overlay[] = [{ kind: 'unskip' }], side?: string) {
  const selector = parseSelector('CASTest#testWrites');
  const more = side === undefined ? {} : { side };
  return prepareCommit({
    repository,
    base,
    runId,
    overlays,
    folder,
    selector,
    environment: (own) => own,
    ...more,
  });
}

describe('prepareCommit', () => {
  it('makes a commit of its own on the base, which no branch sees', async () => {
    const { commit, words } = await prepared('r-1111');
    expect(words).toEqual(['without @Ignore at CASTest.java:2']);
    expect(gitIn(repository, 'show', '-s', '--format=%P %an %ae', commit)).toBe(
      `${base} Retrial retrial@localhost`,
    );
    expect(gitIn(repository, 'show', `${commit}:test/CASTest.java`)).not.toContain('@Ignore');
    expect(gitIn(repository, 'branch', '--all', '--contains', commit)).toBe('');
    expect(gitIn(repository, 'status', '--porcelain')).toBe('');
    expect(existsSync(folder)).toBe(false);
  });

  it('makes the same commit again after a crash and in another run, and another one of other changes', async () => {
    const first = await prepared('r-2222');
    expect((await prepared('r-2222')).commit).toBe(first.commit);
    expect((await prepared('r-3333')).commit).toBe(first.commit);
    const content = '--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+x\n';
    const other = await prepared('r-3333', [
      {
        kind: 'patch',
        name: 'x',
        content: `diff --git a/x b/x\nnew file mode 100644\n${content.replace('a/x', '/dev/null')}`,
      },
    ]);
    expect(other.commit).not.toBe(first.commit);
  });

  it('keeps a commit for each side of a run, and lets all of them go', async () => {
    const { commit } = await prepared('r-8888', undefined, 'before');
    await prepared('r-8888', undefined, 'after');
    expect(await preparedSides(repository, 'r-8888')).toEqual(
      new Map([
        ['before', commit],
        ['after', commit],
      ]),
    );
    await dropPrepared(repository, 'r-8888');
    expect(await preparedSides(repository, 'r-8888')).toEqual(new Map());
  });

  it('leaves nothing behind when an overlay does not apply', async () => {
    const overlay: Overlay = { kind: 'patch', name: 'bad', content: 'no patch' };
    await expect(prepared('r-4444', [overlay])).rejects.toMatchObject({ code: 'E-OVERLAY' });
    expect(existsSync(folder)).toBe(false);
    expect(gitIn(repository, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial/r-4444')).toBe('');
  });

  it('keeps its commit until it is let go', async () => {
    await prepared('r-5555');
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial/r-5555')).not.toBe('');
    await dropPrepared(repository, 'r-5555');
    await dropPrepared(repository, 'r-5555');
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial/r-5555')).toBe('');
  });
});

describe('sweepPrepared', () => {
  it('lets go of the commits of runs that are over, and of no other', async () => {
    for (const runId of ['r-6666', 'r-7777']) await prepared(runId);
    await sweepPrepared(repository, async (runId) => runId === 'r-6666');
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial/r-6666')).toBe('');
    expect(gitIn(repository, 'for-each-ref', 'refs/retrial/r-7777')).not.toBe('');
    expect(gitIn(repository, 'for-each-ref', 'refs/heads')).not.toBe('');
  });
});

const settings = overlaySettingsSchema.parse({
  tests: ['test/**'],
  log: { file: 'conf/log.xml', line: '{logger}={level}' },
  named: {
    'vnodes-off': { configure: ['sed', '-i', 's/a/b/', 'conf/x'], files: ['conf/**'], timeout: '5m' },
    fixed: { 'cherry-pick': ['3f1c9ab', 'v2'], patch: '--- a\n' },
  },
});
const none = overlaySettingsSchema.parse({});

describe('overlaysOf', () => {
  it('turns a request into overlays as the project set them up', () => {
    const request = {
      unskip: true,
      names: ['fixed', 'vnodes-off', 'fixed', 'log:org.example:debug', 'log:Gossip'],
      testsFrom: 'trunk',
    };
    expect(overlaysOf(request, settings)).toEqual([
      { kind: 'tests-from', revision: 'trunk', files: ['test/**'] },
      { kind: 'cherry-pick', revision: '3f1c9ab' },
      { kind: 'cherry-pick', revision: 'v2' },
      { kind: 'patch', name: 'fixed', content: '--- a\n' },
      {
        kind: 'configure',
        name: 'vnodes-off',
        command: ['sed', '-i', 's/a/b/', 'conf/x'],
        env: {},
        timeoutMs: 300_000,
        files: ['conf/**'],
      },
      { kind: 'log', logger: 'org.example', level: 'DEBUG', file: 'conf/log.xml', line: '{logger}={level}' },
      { kind: 'log', logger: 'Gossip', level: 'TRACE', file: 'conf/log.xml', line: '{logger}={level}' },
      { kind: 'unskip' },
    ]);
    expect(overlaysOf({}, settings)).toEqual([]);
  });

  it.each([
    [{ names: ['nope'] }, settings, 'There is no overlay `nope`. There are `vnodes-off`, `fixed`.'],
    [{ names: ['constructor'] }, none, "There is no overlay `constructor`. The project's file has none."],
    [{ testsFrom: 'trunk' }, none, 'does not say which files are tests'],
    [{ names: ['log:a'] }, none, 'does not say how a log level is raised'],
    [{ names: ['log:a"/><x'] }, settings, 'is no name of a logger'],
    [{ names: ['log:a:INFO:b'] }, settings, 'is no name of a logger'],
    [{ names: ['log:'] }, settings, 'is no name of a logger'],
    [{ names: ['log:a:LOUD'] }, settings, '`LOUD` is none of ALL, TRACE'],
  ])('refuses %j where it can not be', (request, own, why) => {
    expect(() => overlaysOf(request, own)).toThrow(why);
  });
});

describe('overlaySettingsSchema', () => {
  it.each([
    [{ tests: ['../x/**'] }],
    [{ tests: ['/etc/**'] }],
    [{ log: { file: 'a/../../b', line: 'x' } }],
    [{ named: { 'UPPER case': { patch: 'x' } } }],
    [{ named: { empty: {} } }],
    [{ named: { a: { configure: 'rm -rf x' } } }],
    [{ named: { a: { configure: ['x'], env: { 'A=B': 'c' } } } }],
    [{ named: { a: { configure: ['x'], files: ['../**'] } } }],
    [{ named: { a: { configure: ['x'], files: [] } } }],
    [{ unknown: true }],
  ])('refuses %j', (section) => {
    expect(overlaySettingsSchema.safeParse(section).success).toBe(false);
  });
});
