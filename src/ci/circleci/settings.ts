import { z } from 'zod';
import { pushCheck, pushSettings } from '../remote/pushing.ts';
import { sharedSettings } from '../remote/settings.ts';

const name = z.string().min(1).max(512);

/** How a project repeats a test on CircleCI: the `circleci` section of its configuration. */
export const circleciSettings = z
  .strictObject({
    /** `gh/owner/name`, `bb/owner/name` or `circleci/<organisation id>/<project id>`; GitHub's own when left out. */
    project: z
      .string()
      .regex(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/, 'is written gh/owner/name')
      .optional(),
    /** Id of the pipeline definition, for projects that are not connected by OAuth: Project Settings → Project Setup. */
    definition: z.uuid().optional(),
    /** The workflow that holds the job; needed when a pipeline starts several. */
    workflow: name.optional(),
    /** The job that repeats the test. */
    job: name,
    /** Approval jobs that hold it back, in the order in which they are approved. */
    approve: z.array(name).max(20).default([]),
    /** Pipeline parameters, with placeholders. Each must be declared in the configuration of the revision. */
    parameters: z
      .record(z.string().min(1).max(128), z.union([z.string().max(512), z.int(), z.boolean()]))
      .refine((entries) => Object.keys(entries).length < 100, 'holds at most 99 parameters')
      .default({}),
    /** The declared parameter that takes the batch's id, by which it is found again; the configuration must use it. */
    batchParameter: z.string().min(1).max(128).default('retrial_batch'),
    /** Machines at most. */
    machines: z.int().min(1).max(1_000).default(25),
    ...pushSettings,
    ...sharedSettings,
  })
  .superRefine(pushCheck('parameters'));

export type CircleciSettings = z.output<typeof circleciSettings>;
