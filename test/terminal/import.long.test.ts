import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial } from '../support/cli.ts';
import { storeFolder } from '../support/places.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('import');
const of = (build: string) =>
  `--project shop --branch main --lane unit --commit c1 --at 2026-03-02T10:00:00Z --build ${build}`.split(
    ' ',
  );

describe('importing builds', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    const { path, remove } = await storeFolder();
    cpSync(path, join(home, '.retrial-data'), { recursive: true });
    await remove();
    mkdirSync(join(home, 'reports'));
    writeFileSync(
      join(home, 'reports/TEST-a.xml'),
      `<testsuite name="A"><testcase classname="A" name="x"/><testcase classname="A" name="y"><failure message="lock lost" type="E"/></testcase><testcase classname="A" name="z"><skipped/></testcase></testsuite>`,
    );
    writeFileSync(join(home, 'reports/TEST-b.xml'), '<testsuite name="B"><testcase classname="B" na');
    writeFileSync(
      join(home, 'failures.jsonl'),
      `{"run":"7","date":"2020-03-19","job":"it","classname":"A","name":"y","message":"lock lost"}\n\n{"run":"8","date":"2020-03-20","name":"y","text":null}\n`,
    );
  });

  it('keeps a build once, and names the reports that are damaged', async () => {
    const first = await retrial(['import', 'reports', ...of('1')], home);
    expect(first.stdout).toBe('Kept 1 build, 3 tests: 1 passed, 1 failed by 1 signature, 1 skipped.\n');
    expect(first.stderr).toContain('TEST-b.xml: damaged');
    expect(first.code).toBe(0);
    const again = await retrial(['import', 'reports', ...of('1')], home);
    expect(again.stdout).toBe('Nothing new. 1 build had been kept before.\n');
  });

  it('reads lines of failures, whose passes nobody knows', async () => {
    const args = ['import', 'failures.jsonl', '--format', 'failures', '--project', 'old', '--branch', 'main'];
    const { stdout } = await retrial(args, home);
    expect(stdout).toBe('Kept 2 builds, 2 tests: 2 failed by 2 signatures.\n');
  });

  it.each([
    [['reports', '--project', 'p', '--branch', 'b'], 'give --lane, --commit, --at too'],
    [['reports', ...of('1'), '--at', 'soon'], '--at soon is no time'],
    [['reports', ...of('1'), '--ms', '12m'], '--ms 12m is no number of milliseconds'],
    [['reports', ...of('1'), '--format', 'xml'], '--format is junit or failures'],
    [['missing', ...of('1')], 'missing'],
    [['reports/TEST-a.xml', ...of('1'), '--format', 'failures'], 'TEST-a.xml:1 is no failure'],
    [['missing', ...of('1'), '--format', 'failures'], 'no file or folder missing'],
  ])('refuses %j', async (args, message) => {
    const { stderr, code } = await retrial(['import', ...args], home);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
