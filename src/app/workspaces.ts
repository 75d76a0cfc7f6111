import { join } from 'node:path';
import { runWorktrees, type WorktreeOwner } from '../checkouts/run-worktrees.ts';
import type { BatchRequest, Workspaces } from '../ci/service.ts';

/** A worktree per run, commit and slot, under the server's own folder. */
export function worktreesIn(home: string): Workspaces {
  const worktrees = runWorktrees(({ runId }) => join(home, runId));
  return {
    prepare: async (request, slot) => worktrees.prepare(ownerOf(request), slot),
    remove: async (request, slot) => worktrees.remove(ownerOf(request), slot),
  };
}

function ownerOf({ batch, repository, commit }: BatchRequest): WorktreeOwner {
  if (commit === undefined) throw new Error(`batch ${batch.id} names no commit`);
  return { repository, runId: batch.runId, commit };
}
