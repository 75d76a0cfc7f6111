import { z } from 'zod';
import { duration } from '../local/recipe.ts';
import { layoutSetting } from '../remote/layout.ts';

/** How a project repeats a test on GitHub Actions: the `github-actions` section of its configuration. */
export const actionsSettings = z.strictObject({
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
  /** Iterations per machine, and machines at most, for `{machines}`; a matrix has at most 256. */
  perMachine: z.int().min(1).max(10_000).default(5),
  machines: z.int().min(1).max(256).default(20),
  /** How artifacts are laid out, such as `{machine}/out/run-{i}.xml`; seen from them when left out. */
  layout: layoutSetting.optional(),
  /** What names from comments may hold: `any` when the workflow reads inputs from the environment alone. */
  names: z.enum(['plain', 'any']).default('plain'),
  /** For `{timeout}`, in seconds: how long one iteration may take. */
  timeout: duration.optional(),
  /** A run that takes longer is cancelled. */
  deadline: duration.default(6 * 3_600_000),
});

export type ActionsSettings = z.output<typeof actionsSettings>;
