import { z } from 'zod';
import { pushCheck, pushSettings } from '../remote/pushing.ts';
import { sharedSettings } from '../remote/settings.ts';

const name = z.string().min(1).max(512);
const slug = /^[a-z\d][\w-]*\/[a-z\d][\w-]*$/i;

/** How a project repeats a test on Buildkite: the `buildkite` section of its configuration. */
export const buildkiteSettings = z
  .strictObject({
    /** `organization/pipeline`, as in the pipeline's address. */
    pipeline: z.string().max(512).regex(slug, 'is written organization/pipeline'),
    /** Key or label of the step that repeats the test; with `parallelism` it is as many machines. */
    step: name,
    /** Keys or labels of block steps that hold it back. */
    unblock: z.array(name).max(20).default([]),
    /** Environment variables of the build, with placeholders. */
    env: z
      .record(
        z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'is the name of a variable'),
        z.union([z.string().max(1_024), z.int(), z.boolean()]),
      )
      .refine((entries) => Object.keys(entries).length <= 100, 'holds at most 100 variables')
      .default({}),
    /** The meta-data that holds the batch's id, by which the build is found again. */
    batchMetadata: z
      .string()
      .regex(/^[\w.:-]{1,128}$/, 'holds letters, digits and `_ . : -`')
      .default('retrial_batch'),
    /** The branch that the build is said to be of, with placeholders: the real one, or `retrial/{batch}`, when left out. */
    branch: name.optional(),
    /** Machines at most. */
    machines: z.int().min(1).max(1_000).default(20),
    ...pushSettings,
    ...sharedSettings,
  })
  .superRefine(pushCheck('env'));

export type BuildkiteSettings = z.output<typeof buildkiteSettings>;
