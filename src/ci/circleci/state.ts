import { endedLate } from '../remote/pace.ts';
import type { BatchProgress, BatchRequest } from '../service.ts';
import { builtBy, type Job, type JobDetails, type Pipeline, type Workflow } from './answers.ts';
import type { CircleciSettings } from './settings.ts';

/** What a pipeline has come to. */
export type PipelineState =
  | {
      readonly kind: 'running';
      readonly approve: readonly Job[];
      readonly isStarted: boolean;
      readonly job?: Job;
      readonly jobs: readonly Job[];
    }
  | { readonly kind: 'over'; readonly job: Job; readonly jobs: readonly Job[] }
  /** With the jobs of the workflow, where it came to any, and its own where that left something behind. */
  | { readonly kind: 'cancelled'; readonly jobs: readonly Job[] }
  | { readonly kind: 'broken'; readonly what: string; readonly job?: Job; readonly jobs?: readonly Job[] };

/** A pipeline may be there for this long without workflows, in milliseconds. */
export const graceMs = 120_000;

/** Words of workflows that come to nothing any more; `failing` and `on_hold` are none. */
const endedWorkflows = new Set(['success', 'failed', 'error', 'canceled', 'unauthorized', 'not_run']);
const endedJobs = new Set([
  'success',
  'failed',
  'retried',
  'infrastructure_fail',
  'timedout',
  'terminated-unknown',
  'canceled',
  'unauthorized',
  'not_run',
]);

/** What a job's end means when its command cannot be blamed for it. */
const losses: Readonly<Record<string, string>> = {
  infrastructure_fail: 'CircleCI lost the machine',
  'terminated-unknown': 'CircleCI ended the machine and does not say why',
  timedout: "the job ran into CircleCI's time limit",
  canceled: 'cancelled on CircleCI',
  not_run: 'CircleCI did not run the job',
  unauthorized: 'CircleCI did not allow the job',
};

/** Why what a machine owed did not come; undefined when the command itself ended. */
export function lossOf(status: string): string | undefined {
  return losses[status];
}

export function isWorkflowOver({ status }: Workflow): boolean {
  return endedWorkflows.has(status);
}

/**
 * The workflows that repeat the test, oldest first: there are more once somebody ran the first again.
 * @returns why there is none; nothing while one may still come
 */
export function workflowsOf(
  {
    pipeline,
    workflows,
    now,
  }: { readonly pipeline: Pipeline; readonly workflows: readonly Workflow[]; readonly now: number },
  settings: CircleciSettings,
): readonly Workflow[] | { readonly broken: string } {
  if (pipeline.state === 'errored') return { broken: errorsOf(pipeline) };
  const own = workflows.filter(({ tag }) => tag !== 'setup').toSorted((a, b) => a.created_at - b.created_at);
  const names = [...new Set(own.map(({ name }) => name))];
  const wanted = settings.workflow ?? (names.length === 1 ? names[0] : undefined);
  const found = own.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  if (settings.workflow === undefined && names.length > 1)
    return {
      broken: `CircleCI started several workflows (${listed(names)}): name one under \`circleci: workflow:\``,
    };
  if (now - pipeline.created_at < graceMs) return [];
  return names.length === 0
    ? { broken: 'CircleCI started no workflow' }
    : { broken: `CircleCI started no workflow \`${settings.workflow ?? ''}\`, only ${listed(names)}` };
}

/**
 * Whether a workflow counts though there are later ones of its name: a rerun repeats what has failed, so the first whose
 * job began counts, unless the machinery lost it.
 */
export function isFirst(state: PipelineState): boolean {
  if (state.kind === 'running') return state.isStarted;
  return state.kind === 'over' && lossOf(state.job.status) === undefined;
}

/** Whether the job, or one of its workflow, runs or waits for nothing but a machine. */
export function isUnderWay(state: PipelineState): boolean {
  if (state.kind !== 'running') return false;
  const isActive = ({ status, type }: Job): boolean =>
    type !== 'approval' && !endedJobs.has(status) && status !== 'blocked' && status !== 'on_hold';
  return state.isStarted || state.jobs.some(isActive);
}

/** What the jobs of the workflow say. */
export function stateOf(
  { workflow, jobs }: { readonly workflow: Workflow | undefined; readonly jobs: readonly Job[] },
  settings: CircleciSettings,
): PipelineState {
  const named = jobs.filter(({ name, type }) => name === settings.job && type !== 'approval');
  const job = named.findLast(({ status }) => status !== 'retried') ?? named.at(-1);
  if (job === undefined) return { kind: 'broken', what: missing('job', settings.job, jobs) };
  const absent = settings.approve.find(
    (name) => !jobs.some((one) => one.name === name && one.type === 'approval'),
  );
  if (absent !== undefined) return { kind: 'broken', what: missing('approval job', absent, jobs) };
  const isStarted = typeof job.job_number === 'number';
  if (endedJobs.has(job.status)) {
    if (isStarted) return { kind: 'over', job, jobs };
    return job.status === 'canceled' ? { kind: 'cancelled', jobs } : neverRan(job, jobs);
  }
  if (!isStarted && firstFailed(job, jobs) !== undefined) return neverRan(job, jobs);
  if (!isStarted && workflow !== undefined && isWorkflowOver(workflow))
    return workflow.status === 'canceled' ? { kind: 'cancelled', jobs } : neverRan(job, jobs);
  const approve = settings.approve.flatMap((name) =>
    jobs.filter((one) => one.name === name && one.status === 'on_hold' && one.type === 'approval'),
  );
  return { kind: 'running', approve, isStarted, job, jobs };
}

/** The same for whoever waits. */
export function progressOf(state: PipelineState, count: number): BatchProgress {
  switch (state.kind) {
    case 'running':
      return { state: 'running', finished: 0 };
    case 'over':
      return { state: state.job.status === 'canceled' ? 'cancelled' : 'finished', finished: count };
    case 'cancelled':
      return { state: 'cancelled', finished: 0 };
    case 'broken':
      return { state: 'broken', finished: 0, broken: { what: state.what, output: '' } };
  }
}

/** Indexes and states of a job's machines. */
export function machinesOf(
  { parallel_runs: runs, parallelism }: JobDetails,
  job: Job,
): JobDetails['parallel_runs'] {
  if (runs.length > 0) return runs;
  return Array.from({ length: Math.max(1, parallelism) }, (_, index) => ({ index, status: job.status }));
}

function neverRan(job: Job, jobs: readonly Job[]): PipelineState {
  const failed = firstFailed(job, jobs);
  const what =
    failed === undefined
      ? `\`${job.name}\` never ran on CircleCI: ${lossOf(job.status) ?? job.status}`
      : `\`${failed.name}\` ended with "${failed.status}" on CircleCI, so \`${job.name}\` never ran`;
  return { kind: 'broken', what, jobs };
}

/** A job it waits for, near or far, that did not succeed. */
function firstFailed(job: Job, jobs: readonly Job[]): Job | undefined {
  const byId = new Map(jobs.map((one) => [one.id, one]));
  const seen = new Set<Job>();
  const open = [job];
  for (let after = open.pop(); after !== undefined; after = open.pop()) {
    if (seen.has(after)) continue;
    seen.add(after);
    for (const id of after.dependencies) {
      const before = byId.get(id);
      if (before === undefined) continue;
      if (isUnsatisfied(before, after.requires?.[id])) return before;
      open.push(before);
    }
  }
  return undefined;
}

function isUnsatisfied({ status }: Job, satisfying: readonly string[] = ['success']): boolean {
  if (!endedJobs.has(status) || ['success', 'retried', 'not_run'].includes(status)) return false;
  return !satisfying.includes(status === 'canceled' ? 'canceled' : 'failed');
}

function errorsOf({ errors }: Pipeline): string {
  const messages = errors.map(({ message }) => message).filter((message) => message !== '');
  return `CircleCI could not start the pipeline: ${messages.join('; ') || 'it does not say why'}`;
}

function missing(what: string, name: string, jobs: readonly Job[]): string {
  const others = jobs
    .filter(({ type }) => (type === 'approval') === (what === 'approval job'))
    .map((job) => job.name);
  return `the workflow on CircleCI has no ${what} \`${name}\`${others.length === 0 ? '' : `, only ${listed(others)}`}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  return names.length > 8 ? `${shown.join(', ')} and ${names.length - 8} more` : shown.join(', ');
}

/** A branch that moved on between the question and the answer: what was built is not what was asked. */
export function movedOn(pipeline: Pipeline, { commit }: BatchRequest): string | undefined {
  const { commit: built } = builtBy(pipeline);
  if (built === '' || commit === undefined || built === commit) return undefined;
  return `CircleCI built ${built.slice(0, 9)} instead of ${commit.slice(0, 9)}: the branch moved on`;
}

/** What does not end though it is told to: what its machines have brought so far counts. */
export function neverEnded(
  { job, jobs }: Extract<PipelineState, { readonly kind: 'running' }>,
  what: string,
): PipelineState {
  return { kind: 'broken', what, jobs, ...(job === undefined ? {} : { job }) };
}

interface Ended {
  /** When its workflow ended, as far as CircleCI says. */
  readonly endedAt: number | undefined;
  readonly pipeline: Pipeline;
  readonly settings: CircleciSettings;
}

/** What was cancelled for its deadline before its job began did not end as somebody wanted it to. */
export function neverBegan(state: PipelineState, { endedAt = 0, pipeline, settings }: Ended): PipelineState {
  if (state.kind !== 'cancelled' || endedAt <= pipeline.created_at + settings.deadline) return state;
  const what = `\`${settings.job}\` ${endedLate(settings.deadline, false)} on CircleCI`;
  return { kind: 'broken', what, jobs: state.jobs };
}
