import { z } from 'zod';

const argv = z.array(z.string().min(1).max(10_000)).min(1).max(1_000);

/** A pattern inside the checkout, for what is deleted there, or may be changed: it may not reach outside. */
export const pathInside = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('/') && !text.split(/[/\\]/).includes('..'), {
    message: 'must stay inside the repository: no leading / and no ..',
  });

/** A time span as text, in milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h)$/, 'is a number and a unit: 90s, 10m, 2h')
  .transform(parseDuration);

/** How a project runs one iteration on this machine: the `local` section of its configuration. */
export const recipeSchema = z.strictObject({
  /** The program and its arguments, with {test}, {class}, {method}, {i} and {out} replaced. No shell. */
  command: argv,
  /** Commands in which the test is not alone, or is, for `isolate`; where the runner is known they need not be named. */
  scopes: z
    .strictObject({
      alone: argv.exactOptional(),
      class: argv.exactOptional(),
      suite: argv.exactOptional(),
      shuffled: argv.exactOptional(),
    })
    .exactOptional(),
  /** Where the command leaves its JUnit reports, relative to the checkout. */
  junit: z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(pathInside).max(50))
    .prefault([]),
  /** Runs once per checkout before the first iteration, for example `[npm, ci]`. */
  setup: argv.optional(),
  /** How long one iteration may take. */
  timeout: duration.default(600_000),
  /** The runner runs again by itself what fails, and reports the last end alone. */
  reruns: z.boolean().exactOptional(),
  /** How many iterations run at a time, each in a checkout of its own. */
  parallel: z.int().min(1).max(64).default(1),
  /** Variables for the command and the set-up, beside the few that are always passed on. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'is not a variable name'), z.string()).default({}),
});

/** Checked settings, durations in milliseconds. */
export type Recipe = z.output<typeof recipeSchema>;

/** Milliseconds of `90s`, `10m`, `2h` or `500ms`; the caller has checked the form. */
export function parseDuration(text: string): number {
  const amount = Number.parseInt(text, 10);
  if (text.endsWith('ms')) return amount;
  if (text.endsWith('s')) return amount * 1_000;
  return text.endsWith('m') ? amount * 60_000 : amount * 3_600_000;
}

/** Whether each iteration writes where no other does, so that several may run in one folder. */
export function writesApart(command: readonly string[]): boolean {
  return command.some((argument) => argument.includes('{out}'));
}
