import { resolveRevision, fetchOrigin } from '../checkouts/revision.ts';
import { messageOf } from '../model/errors.ts';
import type { Batch, RepeatRun, RunState, Stage } from '../model/repeat-run.ts';
import { keepEvidence } from './evidence.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { readArtifacts } from './reading.ts';
import { reportProgress, reportResult } from './reporting.ts';

/** Where a run goes next, or how long it waits where it is. */
export type Step =
  | { readonly stage: Stage; readonly commit?: string; readonly state?: RunState }
  | { readonly againInMs: number };

/** The asked revision becomes a commit, so that a branch that moves on does not change what is tested. */
export async function prepare(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  if (await isCancelled(run, parts)) return { stage: 'report' };
  const { repository, fetch } = await settingsOf(run, parts);
  if (fetch) await fetchQuietly(repository, parts);
  return { stage: 'trigger', commit: await resolveRevision(repository, run.revision) };
}

/** Starts the batch exactly once: its id is stored first, and the service is asked for it before it is triggered. */
export async function trigger(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  if (await isCancelled(run, parts)) return { stage: 'report' };
  const { repository, settings } = await settingsOf(run, parts);
  const batch: Batch = { id: `${run.id}-b1`, runId: run.id, first: 1, count: run.asked };
  await parts.store.batches.put(batch);
  const service = parts.service(run.service);
  const commit = run.commit === undefined ? {} : { commit: run.commit };
  const request = { batch, repository, ...commit, selector: run.selector, settings };
  const ref = (await service.find(batch.id)) ?? (await service.trigger(request));
  await parts.store.batches.setRef(batch.id, ref);
  await parts.tracker(run.ticket.tracker).react(run.ticket, run.commentId, 'rocket');
  return { stage: 'wait' };
}

/** Looks at the batches; what finished is read, kept and shown while the rest goes on. */
export async function wait(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = parts.service(run.service);
  const refs = await refsOf(run, parts);
  if (await isCancelled(run, parts)) for (const ref of refs) await service.cancel(ref);
  const states = await Promise.all(refs.map((ref) => service.poll(ref)));
  await gather(run, refs, parts);
  if (states.some((state) => state.state === 'running')) {
    await reportProgress(run, parts);
    return { againInMs: parts.pollMs };
  }
  return { stage: 'collect' };
}

/** The last look: nothing runs any more, so whatever is there now is all there will be. */
export async function collect(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  await gather(run, await refsOf(run, parts), parts);
  return { stage: 'report' };
}

/** Judges, posts the result once, and gives back worktrees and the like. */
export async function report(run: RepeatRun, parts: WorkerParts): Promise<Step> {
  const service = parts.service(run.service);
  const refs = await refsOf(run, parts);
  const states = await Promise.all(refs.map((ref) => service.poll(ref)));
  const broken = states.find((state) => state.broken !== undefined)?.broken;
  const { quiet } = await settingsOf(run, parts);
  const { verdict } = await reportResult(run, { broken, quiet }, parts);
  for (const ref of refs) await service.release(ref);
  parts.log('run reported', { run: run.id, verdict: verdict.kind, ...verdict.counts });
  return { stage: 'done', state: (await isCancelled(run, parts)) ? 'cancelled' : 'finished' };
}

async function settingsOf(run: RepeatRun, parts: WorkerParts): Promise<RunSettings> {
  return runSettingsSchema.parse(await parts.store.runs.settings(run.id));
}

async function isCancelled(run: RepeatRun, parts: WorkerParts): Promise<boolean> {
  return (await parts.store.runs.cancelRequested(run.id)) !== undefined;
}

async function gather(run: RepeatRun, refs: readonly string[], parts: WorkerParts): Promise<void> {
  const known = new Set((await parts.store.iterations.of(run.id)).map((iteration) => iteration.index));
  for (const ref of refs) {
    const fresh = await parts.service(run.service).collect(ref, known);
    for (const artifacts of fresh) {
      const iteration = await readArtifacts(artifacts, run.selector);
      await keepEvidence({ run, iteration, artifacts }, parts.store.evidence);
      await parts.store.iterations.add(run.id, [iteration]);
    }
  }
}

async function refsOf(run: RepeatRun, parts: WorkerParts): Promise<string[]> {
  const batches = await parts.store.batches.of(run.id);
  return batches.flatMap((batch) => (batch.ref === undefined ? [] : [batch.ref]));
}

/** A remote that does not answer is no reason to refuse a revision that is here already. */
async function fetchQuietly(repository: string, parts: WorkerParts): Promise<void> {
  try {
    await fetchOrigin(repository);
  } catch (error) {
    parts.log('fetch failed', { repository, error: messageOf(error) });
  }
}
