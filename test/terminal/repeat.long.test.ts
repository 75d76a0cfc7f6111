import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { retrial, startCli } from '../support/cli.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('terminal');

/** A command that fails in the iterations whose number is divisible by another. */
const failsEach = (nth: number) => ['--', 'sh', '-c', '[ $((RETRIAL_ITERATION % $0)) != 0 ]', String(nth)];

function folder(name: string): string {
  const path = join(home, name);
  mkdirSync(path);
  return path;
}

describe('retrial repeat', () => {
  it('counts failures of a command in any folder, without configuration', async () => {
    const cwd = folder('plain');
    const spoken = await retrial(['repeat', '-n', '20', '-j', '2', ...failsEach(5)], cwd);
    expect(spoken.code).toBe(1);
    expect(flat(spoken.stdout)).toContain('FLAKY');
    expect(flat(spoken.stdout)).toContain('4 of 20 runs failed');
    expect(flat(spoken.stdout)).toContain('executed 20 of 20 · skipped 0 · lost 0 · passed 16 · failed 4');
    expect(flat(spoken.stdout)).toContain('exit codes only, skips invisible: add --junit');
    expect(readFileSync(join(cwd, '.retrial/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('prints one JSON object on stdout and nothing else there', async () => {
    const { stdout, code } = await retrial(
      ['repeat', '-n', '6', '--format', 'json', ...failsEach(3)],
      folder('json'),
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'retrial.result/1',
      verdict: 'flaky',
      asked: 6,
      executed: 6,
      passed: 4,
      failed: 2,
      skipped: 0,
      lost: 0,
    });
  });

  it('names the ticket of a failure that the project knows', async () => {
    const rules = 'knownIssues:\n  - { issue: SHOP-9, title: The third one, contains: exit code 1 }\n';
    const cwd = repositoryWith(join(home, 'known'), {
      '.github/retrial.yml': rules,
      'own.yml': 'knownIssues: [{ issue: OWN-1, pattern: "exit (code) 1" }]',
      'bad.yml': 'knownIssues: [{ issue: OWN-1, pattern: "(" }]',
    });
    const args = (...options: string[]) => ['repeat', '-n', '3', '-q', ...options, ...failsEach(3)];
    const { stdout } = await retrial(args(), cwd);
    expect(flat(stdout)).toContain('The third one, known: SHOP-9');
    const { signatures } = JSON.parse(
      (await retrial(args('--format', 'json', '--known', 'own.yml'), cwd)).stdout,
    );
    expect(signatures).toMatchObject([{ knownIssue: 'OWN-1', failed: 1 }]);
    const bad = await retrial(args('--known', 'bad.yml'), cwd);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain(
      "bad.yml can't be used: knownIssues.0.pattern: The pattern of the known issue OWN-1",
    );
    expect((await retrial(args('--known', 'none.yml'), cwd)).stderr).toContain(
      '--known: There is no file or folder none.yml',
    );
  });

  it('counts a real flaky vitest suite by its reports', async () => {
    const cwd = folder('vitest');
    symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(cwd, 'node_modules'));
    const test = `import { expect, it } from 'vitest';
import { appendFileSync, readFileSync } from 'node:fs';
it('wobbles', () => {
  appendFileSync('turns', 'x');
  expect(readFileSync('turns', 'utf8').length % 4).not.toBe(0);
});
it.skip('never runs', () => {});`;
    repositoryWith(cwd, { 'wobble.test.js': test, 'package.json': '{"type":"module"}' });
    const args = ['repeat', '-n', '8', '--format', 'json', '--', 'npx', 'vitest', 'run', 'wobble.test.js'];
    const { stdout, code } = await retrial(args, cwd);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'flaky', executed: 8, failed: 2, passed: 6 });
    const skipped = ['repeat', 'never runs', '-n', '2', '--', 'npx', 'vitest', 'run', '-t', 'never runs'];
    const nothing = await retrial(skipped, cwd);
    expect(nothing.code).toBe(4);
    expect(nothing.stdout).toContain('NOTHING RAN');
    expect(nothing.stdout).toContain('0 of 2');
  }, 60_000);

  it('says clean with the rate that could still hide, and 3 when the asked rate is not ruled out', async () => {
    const cwd = folder('clean');
    const clean = await retrial(['repeat', '-n', '10', '--', 'true'], cwd);
    expect(clean.code).toBe(0);
    expect(clean.stdout).toContain('CLEAN');
    expect(clean.stdout).toContain('26 %');
    expect((await retrial(['repeat', '-n', '10', '--rate', '1%', '--', 'true'], cwd)).code).toBe(3);
    expect((await retrial(['repeat', '-n', '10', '--rate', '30%', '--', 'true'], cwd)).code).toBe(0);
  });

  it('says that the environment is broken when nothing came as far as a test', async () => {
    const { code, stdout } = await retrial(
      ['repeat', '-n', '3', '--', 'sh', '-c', 'exec ./no-such-program'],
      folder('broken'),
    );
    expect(code).toBe(5);
    expect(stdout).toContain('ENVIRONMENT BROKEN');
    expect(flat(stdout)).toContain('executed 0 of 3 · skipped 0 · lost 3');
  });

  it('stops at the first failure with --until-fail and asks for no more than ran', async () => {
    const args = ['repeat', '--until-fail', '--format', 'json', ...failsEach(4)];
    const { stdout, code } = await retrial(args, folder('until'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ asked: 4, executed: 4, failed: 1 });
  });

  it('stops when the time is up with --for', async () => {
    const { stdout, code } = await retrial(
      ['repeat', '--for', '1s', '--format', 'json', '--', 'sleep', '0.2'],
      folder('for'),
    );
    expect(code).toBe(0);
    const { asked, executed } = JSON.parse(stdout);
    expect(asked).toBe(executed);
    expect(executed).toBeGreaterThan(0);
    expect(executed).toBeLessThan(8);
  });

  it('prints the partial result at Ctrl-C and counts the rest as lost', async () => {
    const cwd = folder('interrupt');
    const running = startCli(['repeat', '-n', '50', '--format', 'json', '--', 'sleep', '0.1'], cwd);
    await expect
      .poll(() => existsSync(join(cwd, '.retrial')) && finishedIn(cwd), { timeout: 10_000 })
      .toBeGreaterThan(2);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const result = JSON.parse(stdout);
    expect(result.asked).toBe(50);
    expect(result.executed + result.skipped + result.lost).toBe(50);
    expect(result.executed).toBeGreaterThan(2);
    expect(result.lost).toBeGreaterThan(0);
  });

  it('runs a revision in worktrees of its own and leaves the checkout alone', async () => {
    const cwd = join(home, 'ref');
    repositoryWith(cwd, { 'check.sh': 'exit 1\n' });
    gitIn(cwd, 'tag', 'old');
    commitFiles(cwd, { 'check.sh': 'exit 0\n' }, 'Mend');
    const old = await retrial(['repeat', '-n', '4', '-j', '2', '--ref', 'old', '--', 'sh', 'check.sh'], cwd);
    expect(old.code).toBe(1);
    expect(old.stdout).toContain('BROKEN');
    const head = await retrial(
      ['repeat', '-n', '4', '-j', '2', '--ref', 'HEAD', '--', 'sh', 'check.sh'],
      cwd,
    );
    expect(head.code).toBe(0);
    expect(gitIn(cwd, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(gitIn(cwd, 'status', '--porcelain')).toBe('');
  });

  it.each([
    [['repeat', '-n', '0', '--', 'true'], '-n takes a whole number'],
    [['repeat', '-n', 'many', '--', 'true'], '-n takes a whole number'],
    [['repeat', '--for', 'ever', '--', 'true'], 'such as 90s, 10m or 2h'],
    [['repeat', '-n', '5', '--for', '1m', '--', 'true'], 'leave one out'],
    [['repeat', '--ref', 'HEAD', '--', 'true'], 'needs a git repository'],
    [['repeat', '-j', '2', '--junit', '*.xml', '--', 'true'], '{out}'],
    [['repeat', '--rate', '2', '--', 'true'], '--rate takes a failure rate'],
    [['repeat'], 'Say how to run the test once'],
    [['repaet'], 'Did you mean repeat?'],
    [['repeat', '--untilfail', '--', 'true'], 'Did you mean --until-fail?'],
  ])('answers wrong usage %j with what to type', async (args, message) => {
    const cwd = join(home, 'usage');
    mkdirSync(cwd, { recursive: true });
    const { code, stderr } = await retrial(args, cwd);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

/** Text without the line breaks of a narrow terminal. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function finishedIn(cwd: string): number {
  const [run] = readdirSync(join(cwd, '.retrial')).filter((name) => name.startsWith('r-'));
  const iterations = join(cwd, '.retrial', run ?? 'none', 'iterations');
  return existsSync(iterations) ? readdirSync(iterations).length : 0;
}
