import { z } from 'zod';

// Buildkite publishes no machine-readable description of its REST API. The fields are those of the pages "Builds API",
// "Jobs API", "Artifacts API" and "Access token API" in buildkite/docs.

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);

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
}

const job = z
  .object({
    id: z.string(),
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
  }));

export interface BuildkiteBuild {
  readonly number: number;
  readonly state: string;
  /** A blocked build keeps the state it had before. */
  readonly isBlocked: boolean;
  readonly isOver: boolean;
  readonly url: string;
  readonly jobs: readonly BuildkiteJob[];
}

export const buildAnswer = z
  .object({
    number: z.number(),
    state: z.string(),
    blocked: z.boolean().nullish().catch(undefined),
    finished_at: text,
    web_url: z.string().catch(''),
    jobs: z.array(z.unknown()).catch([]),
  })
  .transform((raw): BuildkiteBuild => ({
    number: raw.number,
    state: raw.state,
    isBlocked: raw.blocked === true || raw.state === 'blocked',
    isOver: typeof raw.finished_at === 'string',
    url: raw.web_url,
    jobs: raw.jobs.flatMap((one) => {
      const read = job.safeParse(one).data;
      return read === undefined ? [] : [read];
    }),
  }));

export const buildsAnswer = z.array(
  z.object({ number: z.number(), meta_data: z.record(z.string(), z.unknown()).catch({}) }),
);

export interface BuildkiteArtifact {
  readonly id: string;
  readonly jobId: string;
  readonly path: string;
  readonly size: number;
}

/** Artifacts that can be downloaded; one that is being uploaded or was deleted cannot. */
export const artifactsAnswer = z.array(z.unknown()).transform((all) =>
  all.flatMap((one): BuildkiteArtifact[] => {
    const read = artifact.safeParse(one).data;
    if (read?.state !== 'finished') return [];
    return [{ id: read.id, jobId: read.job_id, path: read.path, size: read.file_size }];
  }),
);

const artifact = z.object({
  id: z.string(),
  job_id: z.string(),
  state: z.string().catch('finished'),
  path: z.string(),
  file_size: z.number().catch(0),
});

export const tokenAnswer = z.object({ scopes: z.array(z.string()) });

function isThere<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
