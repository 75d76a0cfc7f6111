import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { retrial } from '../support/cli.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('terminal-overlays');

/** A runner that skips what carries @Ignore, and fails what does not hold `fixed`. */
const runner = `
const { readFileSync, writeFileSync } = require('node:fs');
const source = readFileSync('test/CASTest.java', 'utf8');
const inner = source.includes('@Ignore') ? '<skipped/>' : source.includes('fixed') ? '' : '<failure message="lost write">at CASTest.java:3</failure>';
writeFileSync('report.xml', '<testsuite name="CASTest"><testcase classname="CASTest" name="testWrites" time="0.1">' + inner + '</testcase></testsuite>');
`;
const skipped = 'class CASTest {\n  @Ignore("broken")\n  @Test public void testWrites() {}\n}\n';

const overlays = `overlays:
  tests: [test/**]
  named:
    remove-line:
      patch: |
        --- a/test/CASTest.java
        +++ b/test/CASTest.java
        @@ -1,4 +1,3 @@
         class CASTest {
        -  @Ignore("broken")
           @Test public void testWrites() {}
         }
    nothing:
      configure: ['${process.execPath}', '-e', '0']
`;
const cwd = repositoryWith(join(home, 'project'), {
  'run.cjs': runner,
  'test/CASTest.java': skipped,
  '.github/retrial.yml': overlays,
});
gitIn(cwd, 'checkout', '--quiet', '-b', 'fixed-tests');
commitFiles(
  cwd,
  { 'test/CASTest.java': 'class CASTest {\n  @Test public void testWrites() {} // fixed\n}\n' },
  'Fix',
);
gitIn(cwd, 'checkout', '--quiet', 'main');
const head = gitIn(cwd, 'rev-parse', 'HEAD');

async function repeat(...options: string[]) {
  const args = ['repeat', 'CASTest#testWrites', '-n', '2', '--junit', 'report.xml', ...options];
  return retrial([...args, '--', process.execPath, 'run.cjs'], cwd);
}

async function result(...options: string[]) {
  const { stdout, stderr } = await repeat(...options, '--format', 'json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('retrial repeat with overlays', () => {
  it('runs a skipped test without its skip, and says so', async () => {
    expect(await result('--ref', 'main')).toMatchObject({ verdict: 'nothing-ran', skipped: 2, overlays: [] });
    expect(await result('--ref', 'main', '--unskip')).toMatchObject({
      failed: 2,
      skipped: 0,
      ref: 'main',
      commit: head,
      overlays: ['without @Ignore at CASTest.java:2'],
    });
    expect(gitIn(cwd, 'status', '--porcelain', '--untracked-files=no')).toBe('');
    expect(gitIn(cwd, 'for-each-ref', 'refs/retrial')).toBe('');
    expect(gitIn(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('names the change where the report says what ran, and in the command to type again', async () => {
    const { stdout } = await repeat('--ref', 'main', '--unskip');
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(
      /at .?main.? \(.?[0-9a-f]{7}.?\), without @Ignore at CASTest\.java:2, on this machine/,
    );
    expect(words).toContain('--ref main --unskip');
    expect(words).toMatch(/How the skip was taken off: .*@@ .* -\s*@Ignore/);
    const { stdout: dry } = await repeat('--ref', 'main', '--unskip', '--dry-run');
    expect(dry).toMatch(/^Would run .*\n-\s*@Ignore/s);
  });

  it("applies the project's named change, and tests of another revision", async () => {
    expect(await result('--ref', 'main', '--overlay', 'remove-line')).toMatchObject({
      failed: 2,
      overlays: ['with the patch remove-line'],
    });
    expect(await result('--ref', 'main', '--tests-from', 'fixed-tests')).toMatchObject({ passed: 2 });
  });

  it('counts as it takes to decide', async () => {
    const words = ['repeat', 'CASTest#testWrites', '--expect', 'fail', '--junit', 'report.xml'];
    const how = ['--ref', 'main', '--unskip', '--format', 'json', '--', process.execPath, 'run.cjs'];
    const { stdout } = await retrial([...words, ...how], cwd);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: { kind: 'still-bites' },
      overlays: ['without @Ignore at CASTest.java:2'],
    });
    expect(gitIn(cwd, 'for-each-ref', 'refs/retrial')).toBe('');
  });

  it.each([
    [['--unskip'], '--unskip changes files, so it works in worktrees of its own'],
    [
      ['--ref', 'main', '--overlay', 'nope'],
      'There is no overlay `nope`. There are `remove-line`, `nothing`.',
    ],
    [['--ref', 'main', '--overlay', 'nothing'], 'its command changed no file that git keeps.'],
    [['--ref', 'main', '--tests-from', '--all'], "isn't a branch, tag or commit here"],
    [['--ref', 'fixed-tests', '--unskip'], 'There is no skip on `testWrites`: nothing to remove.'],
  ])('runs nothing with %j', async (options, why) => {
    const { stdout, stderr, code } = await repeat(...options);
    expect(stderr).toContain(why);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('other questions about changed code', () => {
  async function ask(...words: string[]) {
    const args = [...words, '--junit', 'report.xml', '--', process.execPath, 'run.cjs'];
    return retrial(args, cwd);
  }

  it('compares, where one side has the change already', async () => {
    const { code, stdout } = await ask(
      'compare',
      'main..fixed-tests',
      'CASTest#testWrites',
      '-n',
      '6',
      '--unskip',
    );
    expect(stdout).toContain('FIXED  lost write is gone');
    expect(stdout).toContain('without @Ignore at CASTest.java:2 at main');
    expect(stdout).toContain(head.slice(0, 7));
    expect(stdout).toMatch(/retrial repeat CASTest#testWrites .*--unskip/);
    expect(code).toBe(0);
    expect(gitIn(cwd, 'for-each-ref', 'refs/retrial')).toBe('');
  });

  it('needs two revisions to compare, since it changes no files that people work in', async () => {
    const { code, stderr } = await ask('compare', 'main', 'CASTest#testWrites', '--unskip');
    expect(stderr).toContain('such as main..HEAD');
    expect(code).toBe(2);
  });

  it('searches nowhere when the bad end can not be changed, and says why', async () => {
    const ends = ['--good', 'main', '--bad', 'fixed-tests'];
    const { code, stdout } = await ask('bisect', ...ends, 'CASTest#testWrites', '--overlay', 'remove-line');
    expect(stdout).toContain('each commit with overlay=remove-line');
    expect(stdout).toContain('The patch `remove-line` does not apply here');
    expect(code).toBe(5);
    expect(gitIn(cwd, 'for-each-ref', 'refs/retrial')).toBe('');
  });
});
