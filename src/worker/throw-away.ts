import { sweepPrepared } from '../checkouts/prepared.ts';
import type { RemoteRef } from '../checkouts/remote-ref.ts';
import { addressOf, deleteBranch, pushBranch } from '../checkouts/throw-away.ts';
import type { CiService } from '../ci/service.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import { type Batch, type RepeatRun, underWaySince } from '../model/repeat-run.ts';
import type { ThrowAwayBranch } from '../model/throw-away-branch.ts';
import { runSettingsSchema, type WorkerParts } from './parts.ts';
import { remoteOf } from './remote.ts';

/** A commit that has to be pushed for a batch. */
interface Push extends Pick<ThrowAwayBranch, 'clone' | 'remote' | 'commit'> {
  readonly batch: Batch;
}

/**
 * The throw-away branch of a batch, pushed. It is kept before it is pushed, so that it is taken away whatever happens
 * then; a second time changes nothing.
 * @returns whether it was not there before
 * @throws as `pushBranch`
 */
export async function pushed(
  { batch, ...place }: Push,
  { store }: Pick<WorkerParts, 'store'>,
): Promise<{ readonly ref: RemoteRef; readonly isNew: boolean }> {
  const name = `retrial/${batch.id}`;
  const remote = await addressOf(place.clone, place.remote);
  const branch = { batchId: batch.id, runId: batch.runId, name, ...place, remote };
  await store.branches.put(branch);
  // By its name, since what a clone says of a remote holds for that alone.
  const isNew = await pushBranch({ ...branch, remote: place.remote });
  return { ref: { kind: 'branch', name }, isNew };
}

/** A service that cannot be reached is asked for this long after its run began, in milliseconds: it may be gone for good. */
const askedAgainMs = 7 * 86_400_000;

/** What branches are taken away with. */
type Tidying = Pick<WorkerParts, 'store' | 'log' | 'service' | 'services'>;

/**
 * Takes branches away, with whatever goes on or waits there, whether or not their service can be asked. What cannot be
 * reached now is told to the operator, and left for the next sweep.
 */
export async function dropBranches(branches: readonly ThrowAwayBranch[], parts: Tidying): Promise<void> {
  const { store, log } = parts;
  for (const branch of branches) {
    try {
      const isQuiet = await endBuilds(branch, parts);
      await deleteBranch(branch);
      if (isQuiet) await store.branches.remove(branch.batchId);
    } catch (error) {
      log('a throw-away branch is still there', { branch: branch.name, error: messageOf(error) });
    }
  }
}

/** Takes away the branches of runs that are over, such as those of a process that was killed. */
export async function sweepBranches(parts: Tidying): Promise<void> {
  await dropBranches(await parts.store.branches.left(), parts);
}

/** Lets go of the commits that were made in clones for runs that are over, such as those of a process that was killed. */
export async function sweepCommits(
  clones: readonly string[],
  { store, log }: Pick<Tidying, 'store' | 'log'>,
): Promise<void> {
  for (const clone of clones) {
    try {
      await sweepPrepared(clone, async (id) => (await store.runs.get(id))?.stage === 'done');
    } catch (error) {
      log('commits of runs that are over are still there', { clone, error: messageOf(error) });
    }
  }
}

/**
 * Ends what goes on or waits on a branch, on its run's own service and on those that build whatever is pushed.
 * @returns false where one can't be asked now, and is to be asked once more. One that refuses, that is gone from this
 * server or whose settings nobody understands any more is asked no second time.
 */
async function endBuilds(branch: ThrowAwayBranch, tidying: Tidying): Promise<boolean> {
  const { store, service, services = new Map() } = tidying;
  const run = await store.runs.get(branch.runId);
  if (run === undefined) return true;
  const asked = { branch, run, tidying };
  const own = await isQuietAt(() => service(run.service), asked);
  const others = [...services].filter(
    ([name, one]) => name !== run.service && one.hearsEveryPush?.() === true,
  );
  const all = await Promise.all(others.map(async ([, one]) => isQuietAt(() => one, asked)));
  return own && all.every(Boolean);
}

interface Asked {
  readonly branch: ThrowAwayBranch;
  readonly run: RepeatRun;
  readonly tidying: Tidying;
}

async function isQuietAt(find: () => CiService, { branch, run, tidying }: Asked): Promise<boolean> {
  const { store, log } = tidying;
  try {
    const settings = runSettingsSchema.parse(await store.runs.settings(run.id));
    const remote = remoteOf(run, settings);
    const place = { settings: settings.settings, ...(remote === undefined ? {} : { remote }) };
    await find().endBuildsOf?.(branch.name, place);
    return true;
  } catch (error) {
    log('builds of a throw-away branch could not be ended', { branch: branch.name, error: messageOf(error) });
    const age = Date.now() - Date.parse(underWaySince(run).at);
    return !(error instanceof RetryableError) || age > askedAgainMs;
  }
}
