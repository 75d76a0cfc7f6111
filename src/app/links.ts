import type { CommandContext } from '../commands/contract/context.ts';
import type { ServerConfig } from '../config/server.ts';
import type { LinkTarget } from '../model/issue-link.ts';
import type { Decision } from '../model/ledger.ts';
import type { Comment } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import { tie } from '../worker/history/tying.ts';
import { decidedIn } from './decisions.ts';
import { repositoryOf } from './trackers.ts';

/** What links are kept with. */
interface LinkingParts {
  readonly store: Store;
  readonly config: ServerConfig;
  readonly now: () => Date;
}

/**
 * What a comment's ticket is tied to, and the tying: whoever does either stands in the ledger first, once, however often
 * the comment is delivered.
 */
export function linksOf(comment: Comment, { store, config, now }: LinkingParts): CommandContext['links'] {
  const { ticket, author } = comment;
  const enter = async (what: 'link' | 'unlink', target: LinkTarget, id: string): Promise<boolean> => {
    if ((await store.ledger.get(id)) !== undefined) return false;
    const about = target.kind === 'test' ? { test: target.target } : { signature: target.target };
    const decision: Decision = {
      id,
      what,
      by: author.login,
      at: now().toISOString(),
      ticket,
      reason: '',
      ...about,
    };
    await store.ledger.append(decision);
    return true;
  };
  return {
    all: async () => store.issueLinks.on(ticket),
    async tie(target, line) {
      const id = `${decidedIn(comment)}/${line}`;
      const isTied = (await store.issueLinks.on(ticket)).some((one) => isSame(one, target));
      if (!isTied) await enter('link', target, id);
      const link = { ...target, ticket, by: author.login, at: now().toISOString() };
      const tied = await tie(repositoryOf(ticket, config), link, store);
      return { ...tied, isNew: (await store.ledger.get(id)) !== undefined };
    },
    async untie(target, line) {
      const all = await store.issueLinks.on(ticket);
      const meant = all.filter((one) => target === undefined || isSame(one, target));
      for (const [at, one] of meant.entries())
        await enter('unlink', one, `${decidedIn(comment)}/${line}/${at + 1}`);
      return store.issueLinks.remove(ticket, target);
    },
  };
}

function isSame(one: LinkTarget, other: LinkTarget): boolean {
  return one.kind === other.kind && one.target === other.target;
}
