import type { BatchProgress } from '../ci/service.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { Batch, RepeatRun, RunState, Stage } from '../model/repeat-run.ts';
import type { Order } from '../plans/plan.ts';
import { batchServiceOf, type BatchService, type StartedBatch } from './batch-service.ts';
import { costOf } from './cost.ts';
import { gather } from './gathering.ts';
import { noteHearing } from './hearing.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { evidenceOf, openQuestion } from './questions/open.ts';
import { reportProgress } from './progress.ts';
import { postAnswer } from './reporting.ts';
import { seal } from './sealing.ts';

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
  if (await isCancelled(run, parts)) {
    if (!(await all(left, (batch) => service.abandon(batch)))) return { againInMs: unclearMs };
    await endAbandoned(run, left, parts);
    return { stage: 'report' };
  }
  const question = await openQuestion(run, parts);
  const batches =
    left.length > 0 ? left : batchesOf(run, await question.next(await evidenceOf(run, parts)), known);
  if (batches.length === 0) return { stage: 'report' };
  for (const batch of batches) await parts.store.batches.put(batch);
  if (!(await all(batches, (batch) => service.start(batch)))) return { againInMs: unclearMs };
  if (isFirstRound(known)) await greet(run, parts);
  return { stage: 'wait' };
}

/** What was abandoned is over: whoever adds to the run later gets what was added, and no more. */
async function endAbandoned(
  run: RepeatRun,
  batches: readonly Batch[],
  { store }: WorkerParts,
): Promise<void> {
  const iterations = await store.iterations.of(run.id);
  for (const { id, first, count } of batches) {
    const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
    await store.batches.end(id, { cameBack });
  }
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
  const batches = await underWay(run, parts);
  const cancelled = await isCancelled(run, parts);
  if (cancelled) for (const batch of batches) await service.cancel(batch);
  const states = await Promise.all(batches.map((batch) => service.poll(batch)));
  await gather(batches, { run, service, parts, isCancelled: cancelled });
  if (states.every(({ state }) => state !== 'running')) return { stage: 'collect' };
  await leaveFailed(run, batches, { service, parts });
  await parts.courtesy(run.ticket.tracker, () => reportProgress(run, parts));
  const waits = states.flatMap(({ state, againInMs }) => (state === 'running' ? [againInMs ?? 0] : []));
  return { againInMs: Math.max(parts.pollMs, Math.min(...waits, attentiveMs)) };
}

/** The last look: nothing runs any more, so whatever is there now is all there will be of this round. */
export async function collect(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = await batchServiceOf(run, parts);
  const batches = await underWay(run, parts);
  const cancelled = await isCancelled(run, parts);
  await gather(batches, { run, service, parts, isCancelled: cancelled });
  const iterations = await parts.store.iterations.of(run.id);
  await parts.store.charges.raise(run, costOf(iterations, await parts.store.batches.of(run.id)));
  const whole: Batch[] = [];
  for (const batch of batches) {
    const { id, first, count } = batch;
    const { broken } = await service.poll(batch);
    if (broken === undefined) whole.push(batch);
    const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
    await parts.store.batches.end(id, {
      cameBack,
      ...(broken === undefined ? {} : { broken: broken.what }),
    });
  }
  // Of what never began or was cancelled from here, nothing need be told.
  await noteHearing(run, cancelled ? [] : whole, parts);
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
  for (const batch of batches) await releaseQuietly(batch, service, parts);
  parts.log('run reported', { run: run.id, ...answer.facts });
  return { stage: 'done', state: cancelled ? 'cancelled' : 'finished' };
}

/** A service may have forgotten what ended before something was added: then what was kept of it stands. */
async function lastStateOf(
  batch: StartedBatch,
  { additions }: RepeatRun,
  service: BatchService,
): Promise<BatchProgress> {
  try {
    return await service.poll(batch);
  } catch (error) {
    if (additions === undefined || batch.ended === undefined || !(error instanceof UserError)) throw error;
    return { state: 'finished', finished: batch.ended.cameBack };
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

/** The report stands: what a service refuses to give back is told to the operator, not written over it. */
async function releaseQuietly(batch: StartedBatch, service: BatchService, parts: WorkerParts): Promise<void> {
  try {
    await service.release(batch);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    parts.log('a batch could not be given back', { batch: batch.id, error: messageOf(error) });
  }
}

/** What it was asked with. */
export async function settingsOf(run: RepeatRun, parts: WorkerParts): Promise<RunSettings> {
  return runSettingsSchema.parse(await parts.store.runs.settings(run.id));
}

/** Whether a person wants it stopped. */
export async function isCancelled(run: RepeatRun, parts: WorkerParts): Promise<boolean> {
  return (await parts.store.runs.cancelRequested(run.id)) !== undefined;
}

async function all(batches: readonly Batch[], act: (batch: Batch) => Promise<boolean>): Promise<boolean> {
  let clear = true;
  for (const batch of batches) clear = (await act(batch)) && clear;
  return clear;
}
