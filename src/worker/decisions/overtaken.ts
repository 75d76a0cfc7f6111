import { isAboutTracking, type Decision, type LedgerEntry } from '../../model/ledger.ts';
import type { TicketRef } from '../../model/ticket.ts';
import { isAboutTest } from '../../releases/about-test.ts';
import type { Store } from '../../store/store.ts';
import { entriesAboutTest } from './about-same-test.ts';
import type { Overtaken } from './order.ts';

/** Decisions about whether a release waits for a ticket. An acceptance or a link says nothing about that. */
const aboutRelease: readonly Decision['what'][] = ['blocker-add', 'blocker-remove', 'defer', 'waive'];
/** Each settles anew whether a fix is taken for good. */
const aboutFix: readonly Decision['what'][] = ['accept', 'blocker-add'];

/** The newest later decision about the same subject, which holds in the place of this one; undefined while none does. */
export function overtakenBy(
  { number, decision }: LedgerEntry,
  onTicket: readonly LedgerEntry[],
): Overtaken | undefined {
  const all = isAboutTest(decision)
    ? entriesAboutTest(decision, onTicket)
    : onTicket.filter((one) => isSettledBy(decision, one.decision));
  return told(all.findLast((one) => (one.number ?? 0) > number));
}

/** The newest later decision on the same ticket, whatever it is about: its status is the one that people see. */
export function decidedSince(
  { number }: LedgerEntry,
  onTicket: readonly LedgerEntry[],
): Overtaken | undefined {
  return told(onTicket.findLast((one) => one.number > number && !isAboutTracking(one.decision)));
}

function isSettledBy(decision: Decision, other: Decision): boolean {
  if (isAboutTracking(decision)) return false;
  const verbs = decision.what === 'accept' ? aboutFix : aboutRelease;
  return verbs.includes(other.what) && shareRelease(decision, other);
}

/** A deferral is about the release it leaves and about the one it goes to. */
function shareRelease(one: Decision, other: Decision): boolean {
  const [own, others] = [releasesOf(one), releasesOf(other)];
  return own === undefined || others === undefined || own.some((name) => others.includes(name));
}

/** Undefined for all of them. */
function releasesOf({ what, release, until }: Decision): readonly string[] | undefined {
  if (release === undefined) return undefined;
  return what === 'defer' && until !== undefined ? [release, until] : [release];
}

/**
 * Who decided later which release waits for one of these tickets: that is not to be overruled. A blocker's label is one
 * for all releases, so whichever was meant counts.
 */
export async function blockerDecidedSince(
  { number }: LedgerEntry,
  tickets: readonly TicketRef[],
  { ledger }: { readonly ledger: Pick<Store['ledger'], 'of'> },
): Promise<Overtaken | undefined> {
  for (const ticket of tickets) {
    const later = (await ledger.of({ ticket })).findLast(
      (one) => one.number > number && aboutRelease.includes(one.decision.what),
    );
    if (later !== undefined) return told(later);
  }
  return undefined;
}

function told(
  later: { readonly decision: Decision; readonly number?: number } | undefined,
): Overtaken | undefined {
  if (later === undefined) return undefined;
  const { number = 0, decision } = later;
  return { number, what: decision.what, by: decision.by };
}
