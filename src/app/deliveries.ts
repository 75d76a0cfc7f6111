import { randomUUID } from 'node:crypto';
import { goOnWith } from '../commands/running/going-on.ts';
import { isAside, readComment, runComment } from '../commands/running/run-comment.ts';
import type { Reply } from '../commands/command.ts';
import { fromMessage, sentence } from '../commands/language/fault.ts';
import { code, link, text, type Document, type Inline } from '../model/document.ts';
import { messageOf, RetryableError, UserError } from '../model/errors.ts';
import type { Decision } from '../model/ledger.ts';
import type { Comment } from '../model/ticket.ts';
import type { ReceivedDelivery } from '../github/receiver.ts';
import { foldAway, postOnce } from '../worker/posting.ts';
import { answeredOrders, keepAnswered, type Order } from '../worker/decisions/order.ts';
import { decidedIn, isTried } from './decisions.ts';
import { contextOf, type Desk } from './desk.ts';
import { firstSettingsPage } from './first-settings.ts';
import { NoSettings } from './project-settings.ts';
import { patiently } from './patience.ts';
import { settleLinks } from './links.ts';
import { leftUndone, lineOf } from './unheard.ts';

/** Reads a delivery of one of the trackers. */
export type Receive = (tracker: string, delivery: ReceivedDelivery) => Promise<void>;

/** Handles one stored delivery; a second time finds what the first one did. */
export async function handleDelivery(
  id: string,
  receive: Receive,
  { store, now }: Pick<Desk, 'store' | 'now'>,
): Promise<void> {
  const delivery = await store.deliveries.get(id);
  if (delivery === undefined || delivery.handledAt !== undefined) return;
  await receive(delivery.tracker, { id, event: delivery.event, payload: delivery.payload });
  await store.deliveries.markHandled(id, now().toISOString());
}

/** Whether a comment asks for anything here, or tries to. */
export function concerns(comment: Comment, commandWord: string): boolean {
  const parsed = readComment(comment, commandWord);
  return parsed.commands.length > 0 || parsed.faults.length > 0;
}

/** Somebody has to give us a right, or lift a rule: that takes a while. */
const tryAgainMs = 3_600_000;

/**
 * Reads a comment, carries out its commands, and answers. A comment that is not addressed here costs nothing. One that
 * was answered while a decision lacked a step is not carried out again: the decision alone is gone on with.
 * @throws RetryableError when it was answered, and a step is to be tried again later
 */
export async function answerComment(comment: Comment, desk: Desk): Promise<void> {
  if (!concerns(comment, desk.config.commandWord) || (await goOn(comment, desk))) return;
  const { store, now, tracker } = desk;
  if (isAside(comment, desk.config.commandWord)) return tracker.react(comment.ticket, comment.id, 'confused');
  const isLoud = tracker.isLoud === true;
  const replies = await patiently(await repliesTo(comment, desk), comment, { store, now, isLoud });
  for (const reply of replies) {
    if (reply.reaction !== undefined) await tracker.react(comment.ticket, comment.id, reply.reaction);
    if (reply.document !== undefined) await postOnce(postingParts(desk), comment.ticket, reply.document);
  }
  const unfinished = replies.filter((reply) => reply.unfinished !== undefined);
  for (const { unfinished: id = '', document } of unfinished)
    await keepAnswered(id, document?.topic.id ?? comment.id, store);
  if (unfinished.length > 0) throw later('a step of a decision is missing');
}

/**
 * Goes on with the decisions of a comment that was answered while they lacked a step, though its author may have no
 * right any more. Whether there were any.
 * @throws RetryableError when a step is to be tried again later
 */
async function goOn(place: Pick<Comment, 'ticket' | 'id'>, desk: Desk): Promise<boolean> {
  const orders = await answeredOrders(decidedIn(place), desk.store);
  await goOnWithAll(orders, place, desk);
  return orders.length > 0;
}

/**
 * Ends what a comment began that says nothing any more, or too long ago to begin anything: what it decided is carried
 * out and told; what was recorded and not decided is let go of.
 * @throws RetryableError when a step is to be tried again later
 */
export async function goOnUnheard(place: Pick<Comment, 'ticket' | 'id'>, desk: Desk): Promise<void> {
  await settleLinks(place, desk);
  await goOnWithAll(await leftUndone(place, desk), place, desk);
}

async function goOnWithAll(
  orders: readonly Order[],
  place: Pick<Comment, 'ticket' | 'id'>,
  desk: Desk,
): Promise<void> {
  if (desk.config.dryRun && orders.length > 0)
    throw later('a step of a decision is missing, and this server runs dry');
  let isUnfinished = false;
  for (const { decision, answered = place.id } of orders) {
    const reply = await replyTo(decision, place.id, desk);
    if (reply?.document === undefined) continue;
    const document = { ...reply.document, topic: { ...reply.document.topic, id: answered } };
    await postOnce(postingParts(desk), decision.ticket, document);
    isUnfinished ||= reply.unfinished !== undefined;
  }
  if (isUnfinished) throw later('a step of a decision is missing');
}

/** Undefined when it is too late: settings of the project that nobody can read hold it up no longer. */
async function replyTo(decision: Decision, commentId: string, desk: Desk): Promise<Reply | undefined> {
  const { ticket, by, at: createdAt } = decision;
  const author = { login: by, isBot: false };
  const comment = { ticket, id: commentId, author, text: '', isPullRequest: false, createdAt };
  try {
    return await goOnWith(lineOf({ decision }), await contextOf(comment, desk));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isTried(decision, desk.now())) throw later(error.message);
    return undefined;
  }
}

function later(why: string): RetryableError {
  return new RetryableError(why, { retryAfterMs: tryAgainMs });
}

async function repliesTo(comment: Comment, desk: Desk): Promise<readonly Reply[]> {
  const parsed = readComment(comment, desk.config.commandWord);
  try {
    const replies = await runComment(parsed, await contextOf(comment, desk));
    if (replies.every(isSound)) await foldErrors(comment, desk);
    return replies;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const more = error instanceof NoSettings ? await firstSettingsWords(comment, desk) : [];
    return [{ reaction: 'confused', document: faultDocument(comment, error.message, more) }];
  }
}

/** Neither a mistake, nor a sign alone on a comment in which nothing was asked for. */
function isSound({ document, reaction }: Reply): boolean {
  return document === undefined ? reaction !== 'confused' : document.topic.kind !== 'error';
}

/** Tells the author that an internal error happened, once; the next good answer replaces it. */
export async function apologise(comment: Comment, desk: Desk, error: unknown): Promise<string> {
  const id = randomUUID().slice(0, 8);
  const words = `Internal error ${id}. The command was kept and will be retried; nothing for you to do.`;
  await postOnce(postingParts(desk), comment.ticket, faultDocument(comment, words));
  return `${id}: ${messageOf(error)}`;
}

/** Error replies are in the way once a command worked. */
async function foldErrors({ ticket }: Comment, desk: Desk): Promise<void> {
  for (const { topic } of await desk.store.posts.of(ticket, 'error'))
    await foldAway(postingParts(desk), ticket, topic);
}

/** A click that makes a first file of settings, where one can be made. */
async function firstSettingsWords(
  { ticket }: Comment,
  { tracker, config }: Desk,
): Promise<readonly Inline[]> {
  const { revision: branch } = await tracker.defaultRevision(ticket, false);
  const page = await firstSettingsPage(ticket, branch, config);
  if (page === undefined) return [];
  return sentence` ${link('Open a first version here', page.url)}, guessed from ${code(page.because)}: look at it, and commit it.`;
}

function faultDocument(comment: Comment, words: string, more: readonly Inline[] = []): Document {
  return {
    topic: { kind: 'error', id: comment.id },
    blocks: [
      { kind: 'headline', mark: 'confused', text: [text('Nothing was started')] },
      {
        kind: 'paragraph',
        text: [{ kind: 'person', login: comment.author.login }, ...fromMessage(` ${words}`), ...more],
      },
    ],
  };
}

function postingParts({ store, tracker, now }: Desk) {
  return { store, tracker: () => tracker, now };
}
