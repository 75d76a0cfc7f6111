import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionsSettings } from '../../src/ci/github-actions/settings.ts';
import { circleciSettings } from '../../src/ci/circleci/settings.ts';
import { tally } from '../../src/model/iteration.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { readBatch } from '../../src/results/batch.ts';
import { parseReport } from '../../src/results/parse-report.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('recipes');
const recipes = resolve(import.meta.dirname, '../../recipes');

/** Stands for the test: fails each third time, on each machine; writes a report, also of its failure. */
const runner = `#!/usr/bin/env bash
echo "$4" >> names
turn=$(wc -l < names)
if [ $((turn % 3)) -eq 0 ]; then inside='<failure message="boom"/>'; else inside=''; fi
echo "<testsuite><testcase classname='Shop' name='pays'>$inside</testcase></testsuite>" > out/junit.xml
[ -z "$inside" ]
`;

interface Recipe {
  readonly name: string;
  /** The section of a project's settings that stands in the recipe's first lines. */
  readonly section: string;
  readonly settings: typeof circleciSettings | typeof actionsSettings;
  /** How the service tells a machine its number, and how many there are. */
  readonly machine: (index: number, of: number) => Readonly<Record<string, string>>;
}

const members: readonly Recipe[] = [
  {
    name: 'circleci',
    section: 'circleci',
    settings: circleciSettings,
    machine: (index, of) => ({ CIRCLE_NODE_INDEX: String(index), CIRCLE_NODE_TOTAL: String(of) }),
  },
  {
    name: 'github-actions',
    section: 'github-actions',
    settings: actionsSettings,
    machine: (index, of) => ({ MACHINE: String(index), MACHINES: String(of) }),
  },
];

function textOf({ name }: Recipe): string {
  return readFileSync(join(recipes, `${name}.yml`), 'utf8');
}

/** The script of the step that is called so. */
function scriptOf(recipe: Recipe, step: string): string {
  const found: string[] = [];
  JSON.stringify(parse(textOf(recipe)), (_, value: unknown) => {
    const { name, run, command }: Record<string, unknown> = Object(value);
    const script = run ?? command;
    if (name === step && typeof script === 'string') found.push(script);
    return value;
  });
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

function onMachine(folder: string, script: string, env: Readonly<Record<string, string>>): number | null {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/npx'), runner);
  chmodSync(join(folder, 'bin/npx'), 0o755);
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return spawnSync('bash', ['-eo', 'pipefail', '-c', script], { cwd: folder, env: { PATH: path, ...env } })
    .status;
}

describe.each(members)('the recipe for $name', (recipe) => {
  it('gives every iteration a place of its own, whatever comes of it', () => {
    const script = scriptOf(recipe, 'Repeat');
    const hostile = 'Shop#pays $(touch pwned) `touch pwned`; "';
    const reports = [0, 1, 2].flatMap((index) => {
      const folder = join(home, recipe.name, String(index));
      const status = onMachine(folder, script, { TEST: hostile, COUNT: '11', ...recipe.machine(index, 3) });
      expect(status).toBe(1);
      expect(readdirSync(folder)).not.toContain('pwned');
      expect(readFileSync(join(folder, 'names'), 'utf8').split('\n')[0]).toBe(hostile);
      const files = readdirSync(join(folder, 'kept'), { recursive: true, encoding: 'utf8' });
      return files
        .filter((file) => file.endsWith('.xml'))
        .map((file) => parseReport(`${index}/kept/${file}`, readFileSync(join(folder, 'kept', file))));
    });
    const batch = readBatch({ first: 1, asked: 11, selector: parseSelector('Shop#pays'), reports });
    expect(batch.layout.name).toBe('passes-and-fails');
    expect(tally(11, batch.iterations)).toMatchObject({ executed: 11, failed: 3, lost: 0 });
  });

  it('runs nothing on a machine without a share, and is content', () => {
    const folder = join(home, recipe.name, 'idle');
    const env = { TEST: 'Shop#pays', COUNT: '2', ...recipe.machine(2, 3) };
    expect(onMachine(folder, scriptOf(recipe, 'Repeat'), env)).toBe(0);
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('shows settings that are right, with every parameter that it takes', () => {
    const lines = textOf(recipe)
      .split('\n')
      .filter((line) => line.startsWith('#   '));
    const section: unknown = parse(lines.map((line) => line.slice(4)).join('\n'))[recipe.section];
    const read = recipe.settings.parse(section);
    const filled = 'inputs' in read ? read.inputs : read.parameters;
    const whole = parse(textOf(recipe));
    const takes = Object.keys(whole.parameters ?? whole.on.workflow_dispatch.inputs);
    expect(new Set([...Object.keys(filled), 'retrial_batch'])).toEqual(new Set(takes));
  });
});

it('plans as many machines on GitHub Actions as are asked for', () => {
  const [, actions] = members;
  if (actions === undefined) throw new Error('no recipe');
  const folder = join(home, 'plan');
  const output = join(home, 'plan-output');
  expect(onMachine(folder, scriptOf(actions, 'Plan'), { MACHINES: '3', GITHUB_OUTPUT: output })).toBe(0);
  expect(readFileSync(output, 'utf8')).toBe('machines=[0,1,2]\n');
});
