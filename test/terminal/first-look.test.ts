import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { hopelessSoFar, lookAtFirst, unknownTest } from '../../src/terminal/repeat/first-look.ts';
import { readArtifacts } from '../../src/worker/reading.ts';
import { retrial } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('first-look');
const report =
  '<testsuite name="shop"><testcase classname="shop.test.ts" name="pays"/><testcase classname="shop.test.ts" name="ships"/></testsuite>';

describe('a test that is not in the report of the first run', () => {
  it.each([
    ['shop.test.ts > payz', 'these are: `pays`, `ships`. Did you mean `pays`?'],
    ['shop.test.ts > returns nothing at all', 'these are: `pays`, `ships`.'],
    ['shop.test.ts > pays', undefined],
    ['', undefined],
  ])('%j is told from one that is', async (typed, words) => {
    const path = join(home, 'r.xml');
    writeFileSync(path, report);
    const selector = parseSelector(typed);
    const artifacts = {
      index: 1,
      exit: { code: 0 },
      durationMs: 1,
      machine: 'm',
      output: '',
      reports: [path],
    };
    const said = await unknownTest(await readArtifacts(artifacts, selector), artifacts, selector);
    expect(said?.split('; ')[1]).toBe(words);
  });

  it.each([{ signal: 'SIGKILL' }, { code: 137 }])(
    'says nothing of a mistyped name when the process was killed: %j',
    async (exit) => {
      const path = join(home, 'killed.xml');
      writeFileSync(path, report);
      const selector = parseSelector('shop.test.ts > payz');
      const artifacts = { index: 1, exit, durationMs: 1, machine: 'm', output: '', reports: [path] };
      const iteration = await readArtifacts(artifacts, selector);
      expect(iteration).toMatchObject({
        outcome: 'lost',
        reason: 'the process was ended by SIGKILL before the test had a result',
      });
      expect(await lookAtFirst(iteration, artifacts, selector)).toEqual({ isUseless: false });
    },
  );

  it('stops the run after it, with what was meant', async () => {
    const cwd = join(home, 'run');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'one.sh'), `echo '${report}' > r.xml`);
    const args = ['repeat', 'shop.test.ts > payz', '-n', '20', '--junit', 'r.xml', '--', 'sh', 'one.sh'];
    const { stdout, stderr, code } = await retrial(args, cwd);
    expect(stderr).toContain('Did you mean `pays`?');
    expect(stdout).toContain('executed 0 of 1');
    expect(code).toBe(4);
  });
});

describe('runs that execute nothing', () => {
  const some = (lost: number, rest: readonly ('skipped' | 'passed' | 'failed')[] = []) => [
    ...rest.map((outcome) => ({ outcome })),
    ...Array.from({ length: lost }, () => ({ outcome: 'lost' as const })),
  ];

  it.each([
    ['too few', some(9), undefined, false],
    ['ten lost ones', some(10), 200, true],
    ['ten lost ones of ten', some(10), 10, false],
    ['some more, side by side', some(13), 200, true],
    ['one that passed', some(40, ['passed']), undefined, false],
    ['one that failed', some(40, ['failed']), undefined, false],
    ['skipped ones of a number', some(9, ['skipped']), 200, false],
    ['skipped ones without a number', some(9, ['skipped']), undefined, true],
  ])('end the run when no more could: %s', (_, iterations, asked, ends) => {
    expect(hopelessSoFar(iterations, asked) !== undefined).toBe(ends);
  });

  it.each([[['-n', '60', '-j', '2']], [['--until-fail']]])('are not run to the end: %j', async (extent) => {
    const cwd = join(home, `broken${extent.length}`);
    mkdirSync(cwd);
    const args = ['repeat', ...extent, '--', 'sh', '-c', 'true {out}; exit 1'];
    const { stdout, stderr, code } = await retrial(args, cwd);
    expect(stderr).toMatch(/^None of the first 1[01] runs executed the test, so no more were started\.$/m);
    expect(stdout).toMatch(/ENVIRONMENT BROKEN {2}(1[01]) of \1 runs lost/);
    expect(code).toBe(5);
  });
});

it('stops at a command that cannot be started, with one line', async () => {
  const cwd = join(home, 'missing');
  mkdirSync(cwd);
  const { stdout, stderr, code } = await retrial(['repeat', '-n', '20', '-q', '--', './nosuch'], cwd);
  expect(stderr).toMatch(/^retrial: The command could not be started: .*nosuch.*\n$/);
  expect([stdout, code]).toEqual(['', 2]);
});
