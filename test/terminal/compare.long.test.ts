import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial, startCli } from '../support/cli.ts';
import { verifiedIn } from '../support/verified.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';

const home = scratch('compare');

/** The test: fails in the iterations that `every.txt` names a divisor of; 0 never fails. */
const script = `
every=$(cat every.txt)
body=
code=0
if [ "$every" = -1 ]; then
  body='<skipped message="not yet"/>'
elif [ "$every" -gt 0 ] && [ $((RETRIAL_ITERATION % every)) = 0 ]; then
  body='<failure type="RaceError" message="lost update">RaceError: lost update</failure>'
  code=1
fi
mkdir -p out
echo '<testsuite name="Shop"><testcase classname="Shop" name="sells" time="0.01">'"$body"'</testcase></testsuite>' > out/TEST-shop.xml
if [ -n "$SLOW" ]; then sleep "$SLOW"; fi
exit $code
`;
const command = ['--', 'sh', 'test.sh'];
const reading = ['--junit', 'out/*.xml', '-j', '2'];

let cwd = '';

beforeAll(() => {
  cwd = join(home, 'shop');
  mkdirSync(cwd);
  repositoryWith(cwd, { 'test.sh': script, 'every.txt': '4', '.gitignore': 'out\n' });
  gitIn(cwd, 'tag', 'flaky');
  commitFiles(cwd, { 'README.md': 'only words' }, 'Say more');
  gitIn(cwd, 'tag', 'cosmetic');
  commitFiles(cwd, { 'every.txt': '0' }, 'Repair');
  gitIn(cwd, 'tag', 'repaired');
  commitFiles(cwd, { 'every.txt': '-1' }, 'Skip');
  gitIn(cwd, 'tag', 'skipped');
  commitFiles(cwd, { 'every.txt': '0' }, 'Repair');
});

const compare = async (...args: string[]) => retrial(['compare', ...args], cwd);

describe('retrial compare', { timeout: 120_000 }, () => {
  it.each([
    ['flaky..repaired', 'FIXED', 0],
    ['flaky..cosmetic', 'Unchanged', 1],
    ['repaired..flaky', 'REGRESSION', 1],
  ])('says of %s: %s', async (range, word, code) => {
    const spoken = await compare(range, 'Shop#sells', ...reading, ...command);
    expect(spoken.stdout).toContain(word);
    expect(spoken.stdout).toContain('RaceError');
    expect(spoken.code).toBe(code);
    expect(gitIn(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('names the ticket of a failure that people know', async () => {
    writeFileSync(join(home, 'known.yml'), 'knownIssues: [{ issue: SHOP-3, contains: lost update }]');
    const known = ['--known', join(home, 'known.yml'), '--format', 'json'];
    const { stdout } = await compare('flaky..repaired', 'Shop#sells', ...known, ...reading, ...command);
    const found = JSON.parse(stdout);
    expect(found.signatures).toMatchObject([{ knownIssue: 'SHOP-3', verdict: 'fixed' }]);
    const { recomputed, differences } = await verifiedIn(cwd, found.run);
    expect(differences).toEqual([]);
    expect(recomputed).toBe(
      found.before.asked + found.after.asked - found.before.reused - found.after.reused,
    );
    rmSync(join(cwd, '.retrial', found.run, 'b1', 'iterations', '4'), { recursive: true });
    expect((await verifiedIn(cwd, found.run)).differences).toContain(
      `before.failed is ${found.before.failed} in its report, and ${found.before.failed - 1} by the evidence`,
    );
  });

  it('gives no verdict where one side was skipped, and says how many runs are missing', async () => {
    const { stdout, code } = await compare(
      'skipped..flaky',
      'Shop#sells',
      '-n',
      '12',
      '--no-reuse',
      '--format',
      'json',
      ...reading,
      ...command,
    );
    const found = JSON.parse(stdout);
    expect(code).toBe(4);
    expect(found).toMatchObject({
      schema: 'retrial.comparison/1',
      verdict: 'no-data',
      before: { executed: 0, skipped: 12 },
    });
    expect(found.missing.runs).toBeGreaterThan(0);
    expect(found.missing.side).toBe('before');
  });

  it('is not decided by too few runs', async () => {
    const { stdout, code } = await compare(
      'flaky..repaired',
      '-n',
      '4',
      '--no-reuse',
      ...reading,
      ...command,
    );
    expect(code).toBe(3);
    expect(stdout).toContain('NOT DECIDED');
    expect(stdout).toMatch(/retrial repeat -n \d+ --ref/);
  });

  it('runs the two sides in turns', async () => {
    const log = join(home, 'turns.txt');
    const noting = `printf %s "$(cat every.txt)" >> ${log}`;
    await compare('flaky..repaired', '-n', '6', '-j', '1', '--no-reuse', '--', 'sh', '-c', noting);
    expect(readFileSync(log, 'utf8')).toMatch(/^(?:40|04){6}$/);
  });

  it('counts earlier runs of the same commit, and only those that ran alike', async () => {
    const repeated = await retrial(
      ['repeat', 'Shop#sells', '-n', '40', '--ref', 'flaky', ...reading, ...command],
      cwd,
    );
    expect(repeated.code).toBe(1);
    const alike = JSON.parse(
      (await compare('flaky..repaired', 'Shop#sells', '--format', 'json', ...reading, ...command)).stdout,
    );
    expect(alike.before).toMatchObject({ reused: 40 });
    expect(alike.before.executed).toBe(40);
    const planned = await compare('flaky..repaired', 'Shop#sells', '--dry-run', ...reading, ...command);
    expect(planned.stdout).toContain('flaky: 40 runs of ');
    const [taken = ''] = /r-[a-z0-9]{6}/.exec(repeated.stderr) ?? [];
    expect((await retrial(['extend', taken, '-n', '5'], cwd)).stdout).toContain('executed 45 of 45');
    expect((await verifiedIn(cwd, alike.run)).differences).toEqual([]);
    const other = JSON.parse(
      (
        await compare(
          'flaky..repaired',
          'Shop#sells',
          '--env',
          'A=1',
          '--format',
          'json',
          ...reading,
          ...command,
        )
      ).stdout,
    );
    expect(other.before.reused).toBe(0);
  });

  it('counts the same earlier runs when it goes on, whatever ran in between', async () => {
    const args = ['compare', 'flaky..repaired', 'Shop#sells', '--env', 'B=1', ...reading, ...command];
    const running = startCli(args, cwd, { SLOW: '0.15' });
    await until(() => running.soFar().includes('failed:'));
    running.child.kill('SIGINT');
    const { stdout, stderr } = await running.ended;
    const run = /r-[a-z0-9]{6}/.exec(stderr)?.[0] ?? '';
    expect(stdout).toContain(`retrial compare --resume ${run}`);
    const between = [
      'repeat',
      'Shop#sells',
      '-n',
      '9',
      '--ref',
      'flaky',
      '--env',
      'B=1',
      ...reading,
      ...command,
    ];
    expect((await retrial(between, cwd)).code).toBe(1);
    const resumed = JSON.parse((await compare('--resume', run, '--format', 'json')).stdout);
    expect(resumed.before.reused).toBe(0);
  });

  it('compares a revision with the files as they stand', async () => {
    writeFileSync(join(cwd, 'every.txt'), '3');
    const { stdout, code } = await compare(
      'repaired',
      'Shop#sells',
      '--no-reuse',
      '--junit',
      'out/*.xml',
      ...command,
    );
    gitIn(cwd, 'checkout', '--', 'every.txt');
    expect(stdout).toContain('the files as they stand');
    expect([stdout.includes('REGRESSION'), code]).toEqual([true, 1]);
  });

  it('says which side could not be set up', async () => {
    const setup = ['--setup', 'grep -v 0 every.txt'];
    const { stdout, code } = await compare('flaky..repaired', '--no-reuse', ...setup, ...reading, ...command);
    expect(code).toBe(5);
    expect(stdout).toContain('could not be run to its end');
  });

  it('shows a finished comparison again in any format', async () => {
    const { stdout } = await compare(
      'flaky..repaired',
      '-n',
      '4',
      '--no-reuse',
      '--format',
      'json',
      ...reading,
      ...command,
    );
    const { run } = JSON.parse(stdout);
    expect((await retrial(['render', run], cwd)).stdout).toContain('NOT DECIDED');
    expect((await retrial(['render', run, '--format', 'markdown'], cwd)).stdout).toContain(
      '| Failure | Before |',
    );
    expect((await retrial(['render', run, '--format', 'json'], cwd)).stdout).toBe(stdout);
  });

  it('reports what it has after Ctrl-C, and goes on from there', async () => {
    const running = startCli(['compare', 'flaky..repaired', '--no-reuse', ...reading, ...command], cwd, {
      SLOW: '0.1',
    });
    await until(() => running.soFar().includes('failed:'));
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('INTERRUPTED, PARTIAL');
    const run = /r-[a-z0-9]{6}/.exec(stderr)?.[0] ?? '';
    expect((await retrial(['bisect', '--resume', run], cwd)).stderr).toContain(
      `${run} was asked with \`compare\`: \`retrial compare --resume ${run}\``,
    );
    const resumed = await compare('--resume', run, '--no-reuse', '--format', 'json');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ run, verdict: 'fixed', partial: null });
  });

  it('goes on after kill -9 with nothing counted twice', async () => {
    const running = startCli(['compare', 'flaky..repaired', '--no-reuse', ...reading, ...command], cwd, {
      SLOW: '0.06',
    });
    await until(() => running.soFar().includes('failed:'));
    running.child.kill('SIGKILL');
    const { stderr } = await running.ended;
    const run = /r-[a-z0-9]{6}/.exec(stderr)?.[0] ?? '';
    const resumed = JSON.parse((await compare('--resume', run, '--no-reuse', '--format', 'json')).stdout);
    expect(resumed).toMatchObject({ verdict: 'fixed', before: { lost: 0 }, after: { lost: 0, failed: 0 } });
    const batches: readonly { readonly id: string }[] = JSON.parse(
      readFileSync(join(cwd, '.retrial', run, 'batches.json'), 'utf8'),
    );
    const kept = batches.flatMap(({ id }) => readdirSync(join(cwd, '.retrial', run, id, 'iterations')));
    expect(new Set(kept).size).toBe(kept.length);
    expect(resumed.before.executed + resumed.after.executed).toBe(kept.length);
  });

  it.each([
    [['flaky..flaky'], 'nothing to compare'],
    [['nowhere..flaky'], "isn't a branch, tag or commit"],
    [['--upload-pack=touch /tmp/owned..flaky'], 'unknown option'],
    [[], 'Which revisions?'],
    [['flaky..repaired', '--resume', 'r-never1'], 'leave out `flaky..repaired`, the command behind `--`'],
    [['flaky', 'repaired'], 'Did you mean `flaky..repaired`?'],
    [['flaky..repaired', '-n', '0'], 'whole number'],
  ])('refuses %j in words', async (args, words) => {
    const { code, stderr } = await compare(...args, ...command);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('only tells what it would do with --dry-run', async () => {
    const before = readdirSync(join(cwd, '.retrial')).length;
    const { stdout, code } = await compare('flaky..repaired', '--dry-run', ...command);
    expect(code).toBe(0);
    expect(stdout).toContain('in turns, as often as it takes');
    expect(readdirSync(join(cwd, '.retrial'))).toHaveLength(before);
    expect(existsSync(join(cwd, 'out'))).toBe(true);
  });
});
