import { z } from 'zod';

// What is read of CircleCI's API v2 (its OpenAPI description, version 3.0.3 of early 2025). The description marks no
// field as nullable, though a running workflow has `stopped_at: null`; words it does not list are taken as they come.

const time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((ms) => !Number.isNaN(ms), 'is a time');

/** What a trigger answers with 201; any other 2xx says only why nothing started. */
export const creation = z.object({ id: z.string() });

export const pipeline = z.object({
  id: z.string(),
  number: z.number().catch(0),
  /** created, errored, setup-pending, setup or pending: whether it came about, not what came of it. */
  state: z.string(),
  created_at: time,
  errors: z.array(z.object({ type: z.string().catch(''), message: z.string().catch('') })).catch([]),
  trigger: z.object({ type: z.string() }).optional().catch(undefined),
  trigger_parameters: z.unknown().optional(),
  vcs: z
    .object({
      branch: z.string().optional(),
      revision: z.string().optional(),
      /** Of a fork's pull request the one is the fork's. */
      origin_repository_url: z.string().optional(),
      target_repository_url: z.string().optional(),
    })
    .optional()
    .catch(undefined),
});

export type Pipeline = z.output<typeof pipeline>;

/** How projects of the GitHub App tell the code of a pipeline (CircleCI's own command line reads it so); empty texts for none. */
const given = z.object({
  git: z.object({ branch: z.string().catch(''), checkout_sha: z.string().catch('') }),
});

/** The branch and the commit that a pipeline builds; empty where CircleCI does not say. */
export function builtBy({ vcs, trigger_parameters: parameters }: Pipeline) {
  const git = given.safeParse(parameters).data?.git;
  return { branch: vcs?.branch ?? git?.branch ?? '', commit: vcs?.revision ?? git?.checkout_sha ?? '' };
}

const later = time
  .nullish()
  .transform((ms) => ms ?? undefined)
  .catch(undefined);

export const workflow = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  created_at: time,
  stopped_at: later,
  pipeline_id: z.string().optional().catch(undefined),
  /** `setup` for a workflow that only makes the configuration of the others. */
  tag: z.string().nullish().catch(undefined),
});

export type Workflow = z.output<typeof workflow>;

const job = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().catch('build'),
  status: z.string(),
  started_at: later,
  /** Absent before it starts, and for approvals. */
  job_number: z.number().nullish().catch(undefined),
  approval_request_id: z.string().nullish().catch(undefined),
  /** Null while it runs. */
  stopped_at: time.nullish().catch(undefined),
  dependencies: z.array(z.string()).catch([]),
  /** Per dependency the ends that satisfy it; success alone where nothing is said. */
  requires: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
});

export type Job = z.output<typeof job>;

export const jobDetails = z.object({
  parallel_runs: z.array(z.object({ index: z.number(), status: z.string().catch('') })).catch([]),
  parallelism: z.number().catch(1),
  queued_at: later,
  started_at: later,
  web_url: z.string().optional().catch(undefined),
});

export type JobDetails = z.output<typeof jobDetails>;

const artifact = z.object({
  path: z.string(),
  node_index: z.number().int().min(0).catch(0),
  url: z.string(),
});

export type Artifact = z.output<typeof artifact>;

/** A list of which only the items are taken that can be read, and where it goes on. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .object({ items: z.array(z.unknown()), next_page_token: z.string().nullish() })
    .transform(({ items, next_page_token: next }) => ({
      items: items.flatMap((one): z.output<Item>[] => {
        const read = item.safeParse(one);
        return read.success ? [read.data] : [];
      }),
      next: next === null || next === '' ? undefined : next,
    }));
}

export const pipelines = listOf(pipeline);
export const workflows = listOf(workflow);
export const jobs = listOf(job);
export const artifacts = listOf(artifact);
/** Kept as they come; `results` reads them. */
export const tests = listOf(z.unknown());

/** The configuration of a pipeline, with its parameters' values in it. */
export const configuration = z.record(z.string(), z.unknown());

export const project = z.object({ slug: z.string() });
/** Whether a newer pipeline on a branch ends those that run there; the default branch is left out. */
export const projectSettings = z.object({ advanced: z.object({ autocancel_builds: z.boolean() }) });
export const user = z.object({ login: z.string() });
