import { z } from 'zod';

// Buildkite publishes no machine-readable description of its REST API. The fields are those of the pages "Builds API",
// "Jobs API", "Artifacts API" and "Access token API" in buildkite/docs.

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);
const moment = z
  .string()
  .transform((when) => Date.parse(when))
  .refine((ms) => !Number.isNaN(ms))
  .nullish()
  .catch(undefined);

/** Goes into paths as it is, so nothing else than an id may stand in its place. */
const id = z.string().regex(/^[\w-]{1,100}$/);

/** One attempt at a step. */
export interface BuildkiteJob {
  readonly id: string;
  /** script, manual (a block step), waiter or trigger. */
  readonly type: string;
  readonly name: string;
  readonly key?: string;
  readonly state: string;
  readonly exitStatus?: number;
  /** Set when the agent and not the command ended it. */
  readonly signalReason?: string;
  /** The job that took its place. */
  readonly retriedIn?: string;
  readonly parallelIndex?: number;
  readonly agent?: string;
  readonly url?: string;
  /** When it could have begun, began and ended, in milliseconds since 1970. */
  readonly readyAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

const job = z
  .object({
    id,
    type: z.string(),
    name: text,
    label: text,
    step_key: text,
    state: z.string().catch(''),
    exit_status: number,
    signal_reason: text,
    retried_in_job_id: text,
    parallel_group_index: number,
    agent: z.object({ name: text }).nullish().catch(undefined),
    web_url: text,
    runnable_at: moment,
    started_at: moment,
    finished_at: moment,
  })
  .transform((raw): BuildkiteJob => ({
    id: raw.id,
    type: raw.type,
    name: raw.name ?? raw.label ?? raw.step_key ?? raw.id,
    state: raw.state,
    ...(isThere(raw.step_key) ? { key: raw.step_key } : {}),
    ...(isThere(raw.exit_status) ? { exitStatus: raw.exit_status } : {}),
    ...(isThere(raw.signal_reason) ? { signalReason: raw.signal_reason } : {}),
    ...(isThere(raw.retried_in_job_id) ? { retriedIn: raw.retried_in_job_id } : {}),
    ...(isThere(raw.parallel_group_index) ? { parallelIndex: raw.parallel_group_index } : {}),
    ...(isThere(raw.agent?.name) ? { agent: raw.agent.name } : {}),
    ...(isThere(raw.web_url) ? { url: raw.web_url } : {}),
    ...(isThere(raw.runnable_at) ? { readyAt: raw.runnable_at } : {}),
    ...(isThere(raw.started_at) ? { startedAt: raw.started_at } : {}),
    ...(isThere(raw.finished_at) ? { endedAt: raw.finished_at } : {}),
  }));

export interface BuildkiteBuild {
  readonly number: number;
  readonly state: string;
  /** A blocked build keeps the state it had before. */
  readonly isBlocked: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly url: string;
  readonly jobs: readonly BuildkiteJob[];
}

export const buildAnswer = z
  .object({
    number: z.number(),
    state: z.string(),
    blocked: z.boolean().nullish().catch(undefined),
    created_at: z.string().transform((when) => Date.parse(when)),
    finished_at: moment,
    web_url: z.string().catch(''),
    jobs: z.array(z.unknown()).catch([]),
  })
  .transform((raw): BuildkiteBuild => ({
    number: raw.number,
    state: raw.state,
    isBlocked: raw.blocked === true || raw.state === 'blocked',
    createdAt: raw.created_at,
    ...(isThere(raw.finished_at) ? { endedAt: raw.finished_at } : {}),
    url: raw.web_url,
    jobs: raw.jobs.flatMap((one) => {
      const read = job.safeParse(one).data;
      return read === undefined ? [] : [read];
    }),
  }));

export const buildsAnswer = z.array(
  z.object({
    number: z.number(),
    branch: z.string().catch(''),
    state: z.string().catch(''),
    blocked: z.boolean().nullish().catch(undefined),
    pipeline: z.object({ slug: z.string() }).optional().catch(undefined),
    meta_data: z.record(z.string(), z.unknown()).catch({}),
  }),
);

/** A build that was started just now. */
export const creationAnswer = z.object({ number: z.number() });

export interface BuildkiteArtifact {
  readonly id: string;
  readonly jobId: string;
  readonly path: string;
  /** new, error, finished, deleted or expired; only what is finished can be downloaded. */
  readonly state: string;
}

const artifact = z
  .object({ id, job_id: id, state: z.string().catch('finished'), path: z.string() })
  .transform((raw): BuildkiteArtifact => ({
    id: raw.id,
    jobId: raw.job_id,
    path: raw.path,
    state: raw.state,
  }));

/** A page of artifacts; how many items it had tells whether there is another. */
export const artifactsAnswer = z.array(z.unknown()).transform((all) => ({
  size: all.length,
  artifacts: all.flatMap((one) => {
    const read = artifact.safeParse(one).data;
    return read === undefined ? [] : [read];
  }),
}));

export const tokenAnswer = z.object({ scopes: z.array(z.string()) });

function isThere<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
