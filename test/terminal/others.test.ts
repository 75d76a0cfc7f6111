import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPath, retrial, startCli } from '../support/cli.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';

const home = scratch('others');
const report =
  '<testsuite><testcase classname="A" name="a"/><testcase classname="A" name="b"><failure message="x"/></testcase></testsuite>';

describe('retrial init', () => {
  it('writes settings guessed from the repository, and never over existing ones', async () => {
    const cwd = repositoryWith(join(home, 'init'), { 'package.json': '{"devDependencies":{"vitest":"4"}}' });
    const first = await retrial(['init'], cwd);
    expect(first.code).toBe(0);
    expect(readFileSync(join(cwd, '.github/retrial.yml'), 'utf8')).toContain('vitest');
    const second = await retrial(['init'], cwd);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('is there already');
    expect(first.stdout).toContain("retrial repeat 'path > title' -n 5");
  });

  it('knows Node’s own runner, and writes no command that is not there', async () => {
    const scripts = '{"scripts":{"test":"node --test test/"}}';
    const cwd = repositoryWith(join(home, 'init-node'), { 'package.json': scripts });
    expect((await retrial(['init'], cwd)).stdout).toContain('--test-name-pattern={method}$');
    const none = repositoryWith(join(home, 'init-none'), { 'README.md': 'words' });
    const { stderr, code } = await retrial(['init'], none);
    expect([stderr.includes('Nothing here says how tests are run'), code]).toEqual([true, 2]);
    expect(existsSync(join(none, '.github'))).toBe(false);
  });
});

describe('retrial render', () => {
  it('shows a finished run again in any format', async () => {
    const cwd = join(home, 'render');
    mkdirSync(cwd);
    await retrial(['repeat', '-n', '4', '-q', '--', 'false'], cwd);
    const run = readdirSync(join(cwd, '.retrial')).find((name) => name.startsWith('r-')) ?? '';
    expect((await retrial(['render', run, '--format', 'markdown'], cwd)).stdout).toContain('### ❌ Broken');
    expect(JSON.parse((await retrial(['render', run, '--format', 'json'], cwd)).stdout)).toMatchObject({
      failed: 4,
    });
    const jira = (await retrial(['render', run, '--format', 'jira'], cwd)).stdout;
    expect(jira).toContain('|(x) *{color:#b00}Broken{color}*|');
    expect((await retrial(['render', '../../etc'], cwd)).code).toBe(2);
  });
});

describe('a reader who leaves', () => {
  it('ends nothing with an error, as `head` does', async () => {
    const cwd = join(home, 'head');
    mkdirSync(cwd);
    const record = (at: number): string =>
      JSON.stringify({ id: `${at}`, message: `lost ${'x'.repeat(200)} ${at}` });
    writeFileSync(join(cwd, 'many.jsonl'), Array.from({ length: 5_000 }, (_, at) => record(at)).join('\n'));
    const { child, ended } = startCli(['group', 'many.jsonl', '--json'], cwd);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('retrial inspect', () => {
  it('counts a folder by content', async () => {
    const cwd = join(home, 'inspect');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'r.xml'), report);
    const { stdout, code } = await retrial(['inspect', '.', '--json'], cwd);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ status: 'ok', cases: 2, passed: 1, failed: 1, error: 0, skipped: 0, suiteProblems: 0 }],
      totals: { cases: 2, passed: 1, failed: 1, error: 0, skipped: 0 },
    });
    expect((await retrial(['inspect', 'no-such-folder'], cwd)).code).toBe(2);
    const mistyped = await retrial(['inspect', '.', '--test', 'A#zz'], cwd);
    expect(mistyped.stderr).toContain('`A#zz` is not in any of these reports; these are: `b`, `a`.');
    expect((await retrial(['inspect', '.', '--test', 'A#b'], cwd)).stderr).not.toContain('is not in any');
    expect((await retrial(['inspect', '.', '--test', ''], cwd)).code).toBe(2);
    writeFileSync(join(cwd, 'page.html'), '<html></html>');
    const none = await retrial(['inspect', 'page.html'], cwd);
    expect([none.stdout.includes('no report, an HTML page'), none.code]).toEqual([true, 4]);
  });
});

describe('wrong usage', () => {
  it.each([
    [['repeat', '-n', '3', 'npx', 'vitest'], 'stands behind `--`: retrial repeat -n 3 -- npx vitest'],
    [['group'], "retrial: missing required argument 'file'"],
    [['group'], 'Usage: retrial group [options] <file>'],
    [['repeat', '--fast'], "retrial: unknown option '--fast'"],
    [['compare', 'HEAD'], 'git repository'],
  ])('of %j is answered with what to type', async (args, words) => {
    const cwd = join(home, 'usage');
    mkdirSync(cwd, { recursive: true });
    const { stderr, code } = await retrial(args, cwd);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it.each([
    [['flaky'], 'no server’s store'],
    [['verify', 'r-never1'], 'No finished run r-never1'],
    [['ledger', '--release', '1'], 'no server’s store'],
  ])('of %j leaves nothing behind in an empty folder', async (args, words) => {
    const cwd = join(home, `empty-${args[0] ?? ''}`);
    mkdirSync(cwd);
    const { stderr, code } = await retrial(args, cwd);
    expect([stderr.includes(words), code]).toEqual([true, 2]);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('retrial group', () => {
  it('gives failures of one cause one signature', async () => {
    const records = [1, 2].map((id) =>
      JSON.stringify({ id: `f${id}`, type: 'IOException', message: `port ${4000 + id} is taken`, text: '' }),
    );
    writeFileSync(join(home, 'f.jsonl'), records.join('\n'));
    const lines = (await retrial(['group', 'f.jsonl', '--json'], home)).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id }) => id)).toEqual(['f1', 'f2']);
    expect(lines[0].signature).toBe(lines[1].signature);
    writeFileSync(join(home, 'bad.jsonl'), '{');
    expect((await retrial(['group', 'bad.jsonl'], home)).stderr).toContain(
      'bad.jsonl:1 is no failure record',
    );
  });
});

describe('retrial stats', () => {
  it('answers one question, and says what is wrong with another', async () => {
    const { stdout } = await retrial(['stats', 'clopperPearson', 'f=5', 'n=200', '--json'], home);
    expect(JSON.parse(stdout).lo).toBeCloseTo(0.0081662, 7);
    const wrong = await retrial(['stats', 'cloperPearson', 'f=5', 'n=200'], home);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('clopperPearson');
  });

  it('answers many, each under the id it came with', () => {
    const args = { f: 0, n: 1 };
    const lines = [{ id: 7, fn: 'clopperPearson', args }, { id: 'a', fn: 'nothing', args }, { id: 1 }];
    const input = lines.map((line) => JSON.stringify(line)).join('\n');
    const { stdout, status } = spawnSync(process.execPath, [cliPath, 'stats', '--json'], {
      input,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { id: 7, result: { lo: 0, hi: 0.975 } },
      { id: 'a', error: expect.stringContaining('nothing') },
      { id: null, error: expect.stringContaining('line 3') },
    ]);
  });
});

describe('retrial schema', () => {
  it('prints what may stand in a project file, as JSON Schema', async () => {
    const { stdout, code } = await retrial(['schema'], home);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: { local: { required: ['command'], additionalProperties: false }, limits: {} },
    });
  });
});

describe('retrial doctor', () => {
  it('names what is missing and changes nothing', async () => {
    const cwd = join(home, 'doctor');
    mkdirSync(cwd);
    const { stdout, code } = await retrial(['doctor'], cwd, {
      APP_ID: '',
      PRIVATE_KEY: '',
      WEBHOOK_SECRET: '',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('GitHub App');
    expect(existsSync(join(cwd, '.retrial-data'))).toBe(false);
    const half = await retrial(['doctor'], cwd, { APP_ID: '7' });
    expect(half.code).toBe(1);
    expect(half.stdout).toContain('PRIVATE_KEY');
  });
});

describe('retrial parse', () => {
  it('prints the commands of a comment, or its mistakes', () => {
    const read = (comment: string, ...args: string[]) => {
      const {
        status: code,
        stdout,
        stderr,
      } = spawnSync(process.execPath, [cliPath, 'parse', ...args], {
        input: comment,
        encoding: 'utf8',
      });
      return { code, stdout, stderr };
    };
    const { stdout, code } = read('h1. /retrial cancel\n\n/retrial repeat {{A#b}} x5', '--tracker', 'jira');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([{ line: 3, verb: 'repeat', args: { test: 'A#b', xN: 5 } }]);
    const wrong = read('/retrial repaet', '--tracker', 'github');
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject([{ code: 'E-VERB', line: 1, from: 10, fix: 'repeat' }]);
    const own = join(home, 'own.yml');
    writeFileSync(own, 'local: { command: [make] }\nlimits: { maxRuns: 20 }\nlanes: { jdk8: {} }\n');
    const held = read('/retrial repeat A#b x30 lane=jdk8', '--tracker', 'github', '--settings', own);
    expect(JSON.parse(held.stdout)).toMatchObject([{ code: 'E-VALUE', from: 21, to: 24, fix: 'x20' }]);
    expect(read('/retrial ping\n<!-- retrial:v1 {} -->', '--tracker', 'github').stderr).toContain(
      'On a ticket nothing',
    );
    const lacking = read('/retrial bisect A#b\n/retrial ignore A#b', '--tracker', 'github');
    expect(JSON.parse(lacking.stdout)).toMatchObject([
      { code: 'E-MISSING', line: 1, message: expect.stringContaining('good=') },
      { code: 'E-MISSING', line: 2, message: expect.stringContaining('reason=') },
      { code: 'E-MISSING', line: 2, message: expect.stringContaining('until=') },
    ]);
    const address = '/retrial repeat A#b ref=https://github.com/acme/shop/tree/fix';
    const led = read(address, '--tracker', 'jira', '--project', 'acme/shop');
    expect(JSON.parse(led.stdout)).toMatchObject([{ args: { ref: { kind: 'name', name: 'fix' } } }]);
    expect(read('', '--tracker', 'gitlab').stderr).toContain('--tracker is github or jira');
  });
});
