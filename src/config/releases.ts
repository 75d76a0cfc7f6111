import { z } from 'zod';

const name = z.string({ error: "is text: a number needs quotes, as in '4.1'" }).min(1).max(100);
const branch = z.string().regex(/^[\w][\w./-]{0,199}$/, 'is the name of a branch');

const some = (what: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (typeof given === 'string' ? [given] : given))
    .refine((all) => all.length > 0 && all.length <= 20 && all.every((one) => /^[^\n]{1,100}$/.test(one)), {
      message: `is ${what}, or a list of up to 20`,
    })
    .exactOptional();

/** What makes a ticket a blocker: everything that is named must hold, one of each list is enough. */
const blockers = z
  .strictObject({
    labels: some('a label'),
    priority: some('a priority'),
    /** Milestones or fix versions; `any` for none in particular. Without it the release's own, unless there is a search. */
    milestones: z.union([z.literal('any'), some('a milestone or fix version')]).exactOptional(),
    /** Jira's own search, within the project. */
    jql: z
      .string()
      .min(1)
      .max(1_000)
      .refine(isOneCondition, {
        message: 'is one condition of JQL, with its quotes and brackets closed and without ORDER BY',
      })
      .exactOptional(),
  })
  .refine(
    ({ labels, jql, priority, milestones }) =>
      milestones !== 'any' || (labels ?? jql ?? priority) !== undefined,
    {
      message: 'with `milestones: any` names labels, a priority or jql too, or every ticket would block',
    },
  );

/** The releases whose blockers are watched, in the project's file. */
export const releasesSchema = z
  .array(
    z.strictObject({
      /** A milestone on GitHub, a fix version in Jira. */
      name,
      branch: branch.exactOptional(),
      /** The day it is to ship, for countdowns. */
      date: z.iso.date({ error: 'is a day such as 2027-01-31' }).exactOptional(),
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
      /** What blocks it; without it its tickets with the label of `policy`. */
      blockers: blockers.exactOptional(),
    }),
  )
  .max(10)
  .default([]);

export type ReleaseSettings = z.output<typeof releasesSchema>[number];

/** Whether a search stays one condition when it is put in brackets: it must not close them itself. */
function isOneCondition(jql: string): boolean {
  let depth = 0;
  const bare = jql.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  for (const sign of bare) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return (
    depth === 0 &&
    !/\border\s+by\b/i.test(bare) &&
    !/['\p{Cc}]/u.test(bare) &&
    !bare.replaceAll('""', '').includes('"')
  );
}
