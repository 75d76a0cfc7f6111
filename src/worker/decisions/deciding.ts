import { UserError } from '../../model/errors.ts';
import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import type { Store } from '../../store/store.ts';
import { noSuchRelease } from '../../trackers/refusals/no-such-release.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import { endedRuns } from '../ended-runs.ts';
import { sealedHash } from '../sealing.ts';
import { plannedChange, proposeChange } from './code-change.ts';
import { makeFollowUp, plannedFollowUp, tieFollowUp } from './follow-up.ts';
import { beginOrder, readOrder, type AskedDecision, type DecidingParts, type Order } from './order.ts';

/** A decision that was entered and carried out. */
export interface CarriedOut {
  readonly entry: LedgerEntry;
  readonly order: Order;
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
  const { undo, movesBlocker } = asked;
  // An earlier version entered decisions without an order.
  const entered = await parts.store.ledger.get(asked.decision.id);
  if (entered === undefined) await checkReleases(asked.decision, parts.tracker);
  const decision = entered?.decision ?? (await withEvidence(asked.decision, parts.store));
  const ticket = await plannedFollowUp({ ...asked, decision }, parts);
  const change = await plannedChange(decision, ticket !== undefined, parts);
  return {
    decision,
    ...(undo === undefined ? {} : { undo }),
    ...(movesBlocker === undefined ? {} : { movesBlocker }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(change === undefined ? {} : { change }),
  };
}

/** A wrong name must be found before anything is entered. */
async function checkReleases({ what, ticket, release, until }: Decision, tracker: Tracker): Promise<void> {
  const named = what === 'defer' ? until : what === 'blocker-add' ? release : undefined;
  if (named === undefined) return;
  const all = await tracker.releases(ticket);
  const found = all.find(({ name }) => name === named);
  if (found === undefined) throw noSuchRelease(named, all, ticket.tracker);
  if (found.isOut) throw new UserError('E-VALUE', `${quoted(named)} is out already: nothing can block it.`);
}

/** With the newest run that ended and the hash of its evidence, where no run is named. */
async function withEvidence(decision: Decision, store: Pick<Store, 'runs' | 'evidence'>): Promise<Decision> {
  const run = decision.run ?? (await endedRuns(decision.ticket, store))[0]?.id;
  if (run === undefined) return decision;
  await store.evidence.hold(run);
  const hash = await sealedHash(run, store);
  return { ...decision, run, ...(hash === undefined ? {} : { evidence: hash }) };
}

/** The follow-up comes first, since the ledger and the code name it; the ledger before anything people have to review. */
async function carryOut(recorded: Order, parts: DecidingParts): Promise<CarriedOut> {
  const withTicket = await makeFollowUp(recorded, parts);
  const { decision } = withTicket;
  const entry = await parts.store.ledger.append(decision);
  const order = await proposeChange(withTicket, parts);
  await changeTicket(decision, parts);
  await tieFollowUp(order, parts);
  return { entry, order };
}

async function changeTicket(
  { what, ticket, release, until }: Decision,
  { tracker, blockerLabel }: DecidingParts,
): Promise<void> {
  if (what === 'blocker-add' && release !== undefined) {
    const { releases } = await tracker.standing(ticket);
    if (!releases.includes(release)) await tracker.moveTo(ticket, release);
    await tracker.label(ticket, blockerLabel, true);
  }
  if (what === 'blocker-remove') await tracker.label(ticket, blockerLabel, false);
  if (what === 'defer' && until !== undefined) await tracker.moveTo(ticket, until);
}
