import type { BuildkiteJob } from './answers.ts';

/** Words for the reasons of an agent to end a job, by the values of `signal_reason` on Buildkite's page "Builds API". */
const agentReasons = new Map(
  Object.entries({
    agent_stop: 'the agent was stopped while it ran',
    cancel: 'it was cancelled on Buildkite',
    process_run_error: 'the agent could not start the command',
    agent_refused: 'the agent refused the job',
    signature_rejected: 'the agent rejected the signature of the job',
    stack_error: 'the agent could not be set up for the job',
    agent_incompatible: 'the agent cannot run this kind of job',
  }),
);

const stateReasons = new Map(
  Object.entries({
    canceled: 'it was cancelled on Buildkite',
    canceling: 'it was cancelled on Buildkite',
    timed_out: 'it ran into the time limit of its step on Buildkite',
    timing_out: 'it ran into the time limit of its step on Buildkite',
    expired: 'no agent took the job in time',
    skipped: 'Buildkite skipped the job',
    broken: 'Buildkite did not run the job: a step before it failed or its condition did not hold',
  }),
);

/** What happened to a job that its command cannot be blamed for, in words that are equal for equal causes. */
export function lossOf({ state, signalReason, exitStatus }: BuildkiteJob): string | undefined {
  const byState = stateReasons.get(state);
  if (byState !== undefined) return byState;
  if (signalReason !== undefined) return agentReasons.get(signalReason) ?? 'the agent ended the job';
  // An agent that disconnects or stops answering leaves this status behind (Buildkite's page "Agent lifecycle").
  return exitStatus === -1 ? 'the agent was lost' : undefined;
}

/**
 * The attempts that count. Buildkite hides a job that was retried, and with it the failures that made somebody retry
 * it: so the first attempt counts, and a later one only where those before it were lost to the machinery.
 */
export function attemptsThatCount(jobs: readonly BuildkiteJob[]): readonly BuildkiteJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const followers = new Set(jobs.map(({ retriedIn }) => retriedIn));
  return jobs
    .filter(({ id }) => !followers.has(id))
    .map((first) => {
      const seen = new Set<string>();
      let job = first;
      while (lossOf(job) !== undefined && !seen.has(job.id)) {
        seen.add(job.id);
        job = byId.get(job.retriedIn ?? '') ?? job;
      }
      return job;
    });
}
