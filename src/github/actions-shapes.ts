import { z } from 'zod';

const time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((ms) => !Number.isNaN(ms), 'is a time');
export const workflowRun = z.object({
  id: z.number(),
  /** The run's name, as the workflow's `run-name` makes it. */
  display_title: z.string().catch(''),
  head_sha: z.string(),
  /** queued, in_progress, completed, waiting, requested or pending. */
  status: z.string().nullish(),
  /** Of a completed run; null before. */
  conclusion: z.string().nullish(),
  html_url: z.string().optional().catch(undefined),
  created_at: time,
  /** What follows is of runs that nobody here started. */
  name: z.string().nullish().catch(undefined),
  event: z.string().catch(''),
  head_branch: z.string().nullish().catch(undefined),
  run_attempt: z.int().min(1).catch(1),
  run_started_at: time.optional().catch(undefined),
  updated_at: time.optional().catch(undefined),
  /** Empty for the pull requests of forks. */
  pull_requests: z
    .array(z.object({ number: z.int().positive(), base: z.object({ repo: z.object({ url: z.string() }) }) }))
    .nullish()
    .catch([]),
  head_repository: z
    .object({ full_name: z.string(), owner: z.object({ login: z.string() }) })
    .nullish()
    .catch(undefined),
});
export const workflowJob = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish().catch(undefined),
  created_at: time.optional().catch(undefined),
  started_at: time.optional().catch(undefined),
  completed_at: time.nullish().catch(undefined),
  /** Null, or 0, while no machine has taken it. */
  runner_id: z.number().nullish().catch(undefined),
});
export const artifact = z.object({
  id: z.number(),
  name: z.string(),
  size_in_bytes: z.number().catch(0),
  expired: z.boolean().catch(false),
  expires_at: time.nullish().catch(undefined),
  created_at: time.optional().catch(undefined),
});
export const pullList = z.array(
  z.object({ number: z.int().positive(), head: z.object({ sha: z.string() }) }),
);

export const commit = z.object({ sha: z.string() });
export const runList = z.object({ workflow_runs: z.array(workflowRun) });
export const jobList = z.object({ jobs: z.array(workflowJob) });
export const artifactList = z.object({ artifacts: z.array(artifact) });
export const user = z.object({ login: z.string() });
export const ownApp = z.object({ slug: z.string(), permissions: z.record(z.string(), z.string()).catch({}) });
export const installation = z.object({
  id: z.number(),
  permissions: z.record(z.string(), z.string()).optional().catch(undefined),
});

export type Permissions = z.output<typeof installation>['permissions'];
export type WorkflowRun = z.output<typeof workflowRun>;
export type WorkflowJob = z.output<typeof workflowJob>;
export type WorkflowArtifact = z.output<typeof artifact>;

/** As GitHub's searches take times (milliseconds since 1970): to the second. */
function second(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A time in which runs were created, both ends included; milliseconds since 1970, `since` is NaN when nobody knows. */
export interface Span {
  readonly since: number;
  readonly until?: number;
}

/** The same for a search. */
export function createdIn({ since, until }: Span): { readonly created?: string } {
  const from = Number.isNaN(since) ? '*' : second(since);
  if (until !== undefined) return { created: `${from}..${second(until)}` };
  return from === '*' ? {} : { created: `>=${from}` };
}
