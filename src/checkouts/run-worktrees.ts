import { join } from 'node:path';
import { addWorktree, removeWorktree } from './worktrees.ts';

/** One commit of one run, as far as a worktree depends on it. */
export interface WorktreeOwner {
  readonly repository: string;
  readonly runId: string;
  readonly commit: string;
}

/** Worktrees that stay from batch to batch of a run, so that a commit is checked out and set up once per slot. */
export interface RunWorktrees {
  /** @throws as `addWorktree` */
  prepare(
    owner: WorktreeOwner,
    slot: number,
  ): Promise<{ readonly folder: string; readonly isFresh: boolean }>;
  remove(owner: WorktreeOwner, slot: number): Promise<void>;
}

/** @param homeOf the folder that holds a run's worktrees; what a killed process left there is replaced */
export function runWorktrees(homeOf: (owner: WorktreeOwner) => string): RunWorktrees {
  const known = new Set<string>();
  const folderOf = (owner: WorktreeOwner, slot: number): string =>
    join(homeOf(owner), owner.commit.slice(0, 12), `slot-${slot}`);
  return {
    async prepare(owner, slot) {
      const folder = folderOf(owner, slot);
      if (known.has(folder)) return { folder, isFresh: false };
      await addWorktree(owner.repository, { commit: owner.commit, folder });
      known.add(folder);
      return { folder, isFresh: true };
    },
    async remove(owner, slot) {
      known.delete(folderOf(owner, slot));
      await removeWorktree(owner.repository, folderOf(owner, slot));
    },
  };
}
