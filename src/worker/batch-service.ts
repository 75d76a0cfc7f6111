import { isMisfit } from '../checkouts/overlays/overlay.ts';
import { remoteRefAt, type RemoteRef } from '../checkouts/remote-ref.ts';
import { deadlineOf } from '../ci/remote/settings.ts';
import type { BatchProgress, BatchRequest, CiService, Collected } from '../ci/service.ts';
import { messageOf, RefusedRequest, RetryableError } from '../model/errors.ts';
import type { Batch, RepeatRun } from '../model/repeat-run.ts';
import { runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { openQuestion } from './questions/open.ts';
import type { OpenQuestion } from './questions/kind.ts';
import { changedCommit, changedSoFar, pinsFor, withPins } from './questions/overlaid.ts';
import { isHeardOf } from './hearing.ts';
import {
  checkPush,
  configuredCommit,
  configuredCommits,
  type PushedBatch,
  startByPush,
} from './pushed-batch.ts';
import { remoteOf } from './remote.ts';
import { pushed } from './throw-away.ts';

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
  collect(batch: StartedBatch, wanted: Wanted): Promise<Collected>;
  cancel(batch: StartedBatch): Promise<void>;
  release(batch: StartedBatch): Promise<void>;
  /** After how long its service ends a batch. */
  deadlineMs(batch: Batch): number;
}

/** What is collected of a batch. */
export interface Wanted {
  /** What is here already, by its index. */
  readonly known: ReadonlySet<number>;
  /** What cannot be had now is lost. */
  readonly isLastTry: boolean;
}

interface Context {
  readonly run: RepeatRun;
  readonly parts: WorkerParts;
  readonly service: CiService;
  readonly settings: RunSettings;
  readonly question: OpenQuestion;
  readonly isHeardOf: boolean;
  /** Where a run changes its commits one by one: what they became. */
  readonly changed: Map<string, string> | undefined;
  /** Where pushes start batches: the commits these are built at, by the batch. */
  readonly configured: Map<string, string> | undefined;
}

/** Opens the service of a run. */
export async function batchServiceOf(run: RepeatRun, parts: WorkerParts): Promise<BatchService> {
  const service = parts.service(run.service);
  const asked = runSettingsSchema.parse(await parts.store.runs.settings(run.id));
  const settings = withPins(asked, await pinsFor(run, asked, parts));
  const question = await openQuestion(run, parts);
  const context = {
    run,
    parts,
    service,
    settings,
    question,
    changed: question.goesAround === true ? await changedSoFar(run, settings) : undefined,
    configured:
      service.needs(settings.settings) === 'push' ? await configuredCommits(run, settings) : undefined,
    // A service that hides nothing runs here, and looking at it costs nothing.
    isHeardOf: service.limits.lagMs > 0 && (await isHeardOf(run, parts)),
  };
  return {
    start: (batch) => start(batch, context),
    abandon: (batch) => abandon(batch, context),
    poll: (batch) => service.poll(batch.ref, requestOf(batch, context)),
    collect: (batch, { known, isLastTry }) =>
      service.collect(batch.ref, known, {
        ...requestOf(batch, context),
        ...(isLastTry ? { isLastTry } : {}),
      }),
    cancel: (batch) => service.cancel(batch.ref, requestOf(batch, context)),
    release: (batch) => service.release(batch.ref, requestOf(batch, context)),
    deadlineMs: (batch) => deadlineOf(requestOf(batch, context).settings),
  };
}

/** What a search for a batch came to. `unclear`: nothing was found, but it may still come to light. */
type Search = { readonly ref: string } | 'none' | 'unclear';

async function start(batch: Batch, context: Context): Promise<boolean> {
  if (batch.ref !== undefined) return true;
  const { parts, service, settings, configured } = context;
  const { batches } = parts.store;
  if (configured !== undefined)
    await checkPush({ settings, request: requestOf(batch, context) }, service, parts);
  const found = await searched(batch, context);
  if (found === 'unclear') return false;
  const made = found === 'none' ? await triggerOrSay(batch, context) : found;
  if (made === 'pushed') return false;
  if ('ref' in made) await batches.setRef(batch.id, made.ref);
  else await batches.end(batch.id, { cameBack: 0, broken: made.untestable });
  return true;
}

/** What became of a start. `pushed`: the batch comes to light in its service's lists. */
type Started = { readonly ref: string } | { readonly untestable: string } | 'pushed';

/** A question that goes around what cannot be tested is told why instead. */
async function triggerOrSay(batch: Batch, context: Context): Promise<Started> {
  try {
    await change(batch, context);
    await configure(batch, context);
  } catch (error) {
    if (context.question.goesAround === true && isMisfit(error)) return { untestable: messageOf(error) };
    throw error;
  }
  if (context.configured !== undefined) return push(batch, context);
  try {
    return { ref: await trigger(batch, context) };
  } catch (error) {
    if (context.question.goesAround === true && error instanceof RefusedRequest)
      return { untestable: messageOf(error) };
    throw error;
  }
}

/** Changes the commit of a batch where that is not done yet. @throws a misfit for a change that does not apply */
async function change(batch: Batch, { run, settings, question, changed, parts }: Context): Promise<void> {
  const base = question.sideOf(batch.side ?? 'run').commit;
  if (changed === undefined || base === undefined || changed.has(base)) return;
  const { commit } = await changedCommit({ run, settings, base, side: base }, parts);
  changed.set(base, commit);
}

/** Writes a batch into the CI's configuration where a push is to start it and that is not done yet. @throws a misfit */
async function configure(batch: Batch, context: Context): Promise<void> {
  const { configured, parts } = context;
  if (configured === undefined || configured.has(batch.id)) return;
  configured.set(batch.id, await configuredCommit(pushOf(batch, context), parts));
}

/** Pushes a batch's branch. How long lists may hide it counts from the end of the push, even of one that broke off. */
async function push(batch: Batch, context: Context): Promise<'pushed'> {
  const { parts } = context;
  const { batches } = parts.store;
  const request = requestOf(batch, context);
  await batches.attempt(batch.id, parts.now().toISOString());
  try {
    await startByPush(pushOf(batch, context), request.commit ?? '', parts);
  } catch (error) {
    if (error instanceof RetryableError) await batches.attempt(batch.id, parts.now().toISOString());
    throw error;
  }
  await batches.pushed(batch.id, parts.now().toISOString());
  return 'pushed';
}

function pushOf(batch: Batch, context: Context): PushedBatch {
  const { run, settings, service } = context;
  const request = requestOf(batch, context);
  return { run, settings, request, command: service.configuring?.(request) };
}

async function trigger(batch: Batch, context: Context): Promise<string> {
  const { parts, service } = context;
  const attemptedAt = parts.now().toISOString();
  await parts.store.batches.attempt(batch.id, attemptedAt);
  const request = requestOf({ ...batch, attemptedAt }, context);
  const { remote } = request;
  try {
    const ref = await refFor(request, context);
    const found = remote === undefined || ref === undefined ? {} : { remote: { ...remote, ref } };
    return await service.trigger({ ...request, ...found });
  } catch (error) {
    // It may have begun as late as now: from now on it may be hidden.
    if (error instanceof RetryableError)
      await parts.store.batches.attempt(batch.id, parts.now().toISOString());
    throw error;
  }
}

/**
 * What points at the commit on its code host, for services that build names; a branch is pushed where nothing does. A
 * commit of our own is nowhere before that, and a fork has nothing but what was pushed there.
 */
async function refFor(
  { batch, commit, remote }: BatchRequest,
  { run, parts, service, settings }: Context,
): Promise<RemoteRef | undefined> {
  const { push, repository, overlays } = settings;
  const needs = service.needs(settings.settings);
  if (commit === undefined || remote === undefined || needs === 'clone') return undefined;
  const known = push?.fork === undefined ? await remoteRefAt(repository, commit, run.revision) : undefined;
  if (known !== undefined || push === undefined) return known;
  const isThere = push.fork === undefined && overlays === undefined;
  if (needs === 'commit' && isThere) return undefined;
  return (await pushed({ batch, commit, clone: repository, remote: push.to }, parts)).ref;
}

async function abandon(batch: Batch, context: Context): Promise<boolean> {
  const found = batch.ref === undefined ? await searched(batch, context) : { ref: batch.ref };
  if (found === 'unclear') return false;
  if (found !== 'none') await context.service.cancel(found.ref, requestOf(batch, context));
  return true;
}

/**
 * Looks for a batch that an earlier attempt may have triggered. A service may hide a new batch for a while: until then
 * nobody knows.
 */
async function searched(batch: Batch, context: Context): Promise<Search> {
  const { parts, service } = context;
  if (batch.attemptedAt === undefined && service.limits.lagMs > 0) return 'none';
  // An answer says what was shown when it was asked for, not what is shown when it comes.
  const askedAt = parts.now().getTime();
  const ref = await service.find(batch.id, requestOf(batch, context));
  if (ref !== undefined) return { ref };
  if (batch.attemptedAt === undefined) return 'none';
  const age = askedAt - Date.parse(batch.attemptedAt);
  return age < service.limits.lagMs ? 'unclear' : 'none';
}

function requestOf(
  batch: Batch,
  { run, settings, question, isHeardOf: isHeard, changed, configured }: Context,
): BatchRequest {
  const side = batch.side ?? 'run';
  const { commit: base = '' } = question.sideOf(side);
  const own = changed?.get(base) ?? question.sideOf(side).commit;
  const commit = configured?.get(batch.id) ?? own;
  const remote = remoteOf(run, settings);
  return {
    batch,
    repository: settings.repository,
    selector: run.selector,
    settings: question.settingsOf?.(side) ?? settings.settings,
    ...(commit === undefined ? {} : { commit }),
    ...(remote === undefined ? {} : { remote }),
    ...(isHeard ? { isHeardOf: true } : {}),
  };
}
