import { z } from 'zod';
import { duration } from '../local/recipe.ts';
import { layoutOf, layouts } from '../../results/layouts.ts';
import { messageOf } from '../../model/errors.ts';

/** How a project says its artifacts are laid out: the name of a known layout, or a pattern with `{i}` in it. */
const layout = z
  .string()
  .max(1_000)
  .superRefine((text, context) => {
    if (layouts.some(({ name }) => name === text)) return;
    try {
      layoutOf(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) });
    }
  });

/** Names of a service's, in which `*` stands for anything. */
export const namePatterns = z
  .array(z.string().regex(/^[^\p{Cc}]{1,200}$/u, 'is a name, in which * stands for anything'))
  .min(1)
  .max(50);

/** What takes longer is ended. */
const deadline = duration.default(6 * 3_600_000);

/** After how many milliseconds a batch is ended, by a project's settings for any service. */
export function deadlineOf(settings: unknown): number {
  return z
    .object({ deadline })
    .catch({ deadline: 6 * 3_600_000 })
    .parse(settings).deadline;
}

/** Whether a project's settings for any service say that the runner hides failures, by running again what fails. */
export function rerunsOf(settings: unknown): boolean {
  return z.object({ reruns: z.literal(true) }).safeParse(settings).success;
}

/** What a project says of every service alike, whose machines share a batch. */
export const sharedSettings = {
  /** Iterations per machine, for `{machines}` and `{each}`. */
  perMachine: z.int().min(1).max(10_000).default(5),
  /** How artifacts are laid out, such as `{machine}/out/run-{i}.xml`; seen from them when left out. */
  layout: layout.optional(),
  /** What names from comments may hold: `any` when nothing passes them to a shell as text. */
  names: z.enum(['plain', 'any']).default('plain'),
  /** For `{timeout}`, in seconds: how long one iteration may take. */
  timeout: duration.optional(),
  /** The runner runs again by itself what fails, and reports the last end alone. */
  reruns: z.boolean().exactOptional(),
  deadline,
};
