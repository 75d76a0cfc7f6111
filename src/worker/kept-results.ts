import { z } from 'zod';
import { circleciReports } from '../results/circleci-tests.ts';
import { readJenkinsTests } from '../results/jenkins-tests.ts';
import { parseReport } from '../results/parse-report.ts';
import { readingVersion } from '../results/reading-version.ts';
import type { ParsedReport } from '../results/report.ts';
import type { Iteration } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { iterationsOfBatch } from './lost-iterations.ts';
import { iterationOf } from './reading.ts';

/** A report without its output; or, where that would not read the same, the whole file in base64. */
const keptReport = z.union([
  z.strictObject({ path: z.string(), cut: z.string() }),
  z.strictObject({
    path: z.string(),
    whole: z.base64(),
    form: z.enum(['circleci-tests', 'jenkins-tests']).exactOptional(),
  }),
]);

export type KeptReport = z.infer<typeof keptReport>;

const schema = z.literal('retrial.results/1');

/** By which rules it was read; absent from before these had versions. */
const reading = z.string().exactOptional();

const processResults = z.strictObject({
  schema,
  reading,
  kind: z.literal('process'),
  index: z.number().int(),
  exit: z.strictObject({
    code: z.number().exactOptional(),
    signal: z.string().exactOptional(),
    spawnError: z.string().exactOptional(),
    endedBy: z.enum(['timeout', 'output', 'cancel']).exactOptional(),
    sought: z.array(z.string()).readonly().exactOptional(),
  }),
  durationMs: z.number(),
  machine: z.string(),
  /** Null where none are configured, so that only the exit code speaks. */
  reports: z.array(keptReport).nullable(),
});

const job = z.object({
  name: z.string(),
  machine: z.string(),
  state: z.string(),
  url: z.string().exactOptional(),
  asked: z.number().exactOptional(),
  loss: z.string().exactOptional(),
});

const batchResults = z.strictObject({
  schema,
  reading,
  kind: z.literal('batch'),
  first: z.number().int(),
  count: z.number().int().nonnegative().max(1_000_000),
  layout: z.string().exactOptional(),
  jobs: z.array(job),
  overall: z.string().exactOptional(),
  otherwise: z.string().exactOptional(),
  logs: z
    .array(
      z.strictObject({
        machine: z.string(),
        runs: z.array(
          z.strictObject({
            number: z.number().int(),
            failed: z.boolean(),
            isOver: z.boolean(),
            suites: z.array(
              z.strictObject({
                name: z.string(),
                run: z.number().int(),
                skipped: z.number().int(),
                ms: z.number().exactOptional(),
              }),
            ),
          }),
        ),
      }),
    )
    .exactOptional(),
  reports: z.array(keptReport),
});

/** What an iteration, or a batch of a CI elsewhere, was read from: enough to read it again, in one piece of evidence. */
export const keptResults = z.discriminatedUnion('kind', [processResults, batchResults]);

export type ProcessResults = z.infer<typeof processResults>;
export type BatchResults = z.infer<typeof batchResults>;

/** The name of such evidence; that of a batch is linked to the batch's first iteration. */
export const resultsName = { process: 'results.json', batch: 'batch-results.json' } as const;

/** Whether it was read by other rules than today's. */
export function isReadOtherwise({ reading: by }: { readonly reading?: string }): boolean {
  return by !== readingVersion;
}

/** Reads the iterations again, by today's rules. Pure. */
export function readAgain(kept: ProcessResults | BatchResults, selector: TestSelector): readonly Iteration[] {
  if (kept.kind === 'process') {
    const { reports, reading: _, ...facts } = kept;
    return [iterationOf(facts, reports?.flatMap(parsed), selector)];
  }
  const { reports, reading: _, ...facts } = kept;
  return iterationsOfBatch(facts, reports.flatMap(parsed), selector).iterations;
}

function parsed(kept: KeptReport): readonly ParsedReport[] {
  const { path } = kept;
  if ('cut' in kept) return [parseReport(path, Buffer.from(kept.cut))];
  const whole = Buffer.from(kept.whole, 'base64');
  if (kept.form === undefined) return [parseReport(path, whole)];
  const told: unknown = JSON.parse(whole.toString('utf8'));
  return kept.form === 'circleci-tests' ? circleciReports(path, told) : readJenkinsTests(told);
}
