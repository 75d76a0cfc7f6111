import type { CommandContext } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { Comment } from '../model/ticket.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { digestNow, listDigests, turnDigest } from './digests.ts';
import type { Parts } from './parts.ts';

/** What commands about scheduled summaries may know and do in a comment's project. */
export function digestsOf(
  { ticket, author }: Comment,
  settings: ProjectConfig,
  desk: Pick<Parts, 'config' | 'store' | 'findings' | 'now' | 'holds'> & { readonly tracker: Tracker },
): CommandContext['digests'] {
  const { tracker, project, installation } = ticket;
  const place = { tracker, project, ...(installation === undefined ? {} : { installation }) };
  const own = { project: place, settings, tracker: desk.tracker };
  return {
    all: async () => listDigests(own, desk),
    write: async (name) => digestNow(name, own, desk),
    turn: async (name, isOn) => turnDigest({ name, isOn, by: author.login }, own, desk),
  };
}
