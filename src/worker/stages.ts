import { fetchOrigin } from '../checkouts/revision.ts';
import type { CiService } from '../ci/service.ts';
import { messageOf } from '../model/errors.ts';
import type { Batch, RepeatRun, RunState, Stage } from '../model/repeat-run.ts';
import type { Order } from '../plans/plan.ts';
import { keepEvidence } from './evidence.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { evidenceOf, kindOf, openQuestion } from './questions/open.ts';
import type { OpenQuestion } from './questions/kind.ts';
import { readArtifacts } from './reading.ts';
import { reportProgress } from './progress.ts';
import { postAnswer } from './reporting.ts';

/** Where a run goes next, or how long it waits where it is. */
export type Step =
  | { readonly stage: Stage; readonly commit?: string; readonly state?: RunState }
  | { readonly againInMs: number };

/** Names become commits, so that a branch that moves on does not change what is tested. */
export async function prepare(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  if (await isCancelled(run, parts)) return { stage: 'report' };
  const settings = await settingsOf(run, parts);
  if (settings.fetch) await fetchQuietly(settings.repository, parts);
  const { commit, resolved } = await kindOf(run).resolve(run, settings, parts);
  if (resolved !== undefined) await parts.store.runs.resolve(run.id, resolved);
  return { stage: 'trigger', commit };
}

/**
 * Starts the next round, each batch exactly once: its id is stored first, and the service is asked for it before it
 * is triggered. Without a next round the question is answered.
 */
export async function trigger(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  if (await isCancelled(run, parts)) return { stage: 'report' };
  const question = await openQuestion(run, parts);
  const known = await parts.store.batches.of(run.id);
  const left = known.filter(({ ended }) => ended === undefined);
  const batches =
    left.length > 0 ? left : batchesOf(run, await question.next(await evidenceOf(run, parts)), known);
  if (batches.length === 0) return { stage: 'report' };
  for (const batch of batches) await parts.store.batches.put(batch);
  for (const batch of batches) await start(run, batch, { question, parts });
  if (known.length === 0) await parts.tracker(run.ticket.tracker).react(run.ticket, run.commentId, 'rocket');
  return { stage: 'wait' };
}

/** Looks at the batches; what finished is read, kept and shown while the rest goes on. */
export async function wait(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = parts.service(run.service);
  const batches = await underWay(run, parts);
  if (await isCancelled(run, parts)) for (const { ref } of batches) await service.cancel(ref);
  const states = await Promise.all(batches.map(({ ref }) => service.poll(ref)));
  await gather(run, batches, parts);
  if (states.every(({ state }) => state !== 'running')) return { stage: 'collect' };
  await leaveFailed(run, batches, parts);
  await reportProgress(run, parts);
  return { againInMs: parts.pollMs };
}

/** The last look: nothing runs any more, so whatever is there now is all there will be of this round. */
export async function collect(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = parts.service(run.service);
  const batches = await underWay(run, parts);
  await gather(run, batches, parts);
  const iterations = await parts.store.iterations.of(run.id);
  for (const { id, ref, first, count } of batches) {
    const { broken } = await service.poll(ref);
    const cameBack = iterations.filter(({ index }) => index >= first && index < first + count).length;
    await parts.store.batches.end(id, {
      cameBack,
      ...(broken === undefined ? {} : { broken: broken.what }),
    });
  }
  return { stage: 'trigger' };
}

/** Judges, posts the result once, and gives back worktrees and the like. */
export async function report(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = parts.service(run.service);
  const question = await openQuestion(run, parts);
  const refs = refsOf(await parts.store.batches.of(run.id)).map(({ ref }) => ref);
  const broken = await breakageOf(service, refs);
  const cancelled = await isCancelled(run, parts);
  const ending = {
    evidence: await evidenceOf(run, parts),
    isCancelled: cancelled,
    ...(broken === undefined ? {} : { broken }),
  };
  const answer = await question.answer(ending, parts);
  await postAnswer(run, answer, { parts, quiet: (await settingsOf(run, parts)).quiet });
  for (const ref of refs) await service.release(ref);
  parts.log('run reported', { run: run.id, ...answer.facts });
  return { stage: 'done', state: cancelled ? 'cancelled' : 'finished' };
}

interface Starting {
  readonly question: OpenQuestion;
  readonly parts: WorkerParts;
}

async function start(run: RepeatRun, batch: Batch, { question, parts }: Starting): Promise<void> {
  if (batch.ref !== undefined) return;
  const { repository, settings } = await settingsOf(run, parts);
  const { commit } = question.sideOf(batch.side ?? 'run');
  const service = parts.service(run.service);
  const request = { batch, repository, selector: run.selector, settings };
  const ref =
    (await service.find(batch.id)) ??
    (await service.trigger(commit === undefined ? request : { ...request, commit }));
  await parts.store.batches.setRef(batch.id, ref);
}

/** Iterations are numbered on from round to round, so that an index says which batch it belongs to. */
function batchesOf(run: RepeatRun, orders: readonly Order[], known: readonly Batch[]): readonly Batch[] {
  const last = known.at(-1);
  let first = last === undefined ? 1 : last.first + last.count;
  return orders.map(({ side, runs, untilFailure }, at) => {
    const id = `${run.id}-b${known.length + at + 1}`;
    const batch = { id, runId: run.id, first, count: runs, side };
    first += runs;
    return untilFailure === true ? { ...batch, untilFailure } : batch;
  });
}

type StartedBatch = Batch & { readonly ref: string };

async function underWay(run: RepeatRun, parts: WorkerParts): Promise<readonly StartedBatch[]> {
  return refsOf(await parts.store.batches.of(run.id)).filter(({ ended }) => ended === undefined);
}

function refsOf(batches: readonly Batch[]): readonly StartedBatch[] {
  return batches.flatMap((batch) => (batch.ref === undefined ? [] : [{ ...batch, ref: batch.ref }]));
}

/** A batch that is to be left at its first failure has told all it was asked for. */
async function leaveFailed(
  run: RepeatRun,
  batches: readonly StartedBatch[],
  parts: WorkerParts,
): Promise<void> {
  const leaving = batches.filter(({ untilFailure }) => untilFailure === true);
  if (leaving.length === 0) return;
  const failed = (await parts.store.iterations.of(run.id)).filter(({ outcome }) => outcome === 'failed');
  for (const { ref, first, count } of leaving) {
    const isTold = failed.some(({ index }) => index >= first && index < first + count);
    if (isTold) await parts.service(run.service).cancel(ref);
  }
}

async function breakageOf(service: CiService, refs: readonly string[]) {
  const states = await Promise.all(refs.map((ref) => service.poll(ref)));
  return states.find((state) => state.broken !== undefined)?.broken;
}

async function settingsOf(run: RepeatRun, parts: WorkerParts): Promise<RunSettings> {
  return runSettingsSchema.parse(await parts.store.runs.settings(run.id));
}

async function isCancelled(run: RepeatRun, parts: WorkerParts): Promise<boolean> {
  return (await parts.store.runs.cancelRequested(run.id)) !== undefined;
}

async function gather(run: RepeatRun, batches: readonly StartedBatch[], parts: WorkerParts): Promise<void> {
  const known = new Set((await parts.store.iterations.of(run.id)).map((iteration) => iteration.index));
  for (const { ref } of batches) {
    const fresh = await parts.service(run.service).collect(ref, known);
    for (const artifacts of fresh) {
      const iteration = await readArtifacts(artifacts, run.selector);
      await keepEvidence({ run, iteration, artifacts }, parts.store.evidence);
      await parts.store.iterations.add(run.id, [iteration]);
    }
  }
}

/** A remote that does not answer is no reason to refuse a revision that is here already. */
async function fetchQuietly(repository: string, parts: WorkerParts): Promise<void> {
  try {
    await fetchOrigin(repository);
  } catch (error) {
    parts.log('fetch failed', { repository, error: messageOf(error) });
  }
}
