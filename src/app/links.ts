import type { CommandContext } from '../commands/contract/context.ts';
import type { ServerConfig } from '../config/server.ts';
import type { LinkTarget } from '../model/issue-link.ts';
import type { Decision } from '../model/ledger.ts';
import type { Comment, TicketRef } from '../model/ticket.ts';
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
      const id = `${decidedIn(comment)}/${line}/`;
      const known = (await linkEntries(ticket, store)).filter(({ decision }) => decision.id.startsWith(id));
      const fresh = all.filter(
        (one) =>
          (target === undefined || isSame(one, target)) && !known.some((entry) => isSame(entry.target, one)),
      );
      for (const [at, one] of fresh.entries()) await enter('unlink', one, `${id}${known.length + at + 1}`);
      await store.issueLinks.remove(ticket, target);
      return known.length + fresh.length;
    },
  };
}

/** Makes the links that a comment entered into the ledger, or took back, what it says, as far as nobody spoke of them later. */
export async function settleLinks(
  place: Pick<Comment, 'ticket' | 'id'>,
  { store, config }: Omit<LinkingParts, 'now'>,
): Promise<void> {
  const { ticket } = place;
  const entries = await linkEntries(ticket, store);
  for (const [index, { decision, target }] of entries.entries()) {
    const isOwn = decision.id.startsWith(`${decidedIn(place)}/`);
    if (!isOwn || entries.slice(index + 1).some((later) => isSame(later.target, target))) continue;
    const { what, by, at } = decision;
    if (what === 'unlink') await store.issueLinks.remove(ticket, target);
    else await store.issueLinks.add(repositoryOf(ticket, config), { ...target, ticket, by, at });
  }
}

interface LinkEntry {
  readonly decision: Decision;
  readonly target: LinkTarget;
}

/** What the ledger says of a ticket's links, oldest first. */
async function linkEntries(ticket: TicketRef, { ledger }: Store): Promise<readonly LinkEntry[]> {
  return (await ledger.of({ ticket })).flatMap(({ decision }): readonly LinkEntry[] => {
    const { what, test, signature } = decision;
    if (what !== 'link' && what !== 'unlink') return [];
    if (signature !== undefined) return [{ decision, target: { kind: 'signature', target: signature } }];
    return test === undefined ? [] : [{ decision, target: { kind: 'test', target: test } }];
  });
}

function isSame(one: LinkTarget, other: LinkTarget): boolean {
  return one.kind === other.kind && one.target === other.target;
}
