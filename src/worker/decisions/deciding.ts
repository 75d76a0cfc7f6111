import { isRefusal, messageOf, ServiceRefusal, UserError } from '../../model/errors.ts';
import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import type { TicketRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';
import { endedRuns } from '../ended-runs.ts';
import { takenOver } from '../questions/earlier.ts';
import { sealedHash } from '../sealing.ts';
import { checkNotAskedBefore } from './asked-before.ts';
import { plannedChange, proposeChange } from './code-change.ts';
import { checkFollowUp, makeFollowUp, placeBefore, plannedFollowUp, tiesOf } from './follow-up.ts';
import { checkReleases } from './named-releases.ts';
import {
  beginOrder,
  keepStep,
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
    const order = await readOrder(asked.decision.id, parts.store);
    return carryOut(order ?? (await beginOrder(await planned(asked, parts), parts.store)), parts);
  });
}

/** Goes on with a decision that was recorded; undefined when none was. */
export async function resume(id: string, parts: DecidingParts): Promise<CarriedOut | undefined> {
  return during(id, parts, async () => {
    const order = await readOrder(id, parts.store);
    return order === undefined ? undefined : carryOut(order, parts);
  });
}

async function during<Answer>(
  id: string,
  { store }: DecidingParts,
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
  if (entered === undefined) await checkEvidence(decision, parts.store);
  const ticket = await plannedFollowUp({ ...asked, decision }, parts);
  await checkFollowUp({ ...asked, decision }, parts);
  const change = await plannedChange(decision, ticket !== undefined, parts);
  const byHand = [asked.byHand, await placeBefore({ ...asked, decision }, parts)].filter(
    (words) => words !== undefined,
  );
  if (entered === undefined) await checkNotAskedBefore(decision, change, parts);
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
    ...(ticket === undefined ? {} : { ticket }),
    ...(change === undefined ? {} : { change }),
  };
}

/**
 * Nobody can take for enough what nobody can look at any more.
 * @throws UserError E-VALUE for an acceptance of a run whose evidence, or that of a run it took over, was let go
 */
export async function checkEvidence(
  { what, run }: Pick<Decision, 'what' | 'run'>,
  { evidence, runs }: Pick<Store, 'runs' | 'evidence'>,
): Promise<void> {
  if (what !== 'accept' || run === undefined) return;
  await evidence.hold(run);
  for (const id of [run, ...takenOver(await runs.resolved(run))]) {
    const goneAt = await evidence.goneAt(id);
    if (goneAt === undefined) continue;
    const whose = id === run ? `The evidence of ${id}` : `The evidence of ${id}, which ${run} took over,`;
    throw new UserError(
      'E-VALUE',
      `${whose} was let go on ${goneAt.slice(0, 10)} to make room: nobody can look at it any more. Run it again, and accept that. Nothing was decided.`,
    );
  }
}

/**
 * With the newest run that ended, of its test where it is about one, and the hash of that run's evidence; where no run is
 * named.
 */
async function withEvidence(decision: Decision, store: Pick<Store, 'runs' | 'evidence'>): Promise<Decision> {
  const { ticket, test } = decision;
  const runs = await endedRuns(ticket, store);
  const newest = runs.find(({ selector }) => test === undefined || selector.text === test);
  const run = decision.run ?? newest?.id;
  if (run === undefined) return decision;
  await store.evidence.hold(run);
  const hash = await sealedHash(run, store);
  return { ...decision, run, ...(hash === undefined ? {} : { evidence: hash }) };
}

/**
 * What can be refused for good comes before the ledger: the follow-up, which the ledger and the code name, and the ticket
 * itself. What follows may be refused as well; then the decision holds, and what is missing is tried again and told.
 */
async function carryOut(recorded: Order, parts: DecidingParts): Promise<CarriedOut> {
  const { store } = parts;
  const withTicket = await makeFollowUp(recorded, parts);
  const { decision } = withTicket;
  // Once it is entered the ticket is people's again: they may have set it otherwise since.
  if ((await store.ledger.get(decision.id)) === undefined) await changeTicket(decision, parts).catch(refused);
  const entry = await store.ledger.append(decision);
  if (withTicket.done === true) return { entry, order: withTicket, missing: [] };
  const later = await overtakenBy(entry, store);
  if (later === undefined) return takeSteps(entry, withTicket, parts);
  const { number, decision: other } = later;
  const overtaken = { number, what: other.what, by: other.by };
  return { entry, order: await keepStep({ ...withTicket, overtaken, done: true }, store), missing: [] };
}

/** Each step that was done is kept, and not done again: people may take it back while another one is still tried. */
async function takeSteps(entry: LedgerEntry, begun: Order, parts: DecidingParts): Promise<CarriedOut> {
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
  let order = await attempt('the pull request', begun, async () => proposeChange(begun, parts));
  for (const { what, work } of tiesOf(order, parts)) {
    const { ties = [], ...rest } = order;
    if (ties.includes(what)) continue;
    order = await attempt(what, order, async () => {
      await work();
      return keepStep({ ...rest, ties: [...ties, what] }, parts.store);
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

async function changeTicket(decision: Decision, parts: DecidingParts): Promise<void> {
  const { what, ticket, release, until } = decision;
  const { tracker, blockerLabel } = parts;
  if (what === 'blocker-add' && release !== undefined) await addBlocker({ ticket, release }, parts);
  if (what === 'blocker-remove') await tracker.label(ticket, blockerLabel, false);
  if (what === 'defer' && until !== undefined) await tracker.moveTo(ticket, until);
}

/** The label first: it is what can be taken back where the second step is refused. */
async function addBlocker(
  { ticket, release }: { readonly ticket: TicketRef; readonly release: string },
  { tracker, blockerLabel }: DecidingParts,
): Promise<void> {
  const { releases, labels } = await tracker.standing(ticket);
  await tracker.label(ticket, blockerLabel, true);
  if (releases.includes(release)) return;
  try {
    await tracker.moveTo(ticket, release);
  } catch (error) {
    if (error instanceof ServiceRefusal && !labels.includes(blockerLabel))
      await tracker.label(ticket, blockerLabel, false);
    throw error;
  }
}
