import { z } from 'zod';
import type { Reply } from '../commands/command.ts';
import { lastWords } from '../commands/wording/error.ts';
import { ticketKey, type Comment } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';

/** Mistakes in a row that are answered with words, and the time they count for. */
const answered = 3;
const windowMs = 600_000;
/** What nobody can know before they ask is no mistake of theirs. */
const blameless: readonly string[] = ['E-BUDGET', 'E-BUSY', 'E-CI', 'E-STALE'];

const schema = z.array(z.object({ comment: z.string(), at: z.string() }));

interface Desk {
  readonly store: Pick<Store, 'cursors'>;
  readonly now: () => Date;
  /** Whether every comment is a mail to people, and no sign can stand for one. */
  readonly isLoud: boolean;
}

/**
 * Answers as they are to be given: after three comments with mistakes in a row by one person on one ticket within ten
 * minutes, further ones get a sign alone; where there are no signs, nothing. A comment without a mistake ends the row.
 */
export async function patiently(
  replies: readonly Reply[],
  comment: Comment,
  desk: Desk,
): Promise<readonly Reply[]> {
  const nth = replies.some(isMistake) ? await countMistake(comment, desk) : await forget(comment, desk);
  if (nth < answered) return replies;
  return replies.map((reply) => {
    if (!isMistake(reply) || reply.document === undefined) return reply;
    if (nth === answered) return { ...reply, document: lastWords(reply.document, desk.isLoud) };
    const { document: _, ...sign } = reply;
    return sign;
  });
}

function isMistake({ document, codes = [] }: Reply): boolean {
  return document?.topic.kind === 'error' && codes.some((code) => !blameless.includes(code));
}

/** Which mistake in a row it is; a delivery that comes again is counted once. */
async function countMistake(comment: Comment, { store, now }: Desk): Promise<number> {
  const known = await mistakesOf(comment, store);
  const found = known.findIndex((one) => one.comment === comment.id);
  if (found !== -1) return found + 1;
  const at = now();
  const recent = known.filter((one) => at.getTime() - Date.parse(one.at) < windowMs);
  const row = [...recent, { comment: comment.id, at: at.toISOString() }].slice(-answered - 1);
  await store.cursors.put(nameOf(comment), row, at.toISOString());
  return row.length;
}

async function forget(comment: Comment, { store, now }: Desk): Promise<number> {
  const known = await mistakesOf(comment, store);
  if (known.length > 0) await store.cursors.put(nameOf(comment), [], now().toISOString());
  return 0;
}

async function mistakesOf(comment: Comment, { cursors }: Pick<Store, 'cursors'>) {
  return schema.safeParse(await cursors.get(nameOf(comment))).data ?? [];
}

function nameOf({ ticket, author }: Comment): string {
  return `mistakes of ${author.login} on ${ticketKey(ticket)}`;
}
