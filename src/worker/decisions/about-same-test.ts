import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import { ticketKey } from '../../model/ticket.ts';
import { aboutTest, byTest, checkIsOneTest, isAboutTest } from '../../releases/about-test.ts';
import type { Store } from '../../store/store.ts';
import { ordersOn } from './order.ts';

type Ledger = { readonly ledger: Pick<Store['ledger'], 'of'> };

/** A decision about whether a test runs; without a number it was recorded and is not in the ledger yet. */
export interface AboutTest {
  readonly decision: Decision;
  readonly number?: number;
  /** For the sake of `aboutTest`. */
  readonly test?: string;
}

/** Entries of a ticket about whether the test of a decision runs, oldest first, however it was named; its own is left out. */
export function entriesAboutTest(decision: Decision, entries: readonly LedgerEntry[]): readonly AboutTest[] {
  return sameTest(decision, entriesOf(entries));
}

/** The newest of those before a decision; of all of them while it is not entered. */
export async function newestBefore(decision: Decision, store: Ledger): Promise<Decision | undefined> {
  const all = await entered(decision, store);
  const own = all.find((one) => one.decision.id === decision.id)?.number;
  const before = sameTest(decision, all).filter(
    ({ number }) => own === undefined || number === undefined || number < own,
  );
  return before.at(-1)?.decision;
}

/** Senders and queues have given up by then: what was recorded so long ago and is not entered is waited for no more. */
const waitedMs = 86_400_000;

/**
 * The newest of all, those among them that were recorded within a day before and are not entered yet.
 * @throws UserError E-TEST-MANY when the test may be several that were decided about on its ticket
 */
export async function newestAsked(
  decision: Decision,
  store: Ledger & Pick<Store, 'orders'>,
): Promise<AboutTest | undefined> {
  const all = await entered(decision, store);
  checkIsOneTest(decision.test ?? '', all);
  const waiting = (await recorded(decision, all, store)).filter((one) => !isGivenUp(one, decision));
  return sameTest(decision, [...all, ...waiting.map(named)]).at(-1);
}

/** Decisions about the same test that were recorded more than a day before, and are not entered. */
export async function givenUp(
  decision: Decision,
  store: Ledger & Pick<Store, 'orders'>,
): Promise<readonly Decision[]> {
  if (!isAboutTest(decision)) return [];
  const all = await entered(decision, store);
  const left = (await recorded(decision, all, store)).filter((one) => isGivenUp(one, decision));
  return sameTest(decision, [...all, ...left.map(named)])
    .filter(({ number }) => number === undefined)
    .map((one) => one.decision);
}

/** Those of its ticket that are not entered and were not refused. */
async function recorded(
  { ticket }: Decision,
  all: readonly AboutTest[],
  store: Pick<Store, 'orders'>,
): Promise<readonly Decision[]> {
  const known = new Set(all.map((one) => one.decision.id));
  return (await ordersOn(`${ticketKey(ticket)}/`, store))
    .filter(({ decision, refused }) => isAboutTest(decision) && !known.has(decision.id) && refused !== true)
    .map((order) => order.decision);
}

function isGivenUp({ at }: Decision, since: Decision): boolean {
  return Date.parse(since.at) - Date.parse(at) > waitedMs;
}

/** @throws UserError E-TEST-MANY when the test may be several that were decided about on its ticket */
export async function checkMeansOneTest(decision: Decision, store: Ledger): Promise<void> {
  checkIsOneTest(decision.test ?? '', await entered(decision, store));
}

async function entered({ ticket }: Decision, { ledger }: Ledger): Promise<readonly AboutTest[]> {
  return entriesOf(await ledger.of({ ticket }));
}

function entriesOf(entries: readonly LedgerEntry[]): readonly AboutTest[] {
  return entries
    .filter(({ decision }) => isAboutTest(decision))
    .map(({ decision, number }) => ({ ...named(decision), number }));
}

function named(decision: Decision): AboutTest {
  return { decision, ...(decision.test === undefined ? {} : { test: decision.test }) };
}

/** What a name meant when it was entered, it means for good: others may have come since. */
function sameTest({ id, test = '' }: Decision, all: readonly AboutTest[]): readonly AboutTest[] {
  const own = byTest(all).find((one) => one.all.some(({ decision }) => decision.id === id));
  return (own ?? aboutTest(test, all)).all.filter(({ decision }) => decision.id !== id);
}
