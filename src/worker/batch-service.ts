import { remoteRefAt } from '../checkouts/remote-ref.ts';
import type { BatchProgress, BatchRequest, CiService, Collected } from '../ci/service.ts';
import type { Batch, RepeatRun } from '../model/repeat-run.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { openQuestion } from './questions/open.ts';
import type { OpenQuestion } from './questions/kind.ts';

/** A batch that its service has a reference for. */
export type StartedBatch = Batch & { readonly ref: string };

/** The batches of one run, as its CI service knows them. */
export interface BatchService {
  /**
   * Sees to it that a batch is triggered exactly once.
   * @returns whether it is; if not, an earlier attempt may still come to light: ask again.
   */
  start(batch: Batch): Promise<boolean>;
  /** Ends a batch, even one whose trigger was never answered. @returns false while that may still come to light. */
  abandon(batch: Batch): Promise<boolean>;
  poll(batch: StartedBatch): Promise<BatchProgress>;
  collect(batch: StartedBatch, known: ReadonlySet<number>): Promise<Collected>;
  cancel(batch: StartedBatch): Promise<void>;
  release(batch: StartedBatch): Promise<void>;
}

interface Context {
  readonly run: RepeatRun;
  readonly parts: WorkerParts;
  readonly service: CiService;
  readonly settings: RunSettings;
  readonly question: OpenQuestion;
}

/** Opens the service of a run. */
export async function batchServiceOf(run: RepeatRun, parts: WorkerParts): Promise<BatchService> {
  const service = parts.service(run.service);
  const settings = runSettingsSchema.parse(await parts.store.runs.settings(run.id));
  const context = { run, parts, service, settings, question: await openQuestion(run, parts) };
  return {
    start: (batch) => start(batch, context),
    abandon: (batch) => abandon(batch, context),
    poll: (batch) => service.poll(batch.ref, requestOf(batch, context)),
    collect: (batch, known) => service.collect(batch.ref, known, requestOf(batch, context)),
    cancel: (batch) => service.cancel(batch.ref, requestOf(batch, context)),
    release: (batch) => service.release(batch.ref, requestOf(batch, context)),
  };
}

async function start(batch: Batch, context: Context): Promise<boolean> {
  if (batch.ref !== undefined) return true;
  const { parts, service } = context;
  const found = await searched(batch, context);
  if (found === 'unclear') return false;
  const ref = found ?? (await trigger(batch, context));
  await parts.store.batches.setRef(batch.id, ref);
  return true;

  async function trigger(asked: Batch, { run, settings }: Context): Promise<string> {
    const attemptedAt = parts.now().toISOString();
    await parts.store.batches.attempt(asked.id, attemptedAt);
    const request = requestOf({ ...asked, attemptedAt }, context);
    const { commit, remote } = request;
    if (commit === undefined || remote === undefined || service.lagMs === 0) return service.trigger(request);
    const pointer = await remoteRefAt(settings.repository, commit, run.revision);
    return service.trigger(
      pointer === undefined ? request : { ...request, remote: { ...remote, ref: pointer } },
    );
  }
}

async function abandon(batch: Batch, context: Context): Promise<boolean> {
  const found = batch.ref ?? (await searched(batch, context));
  if (found === 'unclear') return false;
  if (found !== undefined) await context.service.cancel(found, requestOf(batch, context));
  return true;
}

/**
 * Looks for a batch that an earlier attempt may have triggered. A service may hide a new batch for a while: until then
 * nobody knows.
 */
async function searched(batch: Batch, context: Context): Promise<string | 'unclear' | undefined> {
  const { parts, service } = context;
  const found = await service.find(batch.id, requestOf(batch, context));
  if (found !== undefined || batch.attemptedAt === undefined) return found;
  const age = parts.now().getTime() - Date.parse(batch.attemptedAt);
  return age < service.lagMs ? 'unclear' : undefined;
}

function requestOf(batch: Batch, { run, settings, question }: Context): BatchRequest {
  const { commit } = question.sideOf(batch.side ?? 'run');
  const { tracker, project, installation } = run.ticket;
  const slug = settings.slug ?? (tracker === 'github' ? project : undefined);
  const remote =
    slug === undefined ? undefined : { slug, ...(installation === undefined ? {} : { installation }) };
  return {
    batch,
    repository: settings.repository,
    selector: run.selector,
    settings: settings.settings,
    ...(commit === undefined ? {} : { commit }),
    ...(remote === undefined ? {} : { remote }),
  };
}
