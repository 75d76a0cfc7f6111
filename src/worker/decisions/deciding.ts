import { isRefusal, messageOf, ServiceRefusal, UserError } from '../../model/errors.ts';
import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import { ticketKey, type TicketRef } from '../../model/ticket.ts';
import { checkNotAskedBefore } from './asked-before.ts';
import { checkMeansOneTest, givenUp } from './about-same-test.ts';
import { plannedChange, proposeChange, shownChange, type ShownCode } from './code-change.ts';
import { checkEvidence, withEvidence } from './rests-on.ts';
import {
  checkFollowUp,
  makeFollowUp,
  placeBefore,
  plannedFollowUp,
  tiesOf,
  type TiePlace,
} from './follow-up.ts';
import { checkReleases } from './named-releases.ts';
import {
  beginOrder,
  keepStep,
  orderInForce,
  readOrder,
  type AskedDecision,
  type DecidingParts,
  type Order,
} from './order.ts';
import { overtakenBy } from './overtaken.ts';

/** A decision that was entered and carried out. */
export interface CarriedOut {
  readonly entry: LedgerEntry;
  readonly order: Order;
  /** Steps that were refused, each with the reason: somebody has to see to them. Hostile text may stand in it. */
  readonly missing: readonly string[];
}

/**
 * Records a decision, enters it and carries it out. Whatever step it died at before, the same decision again ends the
 * same: what was recorded holds, and every step is looked for before it is done again.
 * @throws UserError E-VALUE and others when it can't be carried out: then nothing is recorded or entered
 */
export async function decide(asked: AskedDecision, parts: DecidingParts): Promise<CarriedOut> {
  return during(asked.decision.id, parts, async () => {
    const order = await orderInForce(asked.decision.id, parts.store);
    return carryOut(order ?? (await begun(asked, parts)), parts);
  });
}

/** Of two equal decisions at once the second sees what the first one recorded. */
async function begun(asked: AskedDecision, parts: DecidingParts): Promise<Order> {
  const { store } = parts;
  const order = await store.turns.take(`decisions on ${ticketKey(asked.decision.ticket)}`, async () =>
    beginOrder(await planned(asked, parts), store),
  );
  // Whoever comes back to one of them is told of this one.
  for (const { id } of await givenUp(order.decision, store)) await letGo(id, parts);
  return order;
}

/** What a decision would change, for people to look at, if it may be made; nothing is written or recorded. @throws as `decide` */
export async function preview(
  decision: Decision,
  hasNewTicket: boolean,
  parts: DecidingParts,
): Promise<ShownCode | undefined> {
  await checkReleases(decision, parts.tracker);
  await checkEvidence(decision, parts.store);
  if (decision.what === 'unignore') await checkMeansOneTest(decision, parts.store);
  const change = await plannedChange(decision, hasNewTicket, parts);
  await checkNotAskedBefore(decision, change, parts);
  return change === undefined ? undefined : shownChange(decision, hasNewTicket, change);
}

/** Goes on with a decision that was recorded; undefined when none was, or it was refused before it was entered. */
export async function resume(id: string, parts: DecidingParts): Promise<CarriedOut | undefined> {
  return during(id, parts, async () => {
    const order = await orderInForce(id, parts.store);
    return order === undefined ? undefined : carryOut(order, parts);
  });
}

/** Lets go of a decision that was recorded and not entered: the same may be asked for by others. */
export async function letGo(id: string, parts: Pick<DecidingParts, 'store'>): Promise<void> {
  await during(id, parts, async () => {
    const order = await readOrder(id, parts.store);
    if (order !== undefined && (await parts.store.ledger.get(id)) === undefined)
      await keepStep({ ...order, refused: true }, parts.store);
  });
}

async function during<Answer>(
  id: string,
  { store }: Pick<DecidingParts, 'store'>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  return store.turns.take(`decision ${id}`, work);
}

/** Everything that can be wrong is found here, before anything is recorded. */
async function planned(asked: AskedDecision, parts: DecidingParts): Promise<Order> {
  const { undo, movesBlocker, proofRuns } = asked;
  // An earlier version entered decisions without an order.
  const entered = await parts.store.ledger.get(asked.decision.id);
  if (entered === undefined) await checkReleases(asked.decision, parts.tracker);
  const decision = entered?.decision ?? (await withEvidence(asked.decision, parts.store));
  if (entered === undefined) {
    await checkEvidence(decision, parts.store);
    // What is to be taken back is looked for by its name.
    if (decision.what === 'unignore') await checkMeansOneTest(decision, parts.store);
  }
  const ticket = await plannedFollowUp({ ...asked, decision }, parts);
  await checkFollowUp({ ...asked, decision }, parts);
  const change = await plannedChange(decision, ticket !== undefined, parts);
  if (entered === undefined) await checkNotAskedBefore(decision, change, parts);
  const byHand = [asked.byHand, await placeBefore({ ...asked, decision }, parts)].filter(
    (words) => words !== undefined,
  );
  return {
    decision,
    // Whether the test was on the list is known once the code was looked at.
    ...(undo === undefined
      ? {}
      : {
          undo:
            decision.what === 'unignore' && change?.listed !== undefined ? `${undo} mode=quarantine` : undo,
        }),
    ...(byHand.length === 0 ? {} : { byHand: byHand.join('; ') }),
    ...(movesBlocker === undefined ? {} : { movesBlocker }),
    ...(proofRuns === undefined ? {} : { proofRuns }),
    ...(decision.what === 'blocker-add' ? { hadLabel: await hasLabel(decision, parts) } : {}),
    ...(ticket === undefined ? {} : { ticket }),
    ...(change === undefined ? {} : { change }),
  };
}

async function hasLabel({ ticket }: Decision, { tracker, blockerLabel }: DecidingParts): Promise<boolean> {
  return (await tracker.standing(ticket)).labels.includes(blockerLabel);
}

/**
 * What can be refused for good comes before the ledger: the follow-up, which the ledger and the code name, and the ticket
 * itself. What follows may be refused as well; then the decision holds, and what is missing is tried again and told.
 */
async function carryOut(recorded: Order, parts: DecidingParts): Promise<CarriedOut> {
  const { store } = parts;
  const ready = await readyToEnter(recorded, parts);
  const entry = await store.ledger.append(ready.decision);
  if (ready.done === true) return { entry, order: ready, missing: [] };
  const onTicket = await store.ledger.of({ ticket: entry.decision.ticket });
  const overtaken = overtakenBy(entry, onTicket);
  if (overtaken === undefined) return takeSteps({ entry, onTicket }, ready, parts);
  return { entry, order: await keepStep({ ...ready, overtaken, done: true }, store), missing: [] };
}

/** One that is refused here was never decided: the same may be asked for again. */
async function readyToEnter(recorded: Order, parts: DecidingParts): Promise<Order> {
  const { store } = parts;
  try {
    const order = await makeFollowUp(recorded, parts);
    // Once it is entered the ticket is people's again: they may have set it otherwise since.
    if ((await store.ledger.get(order.decision.id)) === undefined)
      await changeTicket(order, parts).catch(refused);
    return order;
  } catch (error) {
    const order = error instanceof UserError ? await readOrder(recorded.decision.id, store) : undefined;
    if (order !== undefined) await keepStep({ ...order, refused: true }, store);
    throw error;
  }
}

/** Each step that was done is kept, and not done again: people may take it back while another one is still tried. */
async function takeSteps(place: TiePlace, recorded: Order, parts: DecidingParts): Promise<CarriedOut> {
  const { entry } = place;
  const missing: string[] = [];
  const attempt = async (what: string, order: Order, work: () => Promise<Order>): Promise<Order> => {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      missing.push(`${what}: ${messageOf(error)}`);
      return order;
    }
  };
  let order = await attempt('the pull request', recorded, async () => proposeChange(recorded, parts));
  for (const { what, unless, work } of tiesOf(order, place, parts)) {
    const { ties = [], skipped = [], ...rest } = order;
    if (ties.includes(what) || skipped.some(({ tie }) => tie === what)) continue;
    order = await attempt(what, order, async () => {
      const later = await unless?.();
      if (later !== undefined)
        return keepStep({ ...order, skipped: [...skipped, { tie: what, ...later }] }, parts.store);
      await work();
      const left = skipped.length === 0 ? {} : { skipped };
      return keepStep({ ...rest, ...left, ties: [...ties, what] }, parts.store);
    });
  }
  if (missing.length > 0) return { entry, order, missing };
  return { entry, order: await keepStep({ ...order, done: true }, parts.store), missing };
}

/** @throws UserError E-TICKET for what the tracker refuses; anything else as it came */
function refused(error: unknown): never {
  if (!(error instanceof ServiceRefusal)) throw error;
  throw new UserError(
    'E-TICKET',
    `The ticket can’t be changed: ${messageOf(error)}. Nothing was decided: let somebody give this account the right, or do it by hand, and ask again.`,
  );
}

async function changeTicket({ decision, hadLabel }: Order, parts: DecidingParts): Promise<void> {
  const { what, ticket, release, until } = decision;
  const { tracker, blockerLabel } = parts;
  if (what === 'blocker-add' && release !== undefined) await addBlocker({ ticket, release, hadLabel }, parts);
  if (what === 'blocker-remove') await tracker.label(ticket, blockerLabel, false);
  if (what === 'defer' && until !== undefined) await tracker.moveTo(ticket, until, release);
}

/** The label first: it is what can be taken back where the second step is refused. */
async function addBlocker(
  place: { readonly ticket: TicketRef; readonly release: string; readonly hadLabel: boolean | undefined },
  { tracker, blockerLabel }: DecidingParts,
): Promise<void> {
  const { ticket, release } = place;
  const { releases, labels } = await tracker.standing(ticket);
  // At a second try the label may be ours.
  const hadLabel = place.hadLabel ?? labels.includes(blockerLabel);
  await tracker.label(ticket, blockerLabel, true);
  if (releases.includes(release)) return;
  try {
    await tracker.moveTo(ticket, release);
  } catch (error) {
    if (error instanceof ServiceRefusal && !hadLabel) await tracker.label(ticket, blockerLabel, false);
    throw error;
  }
}
