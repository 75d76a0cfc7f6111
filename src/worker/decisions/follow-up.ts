import { createHash } from 'node:crypto';
import type { Topic } from '../../model/document.ts';
import { RetryableError, UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { ticketKey, ticketName, type TicketRef } from '../../model/ticket.ts';
import { followUpDocument } from '../../reports/follow-up-document.ts';
import type { MadeTicket } from '../../trackers/tracker.ts';
import { inertTitle } from './code-change.ts';
import { failuresOf } from './failures.ts';
import { keepStep, type AskedDecision, type DecidingParts, type Order, type PlannedTicket } from './order.ts';

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

/** Sees to it that the follow-up of an order is made exactly once, and that the decision names it. */
export async function makeFollowUp(order: Order, parts: DecidingParts): Promise<Order> {
  const { ticket } = order;
  if (ticket === undefined || ticket.made !== undefined) return order;
  const made = (await lookFor(order, ticket, parts)) ?? (await make(order, ticket, parts));
  const decision = { ...order.decision, followUp: ticketName(made.ticket) };
  return keepStep({ ...order, decision, ticket: { ...ticket, made } }, parts.store);
}

/** What an earlier attempt made. @throws RetryableError while that may still come to light */
async function lookFor(
  { decision }: Order,
  { project, firstAt, attemptedAt }: PlannedTicket,
  { trackers, now }: DecidingParts,
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

/** Ties together what belongs together: the tickets, the pull request, and the blocker's label. Safe to repeat. */
export async function tieFollowUp(order: Order, parts: DecidingParts): Promise<void> {
  const { decision, change, movesBlocker } = order;
  const own = decision.ticket;
  const followUp = followUpOf(order);
  const pull = change?.pull;
  for (const ticket of [own, ...(followUp === undefined ? [] : [followUp])]) {
    if (pull === undefined) break;
    const page = { title: `Pull request #${pull.number}: ${inertTitle(decision.test ?? '')}`, url: pull.url };
    await parts.trackers(ticket.tracker).refer(ticket, page);
  }
  if (followUp === undefined) return;
  const tracker = parts.trackers(followUp.tracker);
  if (own.tracker === followUp.tracker) await tracker.relate(own, followUp);
  if (movesBlocker !== true) return;
  if (order.ticket === undefined) await takeOver(decision, followUp, parts);
  await parts.tracker.label(own, parts.blockerLabel, false);
}

/** A ticket that was there before takes a release's blocker over. */
async function takeOver(
  { until, release }: Decision,
  followUp: TicketRef,
  { trackers, blockerLabel }: DecidingParts,
): Promise<void> {
  const tracker = trackers(followUp.tracker);
  const open = (await tracker.releases(followUp)).filter(({ isOut }) => !isOut).map(({ name }) => name);
  const target = [until, release].find((name) => name !== undefined && open.includes(name));
  if (target !== undefined) await tracker.moveTo(followUp, target);
  await tracker.label(followUp, blockerLabel, true);
}

/** The ticket that goes on, where it is another one and in reach. */
function followUpOf({ decision, ticket }: Order): TicketRef | undefined {
  const { ticket: own, followUp } = decision;
  const { visibility: _, ...here } = own;
  const found = ticket?.made?.ticket ?? (followUp === undefined ? undefined : ticketCalled(followUp, here));
  return found === undefined || ticketKey(found) === ticketKey(own) ? undefined : found;
}

/** A ticket as people write it, where our account can reach it: in the tracker and, on GitHub, the repository itself. */
export function ticketCalled(name: string, here: TicketRef): TicketRef | undefined {
  const jira = /^([A-Z][A-Z\d_]*)-\d+$/.exec(name);
  if (jira !== null)
    return here.tracker === 'jira' ? { tracker: 'jira', project: jira[1] ?? '', key: name } : undefined;
  const [, project = here.project, key = ''] = /^(?:([\w.-]+\/[\w.-]+))?#(\d+)$/.exec(name) ?? [];
  if (here.tracker !== 'github' || key === '' || project.toLowerCase() !== here.project.toLowerCase())
    return undefined;
  return { ...here, key };
}
