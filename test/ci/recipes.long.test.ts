import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { actionsSettings } from '../../src/ci/github-actions/settings.ts';
import { buildkiteSettings } from '../../src/ci/buildkite/settings.ts';
import { circleciSettings } from '../../src/ci/circleci/settings.ts';
import { jenkinsSettings } from '../../src/ci/jenkins/settings.ts';
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
  readonly file: string;
  /** The section of a project's settings that stands in the recipe's first lines. */
  readonly section: string;
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
  /** How the service runs a script, and how it tells a machine its number and how many there are. */
  readonly shell: readonly string[];
  readonly machine: (index: number, of: number) => Readonly<Record<string, string>>;
  /** The script of the step that is called so, as it reaches the shell. */
  readonly script: (text: string, step: string) => string;
  /** What the recipe declares, or reads, for Retrial to fill. */
  readonly takes: (text: string) => readonly string[];
  /** Where the batch's id goes; absent where the service has a place of its own for it. */
  readonly batch?: string;
  /** The service's name for what a machine left in `kept/`. */
  readonly artifact: (index: number, file: string) => string;
}

const members: readonly Recipe[] = [
  {
    name: 'circleci',
    file: 'circleci.yml',
    section: 'circleci',
    settings: circleciSettings,
    shell: ['bash', '-eo', 'pipefail', '-c'],
    machine: (index, of) => ({ CIRCLE_NODE_INDEX: String(index), CIRCLE_NODE_TOTAL: String(of) }),
    script: stepOf,
    takes: (text) => Object.keys(parse(text).parameters),
    batch: 'retrial_batch',
    artifact: (index, file) => `${index}/kept/${file}`,
  },
  {
    name: 'github-actions',
    file: 'github-actions.yml',
    section: 'github-actions',
    settings: actionsSettings,
    shell: ['bash', '-eo', 'pipefail', '-c'],
    machine: (index, of) => ({ MACHINE: String(index), MACHINES: String(of) }),
    script: stepOf,
    takes: (text) => Object.keys(parse(text).on.workflow_dispatch.inputs),
    batch: 'retrial_batch',
    artifact: (index, file) => `${index}/${file}`,
  },
  {
    name: 'jenkins',
    file: 'Jenkinsfile',
    section: 'jenkins',
    settings: jenkinsSettings,
    shell: ['sh', '-xe', '-c'],
    machine: (index, of) => ({ MACHINE: String(index), MACHINES: String(of) }),
    script: (text, step) => {
      const scripts = [...text.matchAll(/sh\(label: '(\w+)', returnStatus: true, script: '''(.*?)'''\)/gs)];
      const [, , script = ''] = scripts.find(([, label]) => label === step) ?? [];
      // Groovy would take a backslash for itself.
      expect(script).not.toMatch(/^$|\\/);
      return script;
    },
    takes: (text) => [...text.matchAll(/string\(name: '(\w+)'/g)].map(([, name = '']) => name),
    batch: 'RETRIAL_BATCH',
    artifact: (_, file) => file,
  },
  {
    name: 'buildkite',
    file: 'buildkite.yml',
    section: 'buildkite',
    settings: buildkiteSettings,
    shell: ['bash', '-e', '-c'],
    machine: (index, of) => ({
      BUILDKITE_PARALLEL_JOB: String(index),
      BUILDKITE_PARALLEL_JOB_COUNT: String(of),
    }),
    script: (text, step) => stepOf(uploaded(text, { TEST: '$(touch pwned)', COUNT: '1' }), step),
    takes: (text) => ['TEST', 'COUNT', 'MACHINES'].filter((name) => text.includes(name)),
    artifact: (index, file) => `${index}/kept/${file}`,
  },
];

function textOf({ file }: Recipe): string {
  return readFileSync(join(recipes, file), 'utf8');
}

/** What `buildkite-agent pipeline upload` makes of a pipeline: `$$` is a `$`, every other variable its value. */
function uploaded(text: string, variables: Readonly<Record<string, string>>): string {
  const steps = text.slice(text.indexOf('\nsteps:'));
  return steps.replaceAll(/\$(?:\$|\{(\w+)(?::-(\w*))?\}|(\w+))/g, (whole, long, or, short) =>
    whole === '$$' ? '$' : (variables[String(long ?? short)] ?? String(or ?? '')),
  );
}

/** The last script of the step that is called so. */
function stepOf(text: string, step: string): string {
  const found: string[] = [];
  JSON.stringify(parse(text), (_, value: unknown) => {
    const { name, label, run, command }: Record<string, unknown> = Object(value);
    const script = [run ?? command].flat().at(-1);
    if ((name ?? label) === step && typeof script === 'string') found.push(script);
    return value;
  });
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

interface Turn {
  readonly folder: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

function onMachine([shell = '', ...flags]: readonly string[], { folder, script, env }: Turn): number | null {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/npx'), runner);
  chmodSync(join(folder, 'bin/npx'), 0o755);
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return spawnSync(shell, [...flags, script], { cwd: folder, env: { PATH: path, ...env } }).status;
}

describe.each(members)('the recipe for $name', (recipe) => {
  const script = () => recipe.script(textOf(recipe), 'Repeat');

  it('gives every iteration a place of its own, whatever comes of it', () => {
    const hostile = 'Shop#pays $(touch pwned) `touch pwned`; "';
    const reports = [0, 1, 2].flatMap((index) => {
      const folder = join(home, recipe.name, String(index));
      const env = { TEST: hostile, COUNT: '11', ...recipe.machine(index, 3) };
      expect(onMachine(recipe.shell, { folder, script: script(), env })).toBe(1);
      expect(readdirSync(folder)).not.toContain('pwned');
      expect(readFileSync(join(folder, 'names'), 'utf8').split('\n')[0]).toBe(hostile);
      const files = readdirSync(join(folder, 'kept'), { recursive: true, encoding: 'utf8' });
      return files
        .filter((file) => file.endsWith('.xml'))
        .map((file) => parseReport(recipe.artifact(index, file), readFileSync(join(folder, 'kept', file))));
    });
    const batch = readBatch({ first: 1, asked: 11, selector: parseSelector('Shop#pays'), reports });
    expect(batch.layout.name).toBe('passes-and-fails');
    expect(new Set(batch.iterations.map(({ machine }) => machine)).size).toBe(3);
    expect(tally(11, batch.iterations)).toMatchObject({ executed: 11, failed: 3, lost: 0 });
  });

  it('runs nothing on a machine without a share, and is content', () => {
    const folder = join(home, recipe.name, 'idle');
    const env = { TEST: 'Shop#pays', COUNT: '2', ...recipe.machine(2, 3) };
    expect(onMachine(recipe.shell, { folder, script: script(), env })).toBe(0);
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('shows settings that are right, with every parameter that it takes', () => {
    const lines = textOf(recipe)
      .split('\n')
      .filter((line) => /^(?:#|\/\/) {3}/.test(line));
    const example = lines.map((line) => line.replace(/^(?:#|\/\/) {3}/, '')).join('\n');
    const { inputs, parameters, env } = recipe.settings.parse(parse(example)[recipe.section]);
    const filled = Object.keys(Object(inputs ?? parameters ?? env));
    const all = recipe.batch === undefined ? filled : [...filled, recipe.batch];
    expect(all.toSorted()).toEqual([...recipe.takes(textOf(recipe))].toSorted());
  });
});

it('plans as many machines on GitHub Actions as are asked for', () => {
  const actions = members.find(({ name }) => name === 'github-actions');
  if (actions === undefined) throw new Error('no recipe');
  const folder = join(home, 'plan');
  const output = join(home, 'plan-output');
  const script = actions.script(textOf(actions), 'Plan');
  expect(onMachine(actions.shell, { folder, script, env: { MACHINES: '3', GITHUB_OUTPUT: output } })).toBe(0);
  expect(readFileSync(output, 'utf8')).toBe('machines=[0,1,2]\n');
});

it('asks for as many machines on Buildkite as the batch needs, and for one where nobody says', () => {
  const text = readFileSync(join(recipes, 'buildkite.yml'), 'utf8');
  expect(parse(uploaded(text, { MACHINES: '25' })).steps[0].parallelism).toBe(25);
  expect(parse(uploaded(text, {})).steps[0].parallelism).toBe(1);
});

it('lets no parameter of Jenkins into Groovy that would make a script of it', () => {
  const text = readFileSync(join(recipes, 'Jenkinsfile'), 'utf8');
  expect(text.match(/\$\{[^}]*\}/g)).toEqual(['${machine}', '${machine}']);
  expect(text).not.toMatch(/sh[ (]+"/);
  const used = [...text.matchAll(/params\.(\w+)/g)].map(([, name]) => name);
  expect(new Set(used)).toEqual(new Set(['RETRIAL_BATCH', 'MACHINES', 'COMMIT']));
});
