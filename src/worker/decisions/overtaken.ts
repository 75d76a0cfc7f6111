import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import type { TicketRef } from '../../model/ticket.ts';
import type { Store } from '../../store/store.ts';

type Ledger = { readonly ledger: Pick<Store['ledger'], 'of' | 'get'> };

const blocker = 'blocker';

/** What a decision settles on its ticket: whether one test runs, or whether a release waits for the ticket. */
function subjectOf({ what, test = '' }: Decision): string {
  return what === 'ignore' || what === 'unignore' ? `test ${test}` : blocker;
}

/** The newest later decision about the same subject, which holds in the place of this one; undefined while none does. */
export async function overtakenBy(entry: LedgerEntry, { ledger }: Ledger): Promise<LedgerEntry | undefined> {
  const { number, decision } = entry;
  const entries = await ledger.of({ ticket: decision.ticket });
  return entries.findLast((one) => one.number > number && subjectOf(one.decision) === subjectOf(decision));
}

/** Whether anybody decided later which release waits for one of these tickets: that is not to be overruled. */
export async function isBlockerDecidedSince(
  { id }: Decision,
  tickets: readonly TicketRef[],
  { ledger }: Ledger,
): Promise<boolean> {
  const { number = 0 } = (await ledger.get(id)) ?? {};
  for (const ticket of tickets) {
    const entries = await ledger.of({ ticket });
    if (entries.some((one) => one.number > number && subjectOf(one.decision) === blocker)) return true;
  }
  return false;
}
