import type { RemoteRef } from '../checkouts/remote-ref.ts';
import { deleteBranch, pushBranch } from '../checkouts/throw-away.ts';
import { messageOf } from '../model/errors.ts';
import type { Batch } from '../model/repeat-run.ts';
import type { ThrowAwayBranch } from '../model/throw-away-branch.ts';
import type { WorkerParts } from './parts.ts';

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
  const branch = { batchId: batch.id, runId: batch.runId, name, ...place };
  await store.branches.put(branch);
  const isNew = await pushBranch(branch);
  return { ref: { kind: 'branch', name }, isNew };
}

/** Takes branches away; what cannot be reached now is told to the operator, and left for the next sweep. */
export async function dropBranches(
  branches: readonly ThrowAwayBranch[],
  { store, log }: Pick<WorkerParts, 'store' | 'log'>,
): Promise<void> {
  for (const branch of branches) {
    try {
      await deleteBranch(branch);
      await store.branches.remove(branch.batchId);
    } catch (error) {
      log('a throw-away branch is still there', { branch: branch.name, error: messageOf(error) });
    }
  }
}

/** Takes away the branches of runs that are over, such as those of a process that was killed. */
export async function sweepBranches(parts: Pick<WorkerParts, 'store' | 'log'>): Promise<void> {
  await dropBranches(await parts.store.branches.left(), parts);
}
