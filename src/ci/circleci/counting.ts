import { wasRerun } from '../remote/pace.ts';
import type { BatchRequest } from '../service.ts';
import type { Pipeline, Workflow } from './answers.ts';
import type { CircleciApi } from './api.ts';
import type { CircleciSettings } from './settings.ts';
import {
  isFirst,
  isUnderWay,
  movedOn,
  neverBegan,
  stateOf,
  workflowsOf,
  type PipelineState,
} from './state.ts';

/** What a pipeline has come to, by the workflow that counts. */
export interface Counted {
  readonly state: PipelineState;
  readonly workflow?: Workflow;
  /** What a reader should know of those that do not count. */
  readonly note?: string;
}

interface Place {
  readonly api: CircleciApi;
  readonly settings: CircleciSettings;
  readonly request: BatchRequest;
  readonly now: number;
  /** What was counted at the last look. */
  readonly before: Counted | undefined;
}

/**
 * What a pipeline has come to, by what CircleCI says now: what was seen before only saves calls, while something of the
 * workflow that counted runs.
 */
export async function countedOf(pipeline: Pipeline, place: Place): Promise<Counted> {
  const { api, settings, request, now, before } = place;
  const moved = movedOn(pipeline, request);
  if (moved !== undefined) return broken(moved);
  const followed = await followedOf(place);
  if (followed !== undefined && isUnderWay(followed.state)) return { ...before, ...followed };
  const workflows = pipeline.state === 'errored' ? [] : await api.workflows(pipeline.id);
  const all = workflowsOf({ pipeline, workflows, now }, settings);
  if ('broken' in all) return broken(all.broken);
  let counted: Counted = { state: { kind: 'running', approve: [], isStarted: false, jobs: [] } };
  for (const [at, workflow] of all.entries()) {
    const isKnown = workflow.id === followed?.workflow.id && followed.state.kind !== 'running';
    const jobs = async () => ({ workflow, jobs: await api.jobs(workflow.id) });
    const state = isKnown ? followed.state : stateOf(await jobs(), settings);
    const note = wasRerun('CircleCI', { counted: at + 1, all: all.length });
    counted = { state, workflow, ...(note === undefined ? {} : { note }) };
    if (isFirst(state)) break;
  }
  const { workflow, state } = counted;
  return { ...counted, state: neverBegan(state, { endedAt: workflow?.stopped_at, pipeline, settings }) };
}

/**
 * The workflow of which something ran at the last look, or whose gates were opened then, by its jobs as they are now: while
 * one of them runs, it is neither over nor need anybody ask whether there are later ones.
 */
async function followedOf({
  api,
  settings,
  before,
}: Place): Promise<{ readonly workflow: Workflow; readonly state: PipelineState } | undefined> {
  const { workflow, state: last } = before ?? {};
  if (workflow === undefined || last?.kind !== 'running') return undefined;
  if (!isUnderWay(last) && last.approve.length === 0) return undefined;
  return { workflow, state: stateOf({ workflow, jobs: await api.jobs(workflow.id) }, settings) };
}

function broken(what: string): Counted {
  return { state: { kind: 'broken', what } };
}
