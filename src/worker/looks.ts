import type { BatchProgress } from '../ci/service.ts';
import { RetryableError, UserError } from '../model/errors.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { BatchService, StartedBatch } from './batch-service.ts';
import { gather } from './gathering.ts';
import type { WorkerParts } from './parts.ts';
import { heard, isOver, type Heard, Unheeded, type Wish } from './silence.ts';

/** A run whose batches are looked at. */
export interface Looking {
  readonly run: RepeatRun;
  readonly service: BatchService;
  readonly parts: WorkerParts;
  /** When a person wanted the run stopped, ISO 8601. */
  readonly cancelledAt: string | undefined;
}

/** A batch, and where it stands. */
export interface Looked {
  readonly batch: StartedBatch;
  readonly progress: BatchProgress;
}

/**
 * Looks at batches, and reads and keeps whatever came back of them since the last time. Of what is waited for no longer
 * nothing more comes back: it ends with what is there, and says so.
 * @returns those that are heard of
 * @throws RetryableError when a service says "not now" of any other, once all were looked at
 */
export async function lookAt(batches: readonly StartedBatch[], looking: Looking): Promise<readonly Looked[]> {
  const { cancelledAt, parts, service } = looking;
  const faults: RetryableError[] = [];
  const looked: Looked[] = [];
  // Out of reach, each takes its time.
  const asked = await Promise.all(
    batches.map(async (batch) => {
      const wish: Wish = { of: 'service', cancelledAt, deadlineMs: service.deadlineMs(batch) };
      return { batch, said: await heard(batch, { ...wish, act: () => ask(batch, looking) }, parts) };
    }),
  );
  for (const { batch, said } of asked) {
    const all = 'answer' in said ? await gathered({ batch, progress: said.answer }, looking) : said;
    if ('answer' in all) looked.push(all.answer);
    else if ('fault' in all) faults.push(all.fault);
    else await giveUp(batch, `${all.givenUp}: ${whatIsLost(said, cancelledAt)}`, parts);
  }
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  return looked;
}

/** A cancel that fails does not matter once the batch is over; one that is refused for good keeps nobody from its results. */
async function ask(batch: StartedBatch, { service, parts, cancelledAt }: Looking): Promise<BatchProgress> {
  const fault = cancelledAt === undefined ? undefined : await refusal(() => service.cancel(batch));
  const progress = await service.poll(batch);
  const { url: page = batch.page, note = batch.note } = progress;
  if (page !== batch.page || note !== batch.note)
    await parts.store.batches.shown(batch.id, {
      ...(page === undefined ? {} : { page }),
      ...(note === undefined ? {} : { note }),
    });
  if (fault === undefined || progress.state !== 'running') return progress;
  if (fault instanceof RetryableError) throw new Unheeded(fault.message, waitOf(fault));
  parts.log('a batch could not be cancelled', { batch: batch.id, error: fault.message });
  return progress;
}

function waitOf({ retryAfterMs }: RetryableError): { readonly retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

async function refusal(act: () => Promise<void>): Promise<RetryableError | UserError | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof RetryableError || error instanceof UserError) return error;
    throw error;
  }
}

async function gathered(looked: Looked, looking: Looking): Promise<Heard<Looked>> {
  const { cancelledAt, parts, service } = looking;
  const { batch } = looked;
  const wish: Wish = { of: 'files', cancelledAt, deadlineMs: service.deadlineMs(batch) };
  const isLastTry = isOver(batch, wish, parts.now());
  const act = async (): Promise<Looked> => {
    await gather(looked, { ...looking, isLastTry });
    return looked;
  };
  return heard(batch, { ...wish, act }, parts);
}

function whatIsLost(said: Heard<unknown>, cancelledAt: string | undefined): string {
  if ('answer' in said) return 'what it left there is lost';
  const done = cancelledAt === undefined ? 'was not waited for any longer' : 'could not be cancelled';
  return `what is still running there ${done}`;
}

async function giveUp(
  { id, runId, first, count }: StartedBatch,
  broken: string,
  { store, log }: WorkerParts,
): Promise<void> {
  const iterations = await store.iterations.of(runId);
  const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
  await store.batches.end(id, { cameBack, broken });
  log('a batch was given up', { batch: id, broken });
}
