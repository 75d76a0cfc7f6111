import type { CommandContext } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import { ticketKey, type Comment } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { decide, endedRuns } from '../worker/deciding.ts';
import { progressOf } from './progress-of.ts';

interface Deciding {
  readonly store: Store;
  readonly tracker: Tracker;
  readonly now: () => Date;
  readonly project: ProjectConfig;
}

type Decisions = Pick<CommandContext, 'endedRuns' | 'standing' | 'openReleases' | 'decide'>;

/** What commands that decide may know and do on a comment's ticket. */
export function decisionsOf(
  { id, ticket, author }: Comment,
  { project, store, tracker, now }: Deciding,
): Decisions {
  return {
    endedRuns: async () => endedRuns(ticket, store),
    standing: async () => tracker.standing(ticket),
    async openReleases() {
      const all = await tracker.releases(ticket);
      return all.filter(({ isOut }) => !isOut).map(({ name }) => name);
    },
    async decide({ line, ...asked }) {
      const decision = {
        ...asked,
        id: `${ticketKey(ticket)}/${id}/${line}`,
        ticket,
        by: author.login,
        at: now().toISOString(),
      };
      const { blockerLabel } = project.policy;
      const entry = await decide(decision, { store, tracker, blockerLabel });
      const { run } = entry.decision;
      if (run === undefined) return { entry };
      const evidence = progressOf(await store.iterations.of(run), await store.runs.get(run), now());
      return { entry, evidence };
    },
  };
}
