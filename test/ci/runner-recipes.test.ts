import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../support/scratch.ts';

const home = scratch('runners');
const runners = resolve(import.meta.dirname, '../../recipes/runners');
const hostile = 'a.Shop#pays $(touch pwned) `touch pwned`; "';

/** Stands for the program: notes its arguments, leaves a report where the real one does, and fails. */
const program = (report: string) => `#!/bin/sh
printf '%s\\n' "$@" > arguments
report=${report}
mkdir -p "$(dirname "$report")"
echo '<testsuite/>' > "$report"
exit 3
`;

const method = hostile.replace('a.Shop#', '');
const title = String.raw`a\.Shop pays \$\(touch pwned\) ${'`touch pwned`; "'}`;

/** Runs a runner's script with its program replaced. */
function run(
  name: string,
  test: string,
  shell: string,
): { readonly code: number | null; readonly words: readonly string[]; readonly folder: string } {
  const [tool = '', report = ''] = programs[name] ?? [];
  serial += 1;
  const folder = join(home, `${name}-${serial}`);
  const at = join(folder, tool.startsWith('./') ? tool : join('bin', tool));
  mkdirSync(dirname(at), { recursive: true });
  mkdirSync(join(folder, 'out'));
  writeFileSync(at, program(report), { mode: 0o755 });
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, TEST: test };
  const [interpreter = '', ...options] = shell.split(' ');
  const { status } = spawnSync(interpreter, [...options, join(runners, `${name}.sh`)], { cwd: folder, env });
  const noted = join(folder, 'arguments');
  const words = existsSync(noted) ? readFileSync(noted, 'utf8').split('\n').slice(0, -1) : [];
  return { code: status, words, folder };
}

/** The program that each script calls, and where it leaves its report. */
const programs: Readonly<Record<string, readonly [string, string]>> = {
  maven: ['mvn', 'till/target/surefire-reports/TEST-a.Shop.xml'],
  gradle: ['./gradlew', 'till/build/test-results/test/TEST-a.Shop.xml'],
  ant: ['ant', 'build/test/output/TEST-a.Shop.xml'],
  pytest: ['python', 'out/junit.xml'],
  jest: ['npx', '"$JEST_JUNIT_OUTPUT_FILE"'],
  vitest: ['npx', 'out/junit.xml'],
  go: ['gotestsum', 'out/junit.xml'],
  cargo: ['cargo', 'target/nextest/retrial/junit.xml'],
};
let serial = 0;

/** What `/bin/sh` is on Debian, and on most other systems. They read a here-document's lines differently. */
const shells = ['sh', 'bash --posix'];

describe.each(shells)('a script under %s', (shell) => {
  it.each([
    ['maven', `-Dtest=${hostile}`],
    ['gradle', hostile.replace('#', '.')],
    ['ant', `-Dtest.methods=${method}`],
    ['pytest', hostile],
    ['jest', title],
    ['vitest', title],
    ['go', `^${method}$`],
    ['cargo', `test(=${hostile.replace('#', '::')})`],
  ])('%s runs a test of any name once, keeps its report and says how it ended', (name, argument) => {
    const { code, words, folder } = run(name, hostile, shell);
    expect(code).toBe(3);
    expect(readdirSync(join(folder, 'out'))).toHaveLength(1);
    expect(words).toContain(argument);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it.each([
    ['maven', 'A#x,B#y', '-Dtest=A#x,B#y'],
    ['gradle', 'a.A#x, a.B#y[1,2]', '--tests a.A.x --tests a.B.y[1,2]'],
    ['gradle', 'A#x,B#y', '--tests A.x --tests B.y'],
    ['ant', 'a.A#x,a.A#y', '-Dtest.name=a.A -Dtest.methods=x,y'],
    ['ant', 'a.A', 'testsome -Dtest.name=a.A'],
    ['pytest', 't/a.py::A::x[1,2],t/b.py::y', 't/a.py::A::x[1,2] t/b.py::y'],
    ['pytest', 't/a.py#x,t/a.py#y', 't/a.py::x t/a.py::y'],
    ['jest', 'a.test.js#x.,b/c.jsx#y', String.raw`jest a.test.js b/c.jsx --ci -t x\.|y`],
    [
      'vitest',
      'a.test.ts > shop > sells, fast,b.test.mts > y',
      'run a.test.ts b.test.mts -t shop (> )?sells, fast|y',
    ],
    ['vitest', 'shop sells (fast)', String.raw`run -t shop sells \(fast\) --retry=0`],
    ['go', 'shop#TestX,shop#TestY', '-run ^(TestX|TestY)$ ./...'],
    ['go', 'TestX/sub', '-run ^TestX/sub$ ./...'],
    ['cargo', 'till::x,till::y', '-E test(=till::x) -E test(=till::y)'],
  ])('%s runs %s at once', (name, test, words) => {
    expect(run(name, test, shell).words.join(' ')).toContain(words);
  });

  it.each([
    ['ant', 'A#x,B#y'],
    ['ant', 'A,A#y'],
    ['go', 'TestX/sub,p#TestY'],
    ['go', 'p#TestX,p#TestY/sub'],
  ])('%s says at once that it can’t run %s', (name, test) => {
    const { code, words } = run(name, test, shell);
    expect([code, words]).toEqual([64, []]);
  });
});

it('holds a script for each runner and no other', () => {
  expect(readdirSync(runners).toSorted()).toEqual(
    ['ant', 'cargo', 'go', 'gradle', 'jest', 'maven', 'pytest', 'vitest'].map((name) => `${name}.sh`),
  );
});
