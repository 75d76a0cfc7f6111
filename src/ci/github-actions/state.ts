import type { WorkflowJob, WorkflowRun } from '../../github/actions-shapes.ts';
import { machineTimeOf } from '../remote/machine-time.ts';
import { endedLate, type Due } from '../remote/pace.ts';
import type { BatchFiles, BatchJob, BatchProgress, BatchRequest } from '../service.ts';
import type { ActionsSettings } from './settings.ts';

/** What a conclusion means when the job's own command cannot be blamed for it. */
const losses: Readonly<Record<string, string>> = {
  cancelled: 'cancelled on GitHub',
  timed_out: "the job ran into GitHub's time limit",
  startup_failure: 'GitHub could not start the job',
  action_required: 'GitHub waits for somebody to allow the job',
  skipped: 'GitHub skipped the job',
  stale: 'GitHub gave the job up',
};

/** Where a run stands; its jobs are asked for only once it is over. */
export function progressOf(
  run: WorkflowRun,
  jobs: readonly WorkflowJob[],
  { count, settings }: { readonly count: number; readonly settings: ActionsSettings },
): BatchProgress {
  const url = run.html_url === undefined ? {} : { url: run.html_url };
  if (run.status !== 'completed') return { state: 'running', finished: 0, ...url };
  if (run.conclusion === 'cancelled') return { state: 'cancelled', finished: 0, ...url };
  const what = brokenBy(run, jobs, settings);
  if (what !== undefined) return { state: 'broken', finished: 0, broken: { what, output: '' }, ...url };
  return { state: 'finished', finished: count, ...url };
}

/** The jobs that repeat the test: all of a workflow's unless one is named. */
export function repeating(jobs: readonly WorkflowJob[], { job }: ActionsSettings): readonly WorkflowJob[] {
  if (job === undefined) return jobs;
  // A job of a reusable workflow has the caller's name before its own.
  return jobs.filter(({ name }) => {
    const own = name.split(' / ').at(-1) ?? name;
    return own === job || own.startsWith(`${job} (`);
  });
}

/** What each job of a run is called as a machine, by its id: several jobs may have one name. */
export function machinesOf(jobs: readonly WorkflowJob[]): ReadonlyMap<number, string> {
  const isShared = (own: string): boolean => jobs.filter(({ name }) => name === own).length > 1;
  return new Map(jobs.map(({ id, name }) => [id, isShared(name) ? `${name} #${id}` : name]));
}

/** What the jobs say of iterations that did not come back. */
export function batchJobs(
  jobs: readonly WorkflowJob[],
  {
    machines,
    due,
  }: { readonly machines: ReadonlyMap<number, string>; readonly due: Pick<Due, 'at' | 'deadlineMs'> },
): readonly BatchJob[] {
  return jobs.map((job): BatchJob => {
    const { id, name, status, conclusion, html_url: url } = job;
    const loss = lossOf(job, due);
    return {
      name,
      machine: machines.get(id) ?? name,
      state: conclusion ?? status,
      ...(typeof url === 'string' ? { url } : {}),
      ...(loss === undefined ? {} : { loss }),
    };
  });
}

function lossOf(
  { conclusion, completed_at: end, runner_id: runner }: WorkflowJob,
  { at, deadlineMs }: Pick<Due, 'at' | 'deadlineMs'>,
): string | undefined {
  if (conclusion === 'cancelled' && typeof end === 'number' && end > at)
    return endedLate(deadlineMs, runner !== null && runner !== 0);
  return losses[conclusion ?? ''];
}

/** What the machines of a run took. */
export function spentBy(jobs: readonly WorkflowJob[]): Pick<BatchFiles, 'spent'> {
  const ran = jobs.filter(({ conclusion }) => conclusion !== 'skipped');
  return machineTimeOf(
    ran.map(({ created_at: readyAt, started_at: startedAt, completed_at: end }) => ({
      readyAt,
      startedAt,
      endedAt: end ?? undefined,
    })),
  );
}

/** Why no iteration can have run. */
function brokenBy(
  run: WorkflowRun,
  jobs: readonly WorkflowJob[],
  settings: ActionsSettings,
): string | undefined {
  const own = repeating(jobs, settings);
  if (jobs.length === 0) return `GitHub ran no job: ${losses[run.conclusion ?? ''] ?? run.conclusion ?? ''}`;
  if (own.length === 0) {
    const others = [...new Set(jobs.map(({ name }) => `\`${name}\``))].slice(0, 8).join(', ');
    return `the workflow on GitHub has no job \`${settings.job ?? ''}\`, only ${others}`;
  }
  if (own.some(({ conclusion }) => conclusion !== 'skipped')) return undefined;
  const failed = jobs.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out');
  return failed === undefined
    ? `GitHub skipped \`${own[0]?.name ?? ''}\``
    : `\`${failed.name}\` ended with "${failed.conclusion ?? ''}" on GitHub, so \`${own[0]?.name ?? ''}\` never ran`;
}

/** A branch that moved on between the question and the answer: what was built is not what was asked. */
export function movedOn({ head_sha: built }: WorkflowRun, { commit }: BatchRequest): string | undefined {
  if (commit === undefined || built === commit) return undefined;
  return `GitHub built ${built.slice(0, 9)} instead of ${commit.slice(0, 9)}: the branch moved on`;
}
