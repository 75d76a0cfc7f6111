import type { BlockerDecision } from '../model/blocker.ts';
import { dayOf } from '../model/ledger.ts';
import { aboutTest } from './about-test.ts';
import { compareVersions, isReached } from './versions.ts';

/** What people's decisions come to for one release at one moment. */
export interface Decided {
  /** The decision that settles it now. */
  readonly holding?: BlockerDecision;
  /** The newest one that settled it and does so no more. */
  readonly expired?: Expired;
  /** A newer one that would settle it, once people take its change of the code. */
  readonly proposed?: BlockerDecision;
}

interface Expired {
  readonly decision: BlockerDecision;
  /** ISO 8601. */
  readonly since: string;
  /** Its day has passed or its release is out; else this release is the one that it was put off to. */
  readonly isOver: boolean;
}

const settling: readonly BlockerDecision['what'][] = ['ignore', 'defer', 'waive'];
/** Each takes back what was settled before it. */
const reopening: readonly BlockerDecision['what'][] = ['unignore', 'blocker-add'];

/** When it is looked at, and which releases are out by then. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly out?: readonly string[];
}

/**
 * Sorts out which decision holds for a release: the newest that settles and was not taken back. An ignore settles once its
 * change is in the code; what people refused to take counts for nothing.
 */
export function decidedFor(
  release: string,
  decisions: readonly BlockerDecision[],
  { now, out = [] }: Moment,
): Decided {
  const known = decisions
    .filter((decision) => concerns(decision, release) && decision.at <= now)
    .filter(
      ({ what, proposal }) => proposal?.state !== 'closed' && [...settling, ...reopening].includes(what),
    )
    .toSorted((a, b) => b.at.localeCompare(a.at));
  const newest = known.find((decision) => !isWaiting(decision));
  const [first] = known;
  const isProposed =
    first !== undefined && first !== newest && endOf(first, release, { now, out }) === undefined;
  const proposed = isProposed ? { proposed: first } : {};
  if (newest === undefined || reopening.includes(newest.what) || isReturn(newest)) return proposed;
  const end = endOf(newest, release, { now, out });
  return {
    ...proposed,
    ...(end === undefined ? { holding: newest } : { expired: { decision: newest, ...end } }),
  };
}

/** Taking an ignore back reopens at once: that is the safe side. */
function isWaiting({ what, proposal }: BlockerDecision): boolean {
  return what === 'ignore' && (proposal?.state === 'open' || proposal?.state === 'missing');
}

/** A test is ignored for all releases; the rest is about one, and a deferral also about those it leads to. */
function concerns(decision: BlockerDecision, release: string): boolean {
  if (decision.release === undefined || decision.release === release) return true;
  if (decision.what === 'ignore' || decision.what === 'unignore') return true;
  if (decision.what !== 'defer' || decision.until === undefined) return false;
  return reaches(release, decision.until);
}

/** Put back to a release that comes before the one it was on, which puts nothing off. */
function isReturn({ what, release, until }: BlockerDecision): boolean {
  if (what !== 'defer' || release === undefined || until === undefined) return false;
  return compareVersions(until, release) === -1;
}

/**
 * How it ended; undefined while it holds. A version that cannot be ordered ends it only by its name. Its version being
 * out ends it for every release.
 */
function endOf(
  { until, at }: BlockerDecision,
  release: string,
  { now, out = [] }: Moment,
): Omit<Expired, 'decision'> | undefined {
  if (until === undefined) return undefined;
  const day = dayOf(until);
  if (day === undefined) {
    const isOver = out.some((one) => isReached(until, one));
    return isOver || reaches(release, until) ? { since: at, isOver } : undefined;
  }
  const end = `${day}T23:59:59.999Z`;
  return now > end ? { since: end, isOver: true } : undefined;
}

/** Without what was decided about another test than the one that a ticket is about: that settles and reopens nothing. */
export function decisionsAbout(
  test: string | undefined,
  decisions: readonly BlockerDecision[],
): readonly BlockerDecision[] {
  if (test === undefined) return decisions;
  const inOrder = decisions.toSorted((a, b) => a.at.localeCompare(b.at));
  const { all } = aboutTest(test, inOrder);
  return inOrder.filter((one) => one.test === undefined || all.includes(one));
}

function reaches(release: string, until: string): boolean {
  const order = compareVersions(release, until);
  return order === undefined ? release === until : order >= 0;
}
