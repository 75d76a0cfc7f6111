import { describe, expect, it } from 'vitest';
import type { Job, Pipeline, Workflow } from '../../src/ci/circleci/answers.ts';
import type { CircleciApi } from '../../src/ci/circleci/api.ts';
import { type Counted, countedOf } from '../../src/ci/circleci/counting.ts';
import { circleciSettings } from '../../src/ci/circleci/settings.ts';
import { parseSelector } from '../../src/model/selector.ts';

const settings = circleciSettings.parse({ job: 'repeat', approve: ['start'] });
const pipeline: Pipeline = { id: 'p', number: 1, state: 'created', created_at: 0, errors: [] };
const request = {
  batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count: 8 },
  repository: '/',
  selector: parseSelector('CasTest#testPays'),
  settings: {},
};

function workflow(status: string, id = 'w1', createdAt = 0): Workflow {
  return { id, name: 'tests', status, created_at: createdAt, stopped_at: undefined };
}

/** A build behind a gate, and the repeat job behind it, by their statuses. */
function gated(start: string, build: string, repeat: string, number?: number): readonly Job[] {
  const jobs: readonly Partial<Job>[] = [
    { name: 'start', type: 'approval', status: start },
    { name: 'build', status: build, dependencies: ['start'] },
    { name: 'repeat', status: repeat, dependencies: ['build'], job_number: number },
  ];
  return jobs.map((one) => ({
    id: one.name ?? '',
    name: '',
    type: 'build',
    status: '',
    dependencies: [],
    started_at: undefined,
    ...one,
  }));
}

/** Looks one after the other, each at what stands there by then. @returns what each counted, and asked */
async function looks(
  ...turns: readonly {
    readonly workflows: readonly Workflow[];
    readonly jobs: Readonly<Record<string, readonly Job[]>>;
  }[]
) {
  let before: Counted | undefined;
  const told: { readonly kind: string; readonly of: string | undefined; readonly asked: string }[] = [];
  for (const { workflows, jobs } of turns) {
    const asked: string[] = [];
    const api = {
      workflows: async () => (asked.push('list'), workflows),
      jobs: async (id: string) => (asked.push(id), jobs[id] ?? []),
    } as unknown as CircleciApi;
    before = await countedOf(pipeline, { api, settings, request, now: 1_000, before });
    told.push({ kind: before.state.kind, of: before.workflow?.id, asked: asked.join(' ') });
  }
  return told;
}

describe('a look at a pipeline of CircleCI', () => {
  it('asks for its workflows no more while a build behind its gates runs, nor while its job waits and runs', async () => {
    const workflows = [workflow('running')];
    const at = (jobs: readonly Job[]) => ({ workflows, jobs: { w1: jobs } });
    const told = await looks(
      at(gated('on_hold', 'blocked', 'blocked')),
      at(gated('success', 'running', 'blocked')),
      at(gated('success', 'running', 'blocked')),
      at(gated('success', 'success', 'queued')),
      at(gated('success', 'success', 'running', 7)),
      at(gated('success', 'success', 'success', 7)),
    );
    expect(told.map(({ asked }) => asked)).toEqual(['list w1', 'w1', 'w1', 'w1', 'w1', 'w1 list']);
    expect(told.map(({ kind }) => kind)).toEqual([...Array.from({ length: 5 }, () => 'running'), 'over']);
  });

  it('asks for them again where nothing of the workflow runs: its jobs do not say that it was cancelled', async () => {
    const stuck = { w1: gated('success', 'success', 'blocked') };
    const told = await looks(
      { workflows: [workflow('running')], jobs: stuck },
      { workflows: [workflow('running')], jobs: stuck },
      { workflows: [workflow('canceled')], jobs: stuck },
    );
    expect(told.map(({ kind }) => kind)).toEqual(['running', 'running', 'cancelled']);
    expect(told.map(({ asked }) => asked)).toEqual(['list w1', 'list w1', 'list w1']);
  });

  it.each(['failed', 'canceled'])(
    'asks for them again once the build %s, and takes the rerun',
    async (end) => {
      const [first, second] = [workflow('running'), workflow('running', 'w2', 5)];
      const building = { w1: gated('success', 'running', 'blocked') };
      const ended = { w1: gated('success', end, 'blocked'), w2: gated('success', 'success', 'running', 9) };
      const told = await looks(
        { workflows: [first], jobs: building },
        { workflows: [first, second], jobs: ended },
        { workflows: [first, second], jobs: ended },
      );
      expect(told.at(-1)).toEqual({ kind: 'running', of: 'w2', asked: 'w2' });
    },
  );

  it('takes no gate that somebody has still to open for something that runs', async () => {
    const held = { w1: gated('on_hold', 'blocked', 'blocked') };
    const told = await looks(
      { workflows: [workflow('on_hold')], jobs: held },
      { workflows: [workflow('on_hold')], jobs: held },
    );
    expect(told.map(({ asked }) => asked)).toEqual(['list w1', 'w1 list w1']);
  });
});
