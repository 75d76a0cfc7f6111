import { join } from 'node:path';
import { addWorktree, removeWorktree } from '../checkouts/worktrees.ts';
import type { Workspaces } from '../ci/service.ts';

/** A worktree per slot of a batch, under the server's own folder. */
export function worktreesIn(home: string): Workspaces {
  const folder = (batchId: string, slot: number): string => join(home, batchId, `slot-${slot}`);
  return {
    async prepare({ batch, repository, commit }, slot) {
      if (commit === undefined) throw new Error(`batch ${batch.id} names no commit`);
      await addWorktree(repository, commit, folder(batch.id, slot));
      return folder(batch.id, slot);
    },
    remove: async ({ batch, repository }, slot) => removeWorktree(repository, folder(batch.id, slot)),
  };
}
