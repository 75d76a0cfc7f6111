import type { CommandContext } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import { ticketKey, type Comment } from '../model/ticket.ts';
import { decide, type DecidingParts } from '../worker/deciding.ts';
import { endedRuns } from '../worker/ended-runs.ts';
import { decideIgnore, type CodeParts } from '../worker/ignoring.ts';
import { lookAtRelease, type LookParts } from '../worker/releases/look.ts';
import { progressOf } from './progress-of.ts';
import { releaseQuestion } from './release-question.ts';

type Decisions = Pick<CommandContext, 'endedRuns' | 'standing' | 'openReleases' | 'lookAtRelease' | 'decide'>;

/** What commands about releases and decisions may know and do on a comment's ticket. */
export function decisionsOf(
  { id, ticket, author }: Comment,
  project: ProjectConfig,
  parts: LookParts & { readonly code: () => Promise<Omit<CodeParts, keyof DecidingParts>> },
): Decisions {
  const { store, tracker, now } = parts;
  return {
    endedRuns: async () => endedRuns(ticket, store),
    standing: async () => tracker.standing(ticket),
    async openReleases() {
      const all = await tracker.releases(ticket);
      return all.filter(({ isOut }) => !isOut).map(({ name }) => name);
    },
    async lookAtRelease(name) {
      const question = releaseQuestion(name, ticket, project);
      return lookAtRelease({ ...question, viewer: author.login }, parts);
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
      const deciding = { store, tracker, blockerLabel };
      const isCode = decision.what === 'ignore' || decision.what === 'unignore';
      const made = isCode
        ? await decideIgnore(decision, { ...deciding, ...(await parts.code()) }).then(
            ({ entry, pull, change }) => ({
              entry,
              proposal: { ...pull, change },
            }),
          )
        : { entry: await decide(decision, deciding) };
      const { run } = made.entry.decision;
      if (run === undefined) return made;
      const evidence = progressOf(await store.iterations.of(run), await store.runs.get(run), now());
      return { ...made, evidence };
    },
  };
}
