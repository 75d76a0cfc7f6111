import { isAside } from '../commands/running/run-comment.ts';
import { editedDocument } from '../commands/wording/edited.ts';
import type { Comment } from '../model/ticket.ts';
import { ordersOn } from '../worker/decisions/order.ts';
import { postOnce } from '../worker/posting.ts';
import { decidedIn } from './decisions.ts';
import { goOnUnheard } from './deliveries.ts';
import type { Desk } from './desk.ts';
import { patiently } from './patience.ts';

/**
 * Tells, once, that a comment runs nothing because it was edited. One that was carried out before somebody edited it is
 * not told so: what it began goes on.
 * @throws RetryableError when a step of what it decided is to be tried again later
 */
export async function answerEdited(comment: Comment, desk: Desk): Promise<void> {
  const { store, tracker, now, config } = desk;
  const isKnown = await hasBegun(comment, desk);
  await goOnUnheard(comment, desk);
  if (isKnown || isAside(comment, config.commandWord)) return;
  const reply = { reaction: 'confused', codes: ['E-EDITED'], document: editedDocument(comment) } as const;
  const isLoud = tracker.isLoud === true;
  for (const { reaction, document } of await patiently([reply], comment, { store, now, isLoud })) {
    if (reaction !== undefined) await tracker.react(comment.ticket, comment.id, reaction);
    if (document !== undefined)
      await postOnce({ store, tracker: () => tracker, now }, comment.ticket, document);
  }
}

/** Whether a comment started or decided anything while it read as it was written. */
async function hasBegun(comment: Comment, { store }: Pick<Desk, 'store'>): Promise<boolean> {
  if ((await ordersOn(`${decidedIn(comment)}/`, store)).length > 0) return true;
  return (await store.runs.on(comment.ticket)).some(({ commentId }) => commentId === comment.id);
}
