import { z } from 'zod';
import { UserError } from '../../model/errors.ts';
import type { BuildRecord } from '../../model/history.ts';

/** A key of the store holds no more. */
const name = z.string().max(500);
const count = z.int().min(0).max(1e9);
const text = z.string().max(100_000);

const failure = z.object({
  kind: z.enum(['failure', 'error', 'timeout', 'crash']),
  type: text,
  message: text,
  body: text,
});

const recordSchema = z.object({
  build: z.object({
    project: name.min(1),
    id: name.min(1),
    branch: name.min(1),
    lane: name.min(1),
    commit: name,
    at: z.iso.datetime(),
    passesKnown: z.boolean(),
    ms: count.exactOptional(),
  }),
  tallies: z
    .array(z.object({ test: name.min(1), passed: count, failed: count, skipped: count }))
    .max(1_000_000),
  failures: z.array(z.object({ test: name.min(1), signature: name.min(1), count })).max(1_000_000),
  signatures: z
    .array(z.object({ id: name.min(1), title: text, container: text, name: text, example: failure }))
    .max(100_000),
});

/** A build that another process read, checked as whatever comes from outside. @throws UserError E-VALUE */
export function sentRecord(sent: unknown, project: string): BuildRecord {
  const parsed = recordSchema.safeParse(sent);
  if (!parsed.success)
    throw new UserError('E-VALUE', `That is no build: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  if (parsed.data.build.project !== project)
    throw new UserError('E-VALUE', `The build is of ${parsed.data.build.project}, not of ${project}.`);
  return parsed.data;
}
