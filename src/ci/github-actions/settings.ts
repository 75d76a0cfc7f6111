import { z } from 'zod';
import { pushCheck, pushSettings } from '../remote/pushing.ts';
import { sharedSettings } from '../remote/settings.ts';

/** How a project repeats a test on GitHub Actions: the `github-actions` section of its configuration. */
export const actionsSettings = z
  .strictObject({
    /** File name of a workflow on the default branch that has `workflow_dispatch`, such as `retrial.yml`. */
    workflow: z.string().regex(/^[\w.-]{1,200}\.ya?ml$/, 'is the file name of a workflow'),
    /** The job that repeats the test, when the workflow has others; those of a matrix are `name (…)`. */
    job: z.string().min(1).max(200).optional(),
    /** Inputs of the workflow, with placeholders. */
    inputs: z
      .record(z.string().min(1).max(128), z.union([z.string().max(1_024), z.int(), z.boolean()]))
      .refine((entries) => Object.keys(entries).length < 25, 'holds at most 24 inputs')
      .default({}),
    /** The input that takes the batch's id; the workflow's `run-name` must show it. */
    batchInput: z.string().min(1).max(128).default('retrial_batch'),
    /** Only artifacts whose names begin like this are read. */
    artifacts: z.string().max(200).default(''),
    /** Machines at most; a matrix has at most 256. */
    machines: z.int().min(1).max(256).default(20),
    ...pushSettings,
    ...sharedSettings,
  })
  .superRefine(pushCheck('inputs'));

export type ActionsSettings = z.output<typeof actionsSettings>;
