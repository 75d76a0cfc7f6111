import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionsSettings } from '../../src/ci/github-actions/settings.ts';
import { faultsOfWorkflow } from '../../src/ci/github-actions/workflow-file.ts';

const recipe = readFileSync(join(import.meta.dirname, '../../recipes/github-actions.yml'), 'utf8');
const inputs = { test: '{test}', count: '{count}', machines: '{machines}' };
const settings = (more: object = {}) =>
  actionsSettings.parse({ workflow: 'retrial.yml', job: 'repeat', inputs, ...more });
const text = (head: string, more = 'jobs: { repeat: {} }') =>
  `run-name: x \${{ inputs.retrial_batch }}\non: ${head}\n${more}\n`;
const declares = (more: string) =>
  `{ workflow_dispatch: { inputs: { retrial_batch: , test: , count: , machines: ${more} } } }`;

describe('a workflow for batches', () => {
  it('has no fault where it is the recipe', () => {
    expect(faultsOfWorkflow(recipe, settings())).toEqual([]);
  });

  it.each<readonly [string, string, object, readonly string[]]>([
    [
      'that declares too little',
      text('{ workflow_dispatch: { inputs: { test: } } }'),
      {},
      ['it does not declare the input `count`, `machines`, `retrial_batch`'],
    ],
    [
      'that declares nothing',
      text('workflow_dispatch'),
      { inputs: {} },
      ['it does not declare the input `retrial_batch`'],
    ],
    [
      'that wants more than it is handed',
      text(declares(', os: { required: true }, jdk: { required: true, default: 11 }')),
      {},
      ['it requires the input `os`, which `inputs:` does not hand over'],
    ],
    [
      'that no call starts',
      text('[push, pull_request]'),
      {},
      ['it has no `workflow_dispatch`, so no call can start it'],
    ],
    ['that a push starts', text('[push]'), { trigger: 'push', inputs: {} }, []],
    [
      'that no push starts',
      text('workflow_dispatch'),
      { trigger: 'push', inputs: {} },
      ['no `push` starts it'],
    ],
    [
      'whose runs have the id of another input in their name',
      text(declares('')).replace('inputs.retrial_batch', 'inputs.retrial_batches'),
      {},
      ['its `run-name` does not show `${{ inputs.retrial_batch }}`, by which a run is found again'],
    ],
    [
      'whose job has another name',
      text(declares(''), 'jobs: { plan: {}, repeat: { name: Again } }'),
      {},
      ['no job of retrial.yml is called `repeat`, only `plan`, `Again`'],
    ],
    ['whose job is another workflow', text(declares(''), 'jobs: { all: { uses: ./x.yml } }'), {}, []],
    ['that is none', 'just a text', {}, ['it is no workflow that can be read']],
    ['that is no YAML', '{', {}, ['it is no workflow that can be read']],
    [
      'that grows without end',
      `a: &a [x]\n${'bcdefghi'.replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCodePoint(name.codePointAt(0)! - 1)},`.repeat(20)}]\n`)}`,
      {},
      ['it is no workflow that can be read'],
    ],
  ])('%s is told in words', (_, file, more, faults) => {
    expect(faultsOfWorkflow(file, settings(more))).toEqual(faults);
  });
});
