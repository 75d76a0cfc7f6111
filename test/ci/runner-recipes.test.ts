import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
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

it.each([
  ['maven', 'mvn', 'till/target/surefire-reports/TEST-a.Shop.xml', `-Dtest=${hostile}`],
  ['gradle', './gradlew', 'till/build/test-results/test/TEST-a.Shop.xml', hostile.replace('#', '.')],
  ['ant', 'ant', 'build/test/output/TEST-a.Shop.xml', `-Dtest.methods=${hostile.replace('a.Shop#', '')}`],
  ['pytest', 'python', 'out/junit.xml', hostile],
  ['jest', 'npx', '"$JEST_JUNIT_OUTPUT_FILE"', hostile],
  ['vitest', 'npx', 'out/junit.xml', hostile],
  ['go', 'gotestsum', 'out/junit.xml', `^${hostile}$`],
  ['cargo', 'cargo', 'target/nextest/retrial/junit.xml', `test(=${hostile})`],
])(
  '%s runs a test of any name once, keeps its report and says how it ended',
  (name, tool, report, argument) => {
    const folder = join(home, name);
    const at = join(folder, tool.startsWith('./') ? tool : join('bin', tool));
    mkdirSync(dirname(at), { recursive: true });
    mkdirSync(join(folder, 'out'));
    writeFileSync(at, program(report));
    chmodSync(at, 0o755);
    const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, TEST: hostile };
    expect(spawnSync('sh', [join(runners, `${name}.sh`)], { cwd: folder, env }).status).toBe(3);
    expect(readdirSync(join(folder, 'out'))).toHaveLength(1);
    expect(readFileSync(join(folder, 'arguments'), 'utf8').split('\n')).toContain(argument);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  },
);

it('ant runs a whole class where no method is named', () => {
  const folder = join(home, 'ant-class');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'bin/ant'), program('build/test/output/TEST-a.Shop.xml'), { mode: 0o755 });
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, TEST: 'a.Shop' };
  expect(spawnSync('sh', [join(runners, 'ant.sh')], { cwd: folder, env }).status).toBe(3);
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe('testsome\n-Dtest.name=a.Shop\n');
});

it('holds a script for each runner and no other', () => {
  expect(readdirSync(runners).toSorted()).toEqual(
    ['ant', 'cargo', 'go', 'gradle', 'jest', 'maven', 'pytest', 'vitest'].map((name) => `${name}.sh`),
  );
});
