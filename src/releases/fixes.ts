import type { FoundRun } from '../model/advice.ts';
import type { LinkedPullRequest } from '../model/blocker.ts';
import type { FixFacts } from './fix-facts.ts';
import { outcomeOf, type CheckOutcome } from './checks.ts';
import type { KnownRuns } from './known-runs.ts';
import { byLane, byTime, type ComparedRun } from './observations.ts';
import { failuresAfter, stillFailing, type FailedAgain, type Returned } from './returns.ts';
import { verification, type VerifiedFix } from './verification.ts';

/** What became of the fixes of a blocker. */
export interface FixStory {
  /** The newest comparison that asks whether a fix holds, in the lane where least is shown. */
  readonly newest?: ComparedRun & { readonly outcome: CheckOutcome };
  /** A fix that was verified. */
  readonly verified?: VerifiedFix;
  /** Lanes in which it failed and was not shown gone, though it was in others; empty where it is the same in all. */
  readonly unshown: readonly string[];
  /** The failure that came back after that, or in a way nobody saw before. */
  readonly after?: Returned;
  /** Nobody showed it gone in full, and it fails on though its fix is merged, or its ticket closed as fixed. */
  readonly unproved?: FailedAgain;
  /** The test no longer fails where it has to, so clean runs of it prove nothing. */
  readonly lostBite?: { readonly run: string; readonly at: string };
}

/** Follows the fixes of a blocker through time: checked, verified, failed again, verified anew. */
export function fixStory(known: KnownRuns): FixStory {
  const { facts } = known;
  const newest = newestCheck(known);
  const lostBite = lostBiteOf(facts.found);
  const { verified, unshown } = verification(known);
  const story = {
    ...(newest === undefined ? {} : { newest }),
    unshown,
    ...(lostBite === undefined ? {} : { lostBite }),
  };
  if (verified === undefined) {
    const unproved = stillFailing(known, unshown);
    return { ...story, ...(unproved === undefined ? {} : { unproved }) };
  }
  const after = failuresAfter(verified, known);
  return { ...story, verified, ...(after === undefined ? {} : { after }) };
}

/** Pull requests that nobody gave up. */
export function livePullRequests({ ticket }: FixFacts): readonly LinkedPullRequest[] {
  return ticket.pullRequests.filter(({ state }) => state !== 'closed');
}

const leastFirst: readonly CheckOutcome[] = ['open', 'not-gone', 'in-part', 'gone', 'unseen'];

function newestCheck({ checks, facts: { causes } }: KnownRuns): FixStory['newest'] {
  const newest = [...byLane(checks).values()].flatMap((all) => all.at(-1) ?? []);
  const judged = newest.map((one) => ({ ...one, outcome: outcomeOf(one.comparison, causes) }));
  return byTime(judged)
    .toReversed()
    .toSorted((a, b) => leastFirst.indexOf(a.outcome) - leastFirst.indexOf(b.outcome))[0];
}

function lostBiteOf(found: readonly FoundRun[]): FixStory['lostBite'] {
  const bites = byTime(found).filter(
    ({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === 'fail',
  );
  const last = bites.findLast(
    ({ finding }) =>
      finding.kind === 'repeat' && finding.decision !== undefined && finding.decision.kind !== 'undecided',
  );
  if (last?.finding.kind !== 'repeat' || last.finding.decision?.kind !== 'fails-no-more') return undefined;
  return { run: last.run, at: last.at };
}
