import { z } from 'zod';
import { digestKinds } from '../model/digest.ts';
import { scheduleFault } from '../schedules/cron.ts';

const ticket = z
  .union([z.int().positive(), z.string()])
  .transform(String)
  .refine((key) => /^(?:[1-9]\d{0,17}|[A-Z][A-Z0-9_]{0,99}-\d{1,18})$/.test(key), {
    message: 'is the number of an issue, or a key such as SHOP-12',
  });

/** A ticket of the project, or a place that the server's operator has named: a project's file holds no addresses. */
const destination = z.union(
  [z.strictObject({ ticket }), z.strictObject({ outlet: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/) })],
  { error: 'is `{ ticket: 30 }`, or `{ outlet: NAME }` of the server’s settings' },
);

const digest = z
  .strictObject({
    kind: z.enum(digestKinds),
    cron: z.string().max(100),
    zone: z.string().max(60).default('UTC'),
    /** For a countdown: the only release it is about. */
    release: z
      .string({ error: "is text: a number needs quotes, as in '4.1'" })
      .min(1)
      .max(100)
      .exactOptional(),
    /** Where it goes; without it the summary ticket of the release. */
    to: z.array(destination).min(1).max(10).exactOptional(),
  })
  .superRefine(({ cron, zone }, context) => {
    const fault = scheduleFault({ cron, zone });
    if (fault !== undefined)
      context.addIssue({
        code: 'custom',
        path: [fault.startsWith('names no') ? 'zone' : 'cron'],
        message: fault,
      });
  });

/** Scheduled summaries by name. */
export const digestsSchema = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, 'is small letters, digits and -'), digest)
  .refine((all) => Object.keys(all).length <= 10, 'are ten at most');

/** Those of a project that says nothing of any: weekday mornings. */
export const usualDigests: Readonly<Record<string, DigestSettings>> = {
  countdown: digest.parse({ kind: 'countdown', cron: '0 8 * * 1-5' }),
};

export type DigestSettings = z.output<typeof digest>;
export type DigestDestination = z.output<typeof destination>;
