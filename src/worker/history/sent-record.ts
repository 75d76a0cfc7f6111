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

const tally = z.object({ test: name.min(1), passed: count, failed: count, skipped: count });
const failed = z.object({ test: name.min(1), signature: name.min(1), count });
const signature = z.object({ id: name.min(1), title: text, container: text, name: text, example: failure });

/** The whole without what its lists hold: a list of a million faults must not become a million messages. */
const shellSchema = z.object({
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
  tallies: z.array(z.unknown()).max(1_000_000),
  failures: z.array(z.unknown()).max(1_000_000),
  signatures: z.array(z.unknown()).max(100_000),
});

/** A build that another process read, checked as whatever comes from outside. @throws UserError E-VALUE with the first fault */
export function sentRecord(sent: unknown, project: string): BuildRecord {
  const { build, ...lists } = sound(shellSchema, sent, 'the record');
  if (build.project !== project)
    throw new UserError('E-VALUE', `The build is of ${build.project}, not of ${project}.`);
  return {
    build,
    tallies: lists.tallies.map((one, at) => sound(tally, one, `tallies[${at}]`)),
    failures: lists.failures.map((one, at) => sound(failed, one, `failures[${at}]`)),
    signatures: lists.signatures.map((one, at) => sound(signature, one, `signatures[${at}]`)),
  };
}

function sound<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fault = z.prettifyError(parsed.error).slice(0, 500);
  throw new UserError('E-VALUE', `That is no build: ${place}: ${fault}`);
}
