import { runWorktrees } from '../../checkouts/run-worktrees.ts';
import { worktreeHome } from '../../checkouts/worktrees.ts';
import type { Workspaces } from '../../ci/service.ts';
import { innerFolder, type RunPlan } from './plan.ts';

/** The user's own folder where a request names no commit, else a worktree per commit and slot. */
export function workspacesOf(plan: RunPlan): Workspaces {
  const root = plan.root ?? plan.cwd;
  const worktrees = runWorktrees(() => worktreeHome(root, plan.id));
  return {
    async prepare({ commit }, slot) {
      if (commit === undefined) return { folder: plan.cwd, isFresh: false };
      const owner = { repository: root, runId: plan.id, commit };
      const { folder, isFresh } = await worktrees.prepare(owner, slot);
      return { folder: innerFolder(plan, folder), isFresh };
    },
    async remove({ commit }, slot) {
      if (commit !== undefined) await worktrees.remove({ repository: root, runId: plan.id, commit }, slot);
    },
  };
}
