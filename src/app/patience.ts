import { z } from 'zod';
import type { Reply } from '../commands/command.ts';
import { lastWords } from '../commands/wording/error.ts';
import { ticketKey, type Comment } from '../model/ticket.ts';
import { changeRecent, type RecentDesk } from './recent.ts';

/** Mistakes in a row that are answered with words, and the time they count for. */
const answered = 3;
const windowMs = 600_000;
/** What nobody can know before they ask is no mistake of theirs. */
const blameless: readonly string[] = ['E-BUDGET', 'E-BUSY', 'E-CI', 'E-STALE'];

const one = z.object({ comment: z.string(), at: z.string() });

interface Desk extends RecentDesk {
  /** Whether every comment is a mail to people, and no sign can stand for one. */
  readonly isLoud: boolean;
}

/**
 * Answers as they are to be given: after three comments with mistakes in a row by one person on one ticket within ten
 * minutes, further ones get a sign alone; where there are no signs, nothing. A comment in which something worked, or which
 * holds no mistake, ends the row.
 */
export async function patiently(
  replies: readonly Reply[],
  comment: Comment,
  desk: Desk,
): Promise<readonly Reply[]> {
  const isWrong = replies.some(isMistake) && !replies.some(isGood);
  const nth = isWrong ? await countMistake(comment, desk) : await forget(comment, desk);
  if (nth < answered) return replies;
  return replies.map((reply) => {
    if (!isMistake(reply) || reply.document === undefined) return reply;
    if (nth === answered) return { ...reply, document: lastWords(reply.document, desk.isLoud) };
    const { document: _, ...sign } = reply;
    return sign;
  });
}

function isGood({ document, reaction }: Reply): boolean {
  return document?.topic.kind !== 'error' && reaction !== 'confused' && reaction !== '-1';
}

function isMistake({ document, codes = [] }: Reply): boolean {
  return document?.topic.kind === 'error' && codes.some((code) => !blameless.includes(code));
}

/** Which mistake in a row it is; a delivery that comes again is counted once. */
async function countMistake(comment: Comment, desk: Desk): Promise<number> {
  const at = desk.now();
  const row = await changeRecent(mistakesOf(comment), desk, (known) => {
    if (known.some((mistake) => mistake.comment === comment.id)) return known;
    const recent = known.filter((mistake) => at.getTime() - Date.parse(mistake.at) < windowMs);
    return [...recent, { comment: comment.id, at: at.toISOString() }].slice(-answered - 1);
  });
  return row.findIndex((mistake) => mistake.comment === comment.id) + 1;
}

async function forget(comment: Comment, desk: Desk): Promise<number> {
  await changeRecent(mistakesOf(comment), desk, (known) => (known.length === 0 ? known : []));
  return 0;
}

function mistakesOf({ ticket, author }: Comment) {
  return { name: `mistakes of ${author.login} on ${ticketKey(ticket)}`, one };
}
