import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../../model/errors.ts';
import type { BuildRecord, BuildTally, SeenFailure, SeenSignature } from '../../model/history.ts';

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

const shell = z.object({
  project: name.min(1),
  id: name.min(1),
  branch: name.min(1),
  lane: name.min(1),
  commit: name,
  at: z.iso.datetime(),
  passesKnown: z.boolean(),
  isPartial: z.literal(true).exactOptional(),
  ms: count.exactOptional(),
});

/** One line each; the build comes first. */
const line = z.union([
  z.strictObject({ build: shell }),
  z.strictObject({ tally }),
  z.strictObject({ failure: failed }),
  z.strictObject({ signature }),
]);

/** Lines of one record, and how many are read before others get their turn. */
const mostLines = 2_000_000;
const linesAtOnce = 500;

/** A build that another process read, in lines: what it is, then each test, failure and cause. */
export function* recordLines({
  build,
  tallies,
  failures,
  signatures,
}: BuildRecord): Generator<z.input<typeof line>> {
  yield { build };
  for (const one of tallies) yield { tally: one };
  for (const one of failures) yield { failure: one };
  for (const one of signatures) yield { signature: one };
}

/** The build of such lines, checked as whatever comes from outside. @throws UserError E-VALUE with the first fault */
export async function sentRecord(lines: AsyncIterable<unknown>, project: string): Promise<BuildRecord> {
  let build: BuildRecord['build'] | undefined;
  const lists = {
    tallies: [] as BuildTally[],
    failures: [] as SeenFailure[],
    signatures: [] as SeenSignature[],
  };
  let at = 0;
  for await (const sent of lines) {
    at += 1;
    if (at > mostLines)
      throw new UserError('E-VALUE', `That is no build: it has more than ${mostLines} lines.`);
    const found = sound(line, sent, `line ${at}`);
    if ('tally' in found) lists.tallies.push(found.tally);
    else if ('failure' in found) lists.failures.push(found.failure);
    else if ('signature' in found) lists.signatures.push(found.signature);
    else if (build === undefined) build = found.build;
    else throw new UserError('E-VALUE', `That is no build: line ${at} begins a second one.`);
    if (build?.project !== project)
      throw new UserError('E-VALUE', `The build is of ${build?.project ?? 'nothing'}, not of ${project}.`);
    if (at % linesAtOnce === 0) await nextTurn();
  }
  if (build === undefined) throw new UserError('E-VALUE', 'That is no build: it holds no line.');
  return { build, ...lists };
}

function sound<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fault = z.prettifyError(parsed.error).slice(0, 500);
  throw new UserError('E-VALUE', `That is no build: ${place}: ${fault}`);
}
