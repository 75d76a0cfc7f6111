import type { RetryableError } from '../model/errors.ts';
import type { Batch, RepeatRun } from '../model/repeat-run.ts';
import type { BatchService } from './batch-service.ts';
import type { WorkerParts } from './parts.ts';
import { heard, type Heard } from './silence.ts';

interface Starting {
  readonly run: RepeatRun;
  readonly service: BatchService;
  readonly parts: WorkerParts;
  /** When a person wanted the run stopped, ISO 8601. */
  readonly cancelledAt?: string;
}

/**
 * Sees to it that each batch is triggered exactly once; one whose service is silent for too long ends without an iteration.
 * @returns whether all are; else ask again
 * @throws RetryableError when a service says "not now", once all were tried
 */
export async function startAll(batches: readonly Batch[], starting: Starting): Promise<boolean> {
  const said = await askAll(batches, starting, (batch) => starting.service.start(batch));
  for (const [batch, one] of said)
    if ('givenUp' in one)
      await end(batch, starting, { broken: `${one.givenUp}: whether it was started there is not known` });
  return settled(said);
}

/**
 * Ends batches that a person wants stopped, even those whose trigger was never answered: whoever adds to the run later gets
 * what was added, and no more.
 * @returns false while one may still come to light
 * @throws as `startAll`
 */
export async function abandonAll(batches: readonly Batch[], starting: Starting): Promise<boolean> {
  const said = await askAll(batches, starting, (batch) => starting.service.abandon(batch));
  for (const [batch, one] of said) {
    if ('givenUp' in one) {
      const what = batch.ref === undefined ? 'what may have been started' : 'what is still running';
      await end(batch, starting, { broken: `${one.givenUp}: ${what} there could not be cancelled` });
    }
    if ('answer' in one && one.answer) await end(batch, starting, {});
  }
  return settled(said);
}

type Said = ReadonlyMap<Batch, Heard<boolean>>;

async function askAll(
  batches: readonly Batch[],
  { service, parts, cancelledAt }: Starting,
  act: (batch: Batch) => Promise<boolean>,
): Promise<Said> {
  const said = new Map<Batch, Heard<boolean>>();
  for (const batch of batches) {
    const wish = { of: 'service' as const, cancelledAt, deadlineMs: service.deadlineMs(batch) };
    said.set(batch, await heard(batch, { ...wish, act: () => act(batch) }, parts));
  }
  return said;
}

function settled(said: Said): boolean {
  const all = [...said.values()];
  const fault = all.flatMap((one): RetryableError[] => ('fault' in one ? [one.fault] : []))[0];
  if (fault !== undefined) throw fault;
  return all.every((one) => !('answer' in one) || one.answer);
}

async function end(
  { id, first, count }: Batch,
  { run, parts }: Starting,
  why: { readonly broken?: string },
): Promise<void> {
  const iterations = await parts.store.iterations.of(run.id);
  const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
  await parts.store.batches.end(id, { cameBack, ...why });
}
