import { z } from 'zod';
import { uses } from '../remote/parameters.ts';
import { sharedSettings } from '../remote/settings.ts';

const parameters = z
  .record(z.string().min(1).max(128), z.union([z.string().max(1_024), z.int(), z.boolean()]))
  .refine((entries) => Object.keys(entries).length < 100, 'holds at most 99 parameters')
  .refine(
    (entries) => uses(entries, 'commit') || uses(entries, 'ref'),
    'must hand `{commit}` or `{ref}` to the job, or nobody knows what it builds',
  );

/** How a project repeats a test on Jenkins: the `jenkins` section of its configuration. */
export const jenkinsSettings = z.strictObject({
  /** Folders and name of the job, such as `team/repeat`; a branch of a multibranch job with `%2F` for its slashes. */
  job: z.string().min(1).max(1_000),
  /** The job's parameters, with placeholders. Each must be declared in the job: Jenkins drops others without a word. */
  parameters,
  /** The declared parameter that takes the batch's id, by which the build is found again and kept apart from others. */
  batchParameter: z.string().min(1).max(128).default('RETRIAL_BATCH'),
  /** `trusted` when the job checks the commit out without the git plugin, so that Jenkins cannot tell what it built. */
  commit: z.enum(['checked', 'trusted']).default('checked'),
  /**
   * What proves that an iteration ran. `log`: the job keeps reports of failed runs alone, as Cassandra's `-repeat` stages
   * do, and the log of each machine among its artifacts counts the others.
   */
  runs: z.enum(['reports', 'log']).default('reports'),
  /** Machines at most. */
  machines: z.int().min(1).max(1_000).default(20),
  ...sharedSettings,
});

export type JenkinsSettings = z.output<typeof jenkinsSettings>;
