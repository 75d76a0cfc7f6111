import type { BlockerDecision } from '../model/blocker.ts';
import { compareVersions, isReached } from './versions.ts';

/** What people's decisions come to for one release at one moment. */
export interface Decided {
  /** The decision that settles it now. */
  readonly holding?: BlockerDecision;
  /** The newest one that settled it and ran out, and since when it has: ISO 8601. */
  readonly expired?: { readonly decision: BlockerDecision; readonly since: string };
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

/** Sorts out which decision holds for a release: the newest that settles and was not taken back. */
export function decidedFor(
  release: string,
  decisions: readonly BlockerDecision[],
  { now, out = [] }: Moment,
): Decided {
  const newest = decisions
    .filter((decision) => concerns(decision, release) && decision.at <= now)
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .find(({ what }) => settling.includes(what) || reopening.includes(what));
  if (newest === undefined || reopening.includes(newest.what)) return {};
  const since = expiredSince(newest, release, { now, out });
  return since === undefined ? { holding: newest } : { expired: { decision: newest, since } };
}

/** A test is ignored for all releases; the rest is about one, and a deferral also about those it leads to. */
function concerns(decision: BlockerDecision, release: string): boolean {
  if (decision.release === undefined || decision.release === release) return true;
  if (decision.what === 'ignore' || decision.what === 'unignore') return true;
  if (decision.what !== 'defer' || decision.until === undefined) return false;
  return reaches(release, decision.until);
}

/**
 * Since when it holds no more; undefined while it does. A version that cannot be ordered ends it only by its name. Its
 * version being out ends it for every release.
 */
function expiredSince(
  { until, at }: BlockerDecision,
  release: string,
  { now, out = [] }: Moment,
): string | undefined {
  if (until === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(until)?.[0];
  if (day === undefined) {
    const isOver = reaches(release, until) || out.some((one) => isReached(until, one));
    return isOver ? at : undefined;
  }
  const end = `${day}T23:59:59.999Z`;
  return now > end ? end : undefined;
}

/** Without what was decided about another test than the one that a ticket is about: that settles and reopens nothing. */
export function decisionsAbout(
  test: string | undefined,
  decisions: readonly BlockerDecision[],
): readonly BlockerDecision[] {
  return decisions.filter((one) => test === undefined || one.test === undefined || one.test === test);
}

function reaches(release: string, until: string): boolean {
  const order = compareVersions(release, until);
  return order === undefined ? release === until : order >= 0;
}
