import { z } from 'zod';

const name = z.string({ error: "is text: a number needs quotes, as in '4.1'" }).min(1).max(100);
const branch = z.string().regex(/^[\w][\w./-]{0,199}$/, 'is the name of a branch');

/** The releases whose blockers are watched, in the project's file. */
export const releasesSchema = z
  .array(
    z.strictObject({
      /** A milestone on GitHub, a fix version in Jira. */
      name,
      branch: branch.exactOptional(),
      /** Whose failures are no regressions. */
      predecessor: z.strictObject({ name, branch: branch.exactOptional() }).exactOptional(),
      /** Where the summary is posted: the number of an issue on GitHub, a key in Jira. */
      summary: z
        .union([z.int().positive(), z.string()])
        .transform(String)
        .refine((key) => /^(?:[1-9]\d{0,17}|[A-Z][A-Z0-9_]{0,99}-\d{1,18})$/.test(key), {
          message: 'is the number of an issue, or a key such as SHOP-12',
        })
        .exactOptional(),
    }),
  )
  .max(10)
  .default([]);

/** When a summary is posted though nothing has changed, in UTC. */
export const digestSchema = z.strictObject({
  on: z.enum(['daily', 'weekdays', 'mondays', 'never']).default('weekdays'),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is a time of day in UTC such as 08:00')
    .default('08:00'),
});

export type ReleaseSettings = z.output<typeof releasesSchema>[number];
export type DigestSettings = z.output<typeof digestSchema>;
