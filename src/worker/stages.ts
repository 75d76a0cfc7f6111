import type { BatchProgress } from '../ci/service.ts';
import { messageOf, RetryableError, UserError } from '../model/errors.ts';
import type { Batch, RepeatRun, RunState, Stage } from '../model/repeat-run.ts';
import type { Order } from '../plans/plan.ts';
import { batchServiceOf, type BatchService, type StartedBatch } from './batch-service.ts';
import { costOf } from './cost.ts';
import { givesWay } from './giving-way.ts';
import { noteHearing } from './hearing.ts';
import { lookAt } from './looks.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { evidenceOf, openQuestion } from './questions/open.ts';
import { reportProgress } from './progress.ts';
import { postAnswer } from './reporting.ts';
import { seal } from './sealing.ts';
import { heard } from './silence.ts';
import { abandonAll, startAll } from './starting.ts';

/** Where a run goes next, or how long it waits where it is. */
export type Step =
  | { readonly stage: Stage; readonly commit?: string; readonly state?: RunState }
  | { readonly againInMs: number };

/** Between two looks for a batch that may have been triggered, in milliseconds. */
const unclearMs = 10_000;
/** The longest time without asking whether somebody cancelled the run, in milliseconds. */
const attentiveMs = 15_000;

/**
 * Starts the next round, each batch exactly once: its id is stored first, and the service is asked for it before it
 * is triggered. Without a next round the question is answered.
 */
export async function trigger(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const known = await parts.store.batches.of(run.id);
  const left = known.filter(({ ended }) => ended === undefined);
  const service = await batchServiceOf(run, parts);
  const starting = { run, service, parts };
  const cancelledAt = await cancelledSince(run, parts);
  if (cancelledAt !== undefined) {
    const isClear = await abandonAll(left, { ...starting, cancelledAt });
    return isClear ? { stage: 'report' } : { againInMs: unclearMs };
  }
  const question = await openQuestion(run, parts);
  const batches =
    left.length > 0 ? left : batchesOf(run, await question.next(await evidenceOf(run, parts)), known);
  if (batches.length === 0) return { stage: 'report' };
  if (left.length === 0 && (await givesWay(run, parts))) {
    await parts.courtesy(run.ticket.tracker, () => reportProgress(run, parts));
    return { againInMs: attentiveMs };
  }
  for (const batch of batches) await parts.store.batches.put(batch);
  if (!(await startAll(batches, starting))) return { againInMs: unclearMs };
  if (isFirstRound(known)) await greet(run, parts);
  return { stage: 'wait' };
}

/** Starting a round may take several looks; a batch that ended after it had begun was of an earlier one. */
function isFirstRound(known: readonly Batch[]): boolean {
  return known.every(({ ref, ended }) => ref === undefined || ended === undefined);
}

async function greet({ ticket, commentId }: RepeatRun, { tracker, courtesy }: WorkerParts): Promise<void> {
  await courtesy(ticket.tracker, () => tracker(ticket.tracker).react(ticket, commentId, 'rocket'));
}

/** Looks at the batches; what finished is read, kept and shown while the rest goes on. */
export async function wait(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = await batchServiceOf(run, parts);
  const cancelledAt = await cancelledSince(run, parts);
  const looked = await lookAt(await underWay(run, parts), { run, service, parts, cancelledAt });
  if (looked.every(({ progress }) => progress.state !== 'running')) return { stage: 'collect' };
  const batches = looked.map(({ batch }) => batch);
  await leaveFailed(run, batches, { service, parts });
  await parts.courtesy(run.ticket.tracker, () => reportProgress(run, parts));
  const waits = looked.flatMap(({ progress: { state, againInMs } }) =>
    state === 'running' ? [againInMs ?? 0] : [],
  );
  return { againInMs: Math.max(parts.pollMs, Math.min(...waits, attentiveMs)) };
}

/**
 * The last look: nothing runs any more, so whatever is there now is all there will be of this round. A process that does
 * not know what another had given up waits for it again.
 */
export async function collect(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = await batchServiceOf(run, parts);
  const cancelledAt = await cancelledSince(run, parts);
  const looked = await lookAt(await underWay(run, parts), { run, service, parts, cancelledAt });
  if (looked.some(({ progress }) => progress.state === 'running')) return { stage: 'wait' };
  const iterations = await parts.store.iterations.of(run.id);
  await parts.store.charges.raise(run, costOf(iterations, await parts.store.batches.of(run.id)));
  const whole: Batch[] = [];
  for (const { batch, progress } of looked) {
    const { id, first, count } = batch;
    const { broken } = progress;
    if (broken === undefined) whole.push(batch);
    const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
    await parts.store.batches.end(id, {
      cameBack,
      ...(broken === undefined ? {} : { broken: broken.what }),
    });
  }
  // Of what never began or was cancelled from here, nothing need be told.
  await noteHearing(run, cancelledAt === undefined ? whole : [], parts);
  return { stage: 'trigger' };
}

/** Judges, posts the result once, and gives back worktrees and the like. */
export async function report(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = await batchServiceOf(run, parts);
  const question = await openQuestion(run, parts);
  const batches = startedOf(await parts.store.batches.of(run.id));
  const states = await Promise.all(batches.map((batch) => lastStateOf(batch, run, service)));
  const broken = brokenOf(batches, states);
  const cancelled = await isCancelled(run, parts);
  const ending = {
    evidence: await evidenceOf(run, parts),
    isCancelled: cancelled,
    copies: {
      pages: states.flatMap(({ url }) => (url === undefined ? [] : [url])),
      expiries: batches.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt])),
    },
    ...(broken === undefined ? {} : { broken }),
  };
  const answer = await question.answer(ending, parts);
  const settings = await settingsOf(run, parts);
  const why = broken === undefined ? {} : { broken: broken.what };
  await seal(run, { ...why, posted: answer.files?.data }, parts.store);
  await postAnswer(run, answer, { parts, quiet: settings.quiet });
  await releaseAll(batches, service, parts);
  parts.log('run reported', { run: run.id, ...answer.facts });
  return { stage: 'done', state: cancelled ? 'cancelled' : 'finished' };
}

/**
 * A service may be out of reach, or have forgotten what ended before something was added: then what was kept of it stands,
 * as does why a batch was given up.
 */
async function lastStateOf(
  batch: StartedBatch,
  { additions }: RepeatRun,
  service: BatchService,
): Promise<BatchProgress> {
  const { ended, page } = batch;
  const mayForget = additions !== undefined || ended?.broken !== undefined;
  const kept = ended?.broken === undefined ? {} : { broken: { what: ended.broken, output: '' } };
  try {
    return { ...kept, ...(await service.poll(batch)) };
  } catch (error) {
    const mayStand = error instanceof RetryableError || (mayForget && error instanceof UserError);
    if (ended === undefined || !mayStand) throw error;
    const url = page === undefined ? {} : { url: page };
    return { state: 'finished', finished: ended.cameBack, ...kept, ...url };
  }
}

/** Why a side could run nothing more; a later batch that could speaks for its side. */
function brokenOf(batches: readonly StartedBatch[], states: readonly BatchProgress[]) {
  const last = new Map(batches.map(({ side = 'run' }, at) => [side, states[at]?.broken]));
  return [...last.values()].find((broken) => broken !== undefined);
}

/** Iterations are numbered on from round to round, so that an index says which batch it belongs to. */
function batchesOf(run: RepeatRun, orders: readonly Order[], known: readonly Batch[]): readonly Batch[] {
  const last = known.at(-1);
  let first = last === undefined ? 1 : last.first + last.count;
  return orders.map(({ side, runs, untilFailure, inTurns }, at) => {
    const id = `${run.id}-b${known.length + at + 1}`;
    const batch = { id, runId: run.id, first, count: runs, side };
    first += runs;
    return {
      ...batch,
      ...(untilFailure === true ? { untilFailure } : {}),
      ...(inTurns === true ? { inTurns } : {}),
    };
  });
}

async function underWay(run: RepeatRun, parts: WorkerParts): Promise<readonly StartedBatch[]> {
  return startedOf(await parts.store.batches.of(run.id)).filter(({ ended }) => ended === undefined);
}

function startedOf(batches: readonly Batch[]): readonly StartedBatch[] {
  return batches.flatMap((batch) => (batch.ref === undefined ? [] : [{ ...batch, ref: batch.ref }]));
}

/** A batch that is to be left at its first failure has told all it was asked for. */
async function leaveFailed(
  run: RepeatRun,
  batches: readonly StartedBatch[],
  { service, parts }: { readonly service: BatchService; readonly parts: WorkerParts },
): Promise<void> {
  const leaving = batches.filter(({ untilFailure }) => untilFailure === true);
  if (leaving.length === 0) return;
  const failed = (await parts.store.iterations.of(run.id)).filter(({ outcome }) => outcome === 'failed');
  for (const batch of leaving) {
    const { first, count } = batch;
    const isTold = failed.some(({ index }) => index >= first && index < first + count);
    if (isTold) await service.cancel(batch);
  }
}

/**
 * The report stands: what a service refuses to give back is told to the operator, not written over it, as is what it is
 * silent about for too long.
 * @throws RetryableError while it says "not now"
 */
async function releaseAll(
  batches: readonly StartedBatch[],
  service: BatchService,
  parts: WorkerParts,
): Promise<void> {
  const say = (batch: Batch, error: string): void =>
    parts.log('a batch could not be given back', { batch: batch.id, error });
  const faults: RetryableError[] = [];
  for (const batch of batches) {
    const wish = { of: 'service' as const, isReported: true, deadlineMs: service.deadlineMs(batch) };
    try {
      const act = async (): Promise<void> => release(batch, service);
      const said = await heard(batch, { ...wish, act }, parts);
      if ('fault' in said) faults.push(said.fault);
      if ('givenUp' in said) say(batch, said.givenUp);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(batch, messageOf(error));
    }
  }
  const [fault] = faults;
  if (fault !== undefined) throw fault;
}

/** What was given up may still run: its service may have come back. */
async function release(batch: StartedBatch, service: BatchService): Promise<void> {
  if (batch.silences !== undefined && batch.silences.length > 0) await service.cancel(batch);
  await service.release(batch);
}

/** What it was asked with. */
export async function settingsOf(run: RepeatRun, parts: WorkerParts): Promise<RunSettings> {
  return runSettingsSchema.parse(await parts.store.runs.settings(run.id));
}

/** Since when a person wants it stopped, ISO 8601. */
async function cancelledSince(run: RepeatRun, parts: WorkerParts): Promise<string | undefined> {
  return (await parts.store.runs.cancelRequested(run.id))?.at;
}

/** Whether a person wants it stopped. */
export async function isCancelled(run: RepeatRun, parts: WorkerParts): Promise<boolean> {
  return (await cancelledSince(run, parts)) !== undefined;
}
