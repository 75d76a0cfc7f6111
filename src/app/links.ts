import type { CommandContext } from '../commands/contract/context.ts';
import type { ServerConfig } from '../config/server.ts';
import type { Comment } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import { tie } from '../worker/history/tying.ts';
import { repositoryOf } from './trackers.ts';

/** What links are kept with. */
interface LinkingParts {
  readonly store: Store;
  readonly config: ServerConfig;
  readonly now: () => Date;
}

/** What a comment's ticket is tied to, and the tying. */
export function linksOf(
  { ticket, author }: Comment,
  { store, config, now }: LinkingParts,
): CommandContext['links'] {
  return {
    all: async () => store.issueLinks.on(ticket),
    async tie(target) {
      const link = { ...target, ticket, by: author.login, at: now().toISOString() };
      return tie(repositoryOf(ticket, config), link, store);
    },
    untie: async (target) => store.issueLinks.remove(ticket, target),
  };
}
