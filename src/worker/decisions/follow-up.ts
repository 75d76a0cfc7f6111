import { createHash } from 'node:crypto';
import type { Topic } from '../../model/document.ts';
import { messageOf, RetryableError, ServiceRefusal, UserError } from '../../model/errors.ts';
import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { ticketCalled, ticketKey, ticketName, type TicketRef } from '../../model/ticket.ts';
import { followUpDocument } from '../../reports/follow-up-document.ts';
import type { MadeTicket } from '../../trackers/tracker.ts';
import { inertTitle } from './code-change.ts';
import { failuresOf } from './failures.ts';
import {
  keepStep,
  type AskedDecision,
  type DecidingParts,
  type Order,
  type Overtaken,
  type PlannedTicket,
} from './order.ts';
import { blockerDecidedSince, decidedSince } from './overtaken.ts';

/** A tracker may hide a new ticket from searches for so long. */
const lagMs = 120_000;
const lookAgainMs = 10_000;

/**
 * Where the follow-up of a decision is made, and for which release: the one that ends the decision, else the one that
 * is blocked now, where the follow-up takes that over.
 * @throws UserError E-VALUE when few may read what it would tell everybody
 */
export async function plannedFollowUp(
  { decision, newTicket, movesBlocker }: AskedDecision,
  { trackers }: DecidingParts,
): Promise<PlannedTicket | undefined> {
  if (newTicket === undefined) return undefined;
  if (decision.ticket.visibility !== undefined)
    throw new UserError(
      'E-VALUE',
      'Few may read this comment, and a new ticket would be for everybody: name one, `ticket=KEY`.',
    );
  const { until, release } = decision;
  const all = await trackers(newTicket.tracker).releases({ ...newTicket, key: '0' });
  const open = all.filter(({ isOut }) => !isOut).map(({ name }) => name);
  const wanted = [until, movesBlocker === true ? release : undefined];
  const found = wanted.find((name) => name !== undefined && open.includes(name));
  return { project: newTicket, ...(found === undefined ? {} : { release: found }) };
}

/** Looks whether a follow-up that is named is there. @throws UserError E-VALUE when it is not, or is out of reach */
export async function checkFollowUp(
  { decision, newTicket }: AskedDecision,
  { trackers }: DecidingParts,
): Promise<void> {
  const named = newTicket === undefined ? followUpOf({ decision }) : undefined;
  if (named === undefined) return;
  try {
    await trackers(named.tracker).standing(named);
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    throw new UserError(
      'E-VALUE',
      `${ticketName(named)} can’t be the follow-up: ${messageOf(error)}. Nothing was decided.`,
    );
  }
}

/** Sees to it that the follow-up of an order is made exactly once, and that the decision names it. */
export async function makeFollowUp(order: Order, parts: DecidingParts): Promise<Order> {
  const { ticket } = order;
  if (ticket === undefined || ticket.made !== undefined) return order;
  const made = (await lookFor(order, ticket, parts)) ?? (await make(order, ticket, parts));
  const decision = { ...order.decision, followUp: ticketName(made.ticket) };
  return keepStep({ ...order, decision, ticket: { ...ticket, made } }, parts.store);
}

/** What an earlier attempt made that was killed before it noted that down. @throws RetryableError while that may still come to light */
export async function lookFor(
  { decision }: Order,
  { project, firstAt, attemptedAt }: PlannedTicket,
  { trackers, now }: Pick<DecidingParts, 'trackers' | 'now'>,
): Promise<MadeTicket | undefined> {
  if (firstAt === undefined || attemptedAt === undefined) return undefined;
  // An answer says what was shown when it was asked for, not what is shown when it comes.
  const askedAt = now().getTime();
  const found = await trackers(project.tracker).findMade(project, topicOf(decision), firstAt);
  if (found !== undefined || askedAt - Date.parse(attemptedAt) >= lagMs) return found;
  throw new RetryableError('a follow-up may have been made and is not shown yet', {
    retryAfterMs: lookAgainMs,
  });
}

async function make(order: Order, ticket: PlannedTicket, parts: DecidingParts): Promise<MadeTicket> {
  const { trackers, now, store, commandWord, blockerLabel } = parts;
  const { decision, movesBlocker } = order;
  const { project, release } = ticket;
  const asNewTicket = {
    title: `${decision.mode === 'quarantine' ? 'Quarantined' : 'Ignored'} test: ${inertTitle(decision.test ?? '')}`,
    document: followUpDocument({
      topic: topicOf(decision),
      decision,
      word: commandWord,
      ...(await failuresOf(decision, store)),
    }),
    labels: movesBlocker === true ? [blockerLabel] : [],
    ...(decision.ticket.tracker === project.tracker ? { from: decision.ticket } : {}),
    ...(release === undefined ? {} : { release }),
  };
  const attempt = async (): Promise<void> => {
    const attemptedAt = now().toISOString();
    const { firstAt = attemptedAt } = ticket;
    await keepStep({ ...order, ticket: { ...ticket, firstAt, attemptedAt } }, store);
  };
  await attempt();
  try {
    return await trackers(project.tracker).make(project, asNewTicket);
  } catch (error) {
    // It may have been made as late as now: from now on it may be hidden.
    if (error instanceof RetryableError) await attempt();
    if (error instanceof UserError) await keepStep(order, store);
    throw error;
  }
}

function topicOf({ id }: Decision): Topic {
  return { kind: 'decision', id: `f-${createHash('sha256').update(id).digest('hex').slice(0, 16)}` };
}

/** One thing that is done once more without harm. */
interface Tie {
  /** In a few words. */
  readonly what: string;
  /** A later decision that it would overrule: then it is left out. */
  readonly unless?: () => Promise<Overtaken | undefined>;
  readonly work: () => Promise<unknown>;
}

/** A decision in the ledger, among those of its ticket. */
export interface TiePlace {
  readonly entry: LedgerEntry;
  readonly onTicket: readonly LedgerEntry[];
}

/** What follows from a decision on tickets: what belongs together is tied, and the status its operator wants is set. */
export function tiesOf(order: Order, place: TiePlace, parts: DecidingParts): readonly Tie[] {
  const { decision } = order;
  const { tracker } = parts;
  const status = {
    what: 'the status',
    unless: async () => decidedSince(place.entry, place.onTicket),
    work: async () => tracker.setStatus?.(decision.ticket, decision.what),
  };
  return [...ticketTies(order, place, parts), status];
}

/** The tickets, the pull request, and the blocker's label. */
function ticketTies(order: Order, { entry }: TiePlace, parts: DecidingParts): readonly Tie[] {
  const { decision, change, movesBlocker } = order;
  const own = decision.ticket;
  const followUp = followUpOf(order);
  const pages = [own, ...(followUp === undefined ? [] : [followUp])].map((ticket): Tie => ({
    what: `the pull request on ${ticketName(ticket)}`,
    work: async () => refer(ticket, order, parts),
  }));
  const ties = change?.pull === undefined ? [] : pages;
  if (followUp === undefined) return ties;
  const tracker = parts.trackers(followUp.tracker);
  const name = ticketName(followUp);
  const related =
    own.tracker === followUp.tracker
      ? [{ what: `the link to ${name}`, work: async () => tracker.relate(own, followUp) }]
      : [];
  if (movesBlocker !== true) return [...ties, ...related];
  // This ticket blocks until the other one does.
  const move: Tie = {
    what: `the blocker’s move to ${name}`,
    unless: async () => blockerDecidedSince(entry, [own, followUp], parts.store),
    async work() {
      if (order.ticket === undefined) await takeOver(decision, followUp, parts);
      await parts.tracker.label(own, parts.blockerLabel, false);
    },
  };
  return [...ties, ...related, move];
}

async function refer(
  ticket: TicketRef,
  { decision, change }: Order,
  { trackers }: DecidingParts,
): Promise<void> {
  const pull = change?.pull;
  if (pull === undefined) return;
  const page = { title: `Pull request #${pull.number}: ${inertTitle(decision.test ?? '')}`, url: pull.url };
  await trackers(ticket.tracker).refer(ticket, page);
}

/** A ticket that was there before takes a release's blocker over. */
async function takeOver(decision: Decision, followUp: TicketRef, parts: DecidingParts): Promise<void> {
  const tracker = parts.trackers(followUp.tracker);
  const target = await releaseFor(decision, followUp, parts);
  if (target !== undefined) await tracker.moveTo(followUp, target);
  await tracker.label(followUp, parts.blockerLabel, true);
}

/** The release that a ticket which takes a blocker over blocks from then on; undefined where none of them is open. */
async function releaseFor(
  { until, release }: Decision,
  followUp: TicketRef,
  { trackers }: DecidingParts,
): Promise<string | undefined> {
  const all = await trackers(followUp.tracker).releases(followUp);
  const open = all.filter(({ isOut }) => !isOut).map(({ name }) => name);
  return [until, release].find((name) => name !== undefined && open.includes(name));
}

/** Which releases a named follow-up leaves to take a blocker over, in words: people have to put it back. */
export async function placeBefore(
  { decision, newTicket, movesBlocker }: AskedDecision,
  parts: DecidingParts,
): Promise<string | undefined> {
  if (movesBlocker !== true || newTicket !== undefined) return undefined;
  const followUp = followUpOf({ decision });
  if (followUp === undefined) return undefined;
  const target = await releaseFor(decision, followUp, parts);
  const { releases } = await parts.trackers(followUp.tracker).standing(followUp);
  if (target === undefined || (releases.length === 1 && releases[0] === target)) return undefined;
  const were = releases.length === 0 ? 'no release' : releases.map(quoted).join(', ');
  return `${ticketName(followUp)} was on ${were}: set that by hand`;
}

/** The ticket that goes on, where it is another one and in reach. */
function followUpOf({ decision, ticket }: Order): TicketRef | undefined {
  const { ticket: own, followUp } = decision;
  const { visibility: _, ...here } = own;
  const found = ticket?.made?.ticket ?? (followUp === undefined ? undefined : ticketCalled(followUp, here));
  return found === undefined || ticketKey(found) === ticketKey(own) ? undefined : found;
}
