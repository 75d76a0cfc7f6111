import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { applyOverlays } from '../../src/checkouts/overlays.ts';
import { changesCode, isMisfit, type Overlay } from '../../src/checkouts/overlays/overlay.ts';
import { addWorktree, removeWorktree } from '../../src/checkouts/worktrees.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { testEnvironment } from '../../src/processes/environment.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const skipped = 'class CASTest {\n  @Ignore("broken since May")\n  @Test public void testWrites() {}\n}\n';
const plain = 'class CASTest {\n  @Test public void testWrites() {}\n}\n';

const home = scratch('overlays');
const repository = repositoryWith(join(home, 'project'), {
  'test/CASTest.java': skipped,
  'test/OldTest.java': 'class OldTest {}\n',
  'conf/log.xml': '<configuration>\n</configuration>\n',
  'src/main.txt': 'one\ntwo\nthree\n',
});
symlinkSync('/etc/hostname', join(repository, 'conf/outside.xml'));
gitIn(repository, 'add', '--all');
gitIn(repository, 'commit', '--quiet', '--message', 'Link');
const base = gitIn(repository, 'rev-parse', 'HEAD');
gitIn(repository, 'rm', '--quiet', 'test/OldTest.java');
const fix = commitFiles(repository, { 'src/main.txt': 'one\n2\nthree\n' }, 'Fix');
const newTests = commitFiles(repository, { 'test/CASTest.java': plain, 'src/main.txt': 'other\n' }, 'Tests');
const clash = commitFiles(repository, { 'src/main.txt': 'another\n' }, 'Clash');

const folder = join(home, 'worktree');
afterEach(async () => removeWorktree(repository, folder));

async function applied(overlay: Overlay | readonly Overlay[], selector = 'CASTest#testWrites') {
  await addWorktree(repository, { commit: base, folder });
  return applyOverlays(siteFor(selector), [overlay].flat());
}

function siteFor(selector: string) {
  return {
    worktree: folder,
    selector: parseSelector(selector),
    environment: (configured: Readonly<Record<string, string>>) => testEnvironment(process.env, configured),
  };
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

describe('unskip', () => {
  it('takes the skip off the test and says where it stood', async () => {
    const { words, skipDiff } = await applied({ kind: 'unskip' });
    expect(words).toEqual(['without @Ignore at CASTest.java:2']);
    expect(skipDiff.split('\n').slice(4)).toEqual([
      '@@ -1,4 +1,4 @@',
      ' class CASTest {',
      '-  @Ignore("broken since May")',
      '+',
      '   @Test public void testWrites() {}',
      ' }',
    ]);
    expect(read('test/CASTest.java')).not.toContain('@Ignore');
  });

  it('shows what it changed alone, and no more of it than people look at', async () => {
    const long = `@Ignore("${'x'.repeat(5_000)}")`;
    const content = Array.from({ length: 31 }, (_, at) => `  ${long} @Test public void t${at}() {}\n`).join(
      '',
    );
    const source = `class CASTest {\n${content}}\n`;
    const wide: Overlay = {
      kind: 'patch',
      name: 'wide',
      content: newFile('test/WideTest.java', source.replace('CASTest', 'WideTest')),
    };
    const selector = Array.from({ length: 31 }, (_, at) => `WideTest#t${at}`).join(',');
    const { skipDiff } = await applied([wide, { kind: 'unskip' }], selector);
    const lines = skipDiff.split('\n');
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toMatch(/^… \d+ more lines$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(300);
    expect(skipDiff).not.toContain('new file');
  });

  it('takes off what several tests share, and leaves those of them that run already', async () => {
    const shared = '@Ignore\nclass TwoTest {\n  @Test void one() {}\n  @Test void two() {}\n}\n';
    const some = 'class SomeTest {\n  @Ignore @Test void one() {}\n  @Test void two() {}\n}\n';
    const files: Overlay[] = [
      { kind: 'patch', name: 'two', content: newFile('test/TwoTest.java', shared) },
      { kind: 'patch', name: 'some', content: newFile('test/SomeTest.java', some) },
      { kind: 'unskip' },
    ];
    const { words } = await applied(files, 'TwoTest#one,TwoTest#two,SomeTest#one,SomeTest#two');
    expect(words.slice(2)).toEqual([
      'without @Ignore of the class at TwoTest.java:1',
      'without @Ignore at SomeTest.java:2',
    ]);
    await removeWorktree(repository, folder);
    await expect(applied(files, 'SomeTest#two,CASTest#nope')).rejects.toMatchObject({ code: 'E-UNSKIP' });
    await removeWorktree(repository, folder);
    const none = files.with(0, {
      kind: 'patch',
      name: 'x',
      content: newFile('test/X.java', 'class X { @Test void a() {} @Test void b() {} }\n'),
    });
    await expect(applied(none, 'X#a,X#b')).rejects.toThrow('no skip on `X#a`, `X#b`: nothing to remove');
  });

  it('refuses a test without a skip', async () => {
    await expect(applied({ kind: 'unskip' }, 'OldTest')).rejects.toMatchObject({ code: 'E-UNSKIP' });
  });

  it('refuses a command without a test', async () => {
    await expect(applied({ kind: 'unskip' }, '')).rejects.toMatchObject({ code: 'E-UNSKIP' });
  });

  it('names the closest file of a test that is not there', async () => {
    await expect(applied({ kind: 'unskip' }, 'CASTests#testWrites')).rejects.toMatchObject({
      code: 'E-TEST-NONE',
      message: expect.stringContaining('CASTest.java'),
    });
  });
});

describe('cherry-pick', () => {
  it('brings in the change of a commit, and nothing else of it', async () => {
    const { words } = await applied({ kind: 'cherry-pick', revision: fix });
    expect(words).toEqual([`with the change of ${fix.slice(0, 9)}`]);
    expect(read('src/main.txt')).toBe('one\n2\nthree\n');
    expect(read('test/CASTest.java')).toBe(skipped);
  });

  it('names the files of a conflict', async () => {
    await expect(applied({ kind: 'cherry-pick', revision: clash })).rejects.toThrow(
      'does not apply here: it conflicts in `src/main.txt`.',
    );
  });

  it('takes a fault of git itself for no property of the revision', async () => {
    await addWorktree(repository, { commit: base, folder });
    writeFileSync(join(repository, '.git/worktrees/worktree/index.lock'), '');
    for (const overlay of [{ kind: 'cherry-pick', revision: fix } as const, patchOf('src/main.txt')]) {
      const fault = await applyOverlays(siteFor(''), [overlay]).catch((error: unknown) => error);
      expect(String(fault)).toContain('index.lock');
      expect(isMisfit(fault)).toBe(false);
    }
  });

  it('refuses a change that is in already', async () => {
    await expect(applied({ kind: 'cherry-pick', revision: base })).rejects.toThrow('it is in already');
  });

  it.each(['--abort', '-n', 'nope', 'main..main'])('refuses %j as no revision', async (revision) => {
    await expect(applied({ kind: 'cherry-pick', revision })).rejects.toMatchObject({ code: 'E-REF' });
  });
});

describe('tests-from', () => {
  it('takes the test files of another revision, and only those', async () => {
    const { words } = await applied({ kind: 'tests-from', revision: newTests, files: ['test/**'] });
    expect(words).toEqual([`with the tests of ${newTests.slice(0, 9)} (2 files)`]);
    expect(read('test/CASTest.java')).toBe(plain);
    expect(existsSync(join(folder, 'test/OldTest.java'))).toBe(false);
    expect(read('src/main.txt')).toBe('one\ntwo\nthree\n');
  });

  it('refuses when no test file differs there', async () => {
    const overlay: Overlay = { kind: 'tests-from', revision: newTests, files: ['nowhere/**'] };
    await expect(applied(overlay)).rejects.toMatchObject({ code: 'E-OVERLAY' });
  });

  it('refuses an option in place of a revision', async () => {
    const overlay: Overlay = { kind: 'tests-from', revision: '--help', files: ['test/**'] };
    await expect(applied(overlay)).rejects.toMatchObject({ code: 'E-REF' });
  });
});

function newFile(path: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
}

function patchOf(path: string, from = '--- a/'): Overlay {
  const content = `${from}${path}\n+++ b/${path}\n@@ -1,3 +1,3 @@\n one\n-two\n+II\n three`;
  return { kind: 'patch', name: 'roman', content };
}

describe('patch', () => {
  it('applies a diff', async () => {
    const { words, skipDiff } = await applied(patchOf('src/main.txt'));
    expect([words, skipDiff]).toEqual([['with the patch roman'], '']);
    expect(read('src/main.txt')).toBe('one\nII\nthree\n');
  });

  it.each(['../outside.txt', '/etc/hostname', 'conf/outside.xml', '.git/config', 'nowhere.txt'])(
    'refuses one of %s and changes nothing',
    async (path) => {
      writeFileSync(join(home, 'outside.txt'), 'one\ntwo\nthree\n');
      await expect(applied(patchOf(path))).rejects.toMatchObject({ code: 'E-OVERLAY' });
      expect(readFileSync(join(home, 'outside.txt'), 'utf8')).toBe('one\ntwo\nthree\n');
      expect(gitIn(folder, 'status', '--porcelain')).toBe('');
    },
  );

  it('refuses what writes over a link that it makes itself', async () => {
    const target = join(home, 'target');
    mkdirSync(target, { recursive: true });
    const content = `diff --git a/way b/way\nnew file mode 120000\n--- /dev/null\n+++ b/way\n@@ -0,0 +1 @@\n+${target}\n\\ No newline at end of file\ndiff --git a/way/x b/way/x\nnew file mode 100644\n--- /dev/null\n+++ b/way/x\n@@ -0,0 +1 @@\n+got\n`;
    await expect(applied({ kind: 'patch', name: 'link', content })).rejects.toMatchObject({
      code: 'E-OVERLAY',
    });
    expect(existsSync(join(target, 'x'))).toBe(false);
  });
});

const logged = { kind: 'log', logger: 'org.example.Paxos', level: 'TRACE' } as const;

describe('log', () => {
  it("puts the project's line where the project says", async () => {
    const line = '<logger name="{logger}" level="{level}"/>';
    const { words } = await applied({ ...logged, file: 'conf/log.xml', line, before: '</configuration>' });
    expect(words).toEqual(['with org.example.Paxos logged at TRACE']);
    expect(read('conf/log.xml')).toBe(
      '<configuration>\n<logger name="org.example.Paxos" level="TRACE"/>\n</configuration>\n',
    );
  });

  it('adds the line at the end otherwise', async () => {
    await applied({ ...logged, file: 'src/main.txt', line: '{logger}={level}' });
    expect(read('src/main.txt')).toBe('one\ntwo\nthree\norg.example.Paxos=TRACE\n');
  });

  it.each(['conf/outside.xml', '../project/conf/log.xml', 'nowhere.xml', 'conf', '/etc/hostname'])(
    'refuses %s, which is no plain file of the worktree',
    async (file) => {
      await expect(applied({ ...logged, file, line: 'x' })).rejects.toMatchObject({ code: 'E-OVERLAY' });
    },
  );

  it('refuses a file without the place', async () => {
    const overlay = { ...logged, file: 'src/main.txt', line: 'x', before: '</log>' };
    await expect(applied(overlay)).rejects.toThrow('does not hold `</log>`');
  });
});

function configure(
  script: string,
  more: { timeoutMs?: number; env?: Record<string, string>; files?: readonly string[] } = {},
): Overlay {
  const command = [process.execPath, '-e', script];
  return {
    kind: 'configure',
    name: 'vnodes-off',
    command,
    env: {},
    timeoutMs: 20_000,
    files: ['conf/**'],
    ...more,
  };
}

describe('configure', () => {
  const writing = (...paths: string[]): string =>
    `const fs = require('fs'); for (const path of ${JSON.stringify(paths)}) { fs.mkdirSync(require('path').dirname(path), { recursive: true }); fs.writeFileSync(path, 'x'); }`;

  it('may change where CI is configured, unless the project names other files', async () => {
    const command = [process.execPath, '-e', writing('.circleci/config.yml', '.github/workflows/ci.yml')];
    const usual: Overlay = { kind: 'configure', name: 'vnodes-off', command, env: {}, timeoutMs: 20_000 };
    expect((await applied(usual)).words).toEqual(['vnodes-off']);
    await removeWorktree(repository, folder);
    expect((await applied(configure(writing('conf/deep/new.txt')))).words).toEqual(['vnodes-off']);
  });

  it.each([
    [['conf/ok.txt', 'src/evil.txt'], undefined, '`src/evil.txt`, and may change `conf/**` alone'],
    [['conf/ok.txt'], ['.circleci/**'], '`conf/ok.txt`, and may change `.circleci/**` alone'],
    [['x.circleci/a', '.circleci2/b'], ['.circleci/**'], '`.circleci2/b`, `x.circleci/a`'],
    [Array.from({ length: 7 }, (_, at) => `src/${at}`), undefined, 'and 2 more'],
  ] as const)('changes nothing else: %j of %j', async (paths, files, words) => {
    const overlay = configure(writing(...paths), files === undefined ? {} : { files });
    await expect(applied(overlay)).rejects.toThrow(words);
  });

  it.each([
    ['a source beside its own files', writing('.circleci/config.yml', 'src/Evil.java'), '`src/Evil.java`'],
    ['what only looks like them', writing('.github/CODEOWNERS', 'x/.circleci/a'), '`x/.circleci/a`'],
    [
      'a source behind a link',
      "const fs = require('fs'); fs.mkdirSync('src', { recursive: true }); fs.symlinkSync('src', '.buildkite'); fs.writeFileSync('.buildkite/Evil.java', 'x');",
      '`src/Evil.java`',
    ],
    [
      'a source that moves to them',
      "const fs = require('fs'); fs.mkdirSync('.circleci', { recursive: true }); fs.renameSync('conf/log.xml', '.circleci/log.xml');",
      '`conf/log.xml`',
    ],
  ])('of no files of its own changes CI alone, and not %s', async (_, script, words) => {
    const command = [process.execPath, '-e', script];
    const usual: Overlay = { kind: 'configure', name: 'ci', command, env: {}, timeoutMs: 20_000 };
    await expect(applied(usual)).rejects.toThrow(words);
    expect(changesCode([usual])).toBe(false);
  });

  it('of files of its own, like any other change, changes the code', () => {
    const usual: Overlay = { kind: 'configure', name: 'ci', command: ['sed'], env: {}, timeoutMs: 20_000 };
    const others: readonly Overlay[] = [
      { ...usual, files: ['.circleci/**'] },
      { kind: 'unskip' },
      { kind: 'log', logger: 'a', level: 'TRACE', file: 'log.xml', line: 'x' },
      { kind: 'cherry-pick', revision: 'main' },
      { kind: 'patch', name: 'fix', content: 'x' },
      { kind: 'tests-from', revision: 'main', files: ['test/**'] },
    ];
    for (const other of others) {
      expect(changesCode([other])).toBe(true);
      expect(changesCode([usual, other])).toBe(true);
    }
    expect(changesCode([usual, usual])).toBe(false);
  });

  it("runs the project's command in the worktree with no secret of ours", async () => {
    process.env['SECRET_TOKEN'] = 'secret';
    const script = `require('fs').writeFileSync('conf/new.txt', String(process.env.SECRET_TOKEN) + process.env.VNODES)`;
    const { words } = await applied(configure(script, { env: { VNODES: 'no' } }));
    delete process.env['SECRET_TOKEN'];
    expect(words).toEqual(['vnodes-off']);
    expect(read('conf/new.txt')).toBe('undefinedno');
  });

  it.each([
    [configure('console.log("no such\\nkey"); process.exit(3)'), 'its command exited with 3: `key`.'],
    [configure('setInterval(() => {}, 1000)', { timeoutMs: 300 }), 'its command took longer than 0.3 s.'],
    [configure(''), 'its command changed no file that git keeps.'],
    [{ ...configure(''), command: ['/nowhere/tool'] } as Overlay, "its command can't be started"],
  ])('refuses a command that does not do its work: %#', async (overlay, why) => {
    await expect(applied(overlay)).rejects.toThrow(`The overlay \`vnodes-off\` does not apply here: ${why}`);
  });
});

describe('applyOverlays', () => {
  it('applies several in the order of their kinds, whatever order they are listed in', async () => {
    const line = '// {logger}';
    const { words } = await applied([
      { ...logged, file: 'test/CASTest.java', line },
      { kind: 'unskip' },
      { kind: 'cherry-pick', revision: fix },
    ]);
    expect(words).toEqual([
      `with the change of ${fix.slice(0, 9)}`,
      'without @Ignore at CASTest.java:2',
      'with org.example.Paxos logged at TRACE',
    ]);
  });

  it('changes nothing without overlays', async () => {
    expect(await applied([])).toEqual({ words: [], skipDiff: '' });
  });
});
