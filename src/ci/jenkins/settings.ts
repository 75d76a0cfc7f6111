import { z } from 'zod';
import { duration } from '../local/recipe.ts';
import { layoutSetting } from '../remote/layout.ts';
import { uses } from '../remote/parameters.ts';

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
  /** Iterations per machine, and machines at most, for `{machines}` and `{each}`. */
  perMachine: z.int().min(1).max(10_000).default(5),
  machines: z.int().min(1).max(1_000).default(20),
  /** How artifacts are laid out, such as `{machine}/out/run-{i}.xml`; seen from them when left out. */
  layout: layoutSetting.optional(),
  /** What names from comments may hold: `any` when the job passes them to no shell as text. */
  names: z.enum(['plain', 'any']).default('plain'),
  /** For `{timeout}`, in seconds: how long one iteration may take. */
  timeout: duration.optional(),
  /** A build that takes longer is stopped. */
  deadline: duration.default(6 * 3_600_000),
});

export type JenkinsSettings = z.output<typeof jenkinsSettings>;

/** How iterations are shared out. */
export function limitsOf({ perMachine, machines }: JenkinsSettings) {
  return { perMachine, most: machines };
}
