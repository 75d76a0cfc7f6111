import type { FoundRun } from '../model/advice.ts';
import type { BlockerDecision, BlockerFacts, LinkedPullRequest, Release } from '../model/blocker.ts';
import type { Comparison } from '../model/comparison.ts';
import { cleanRunsNeeded } from '../statistics/clean-runs.ts';
import { byTime, fixChecks, observations, type ComparedRun, type Origins } from './observations.ts';

/** How one comparison speaks of a fix. unseen: no side failed, so there was nothing to fix. */
export type CheckOutcome = 'gone' | 'not-gone' | 'open' | 'unseen';

/** Since when a fix is taken for good, and which causes it took away. */
export interface VerifiedFix {
  readonly at: string;
  /** The comparison that showed it, if one did. */
  readonly check?: ComparedRun;
  /** The run that showed it, whatever it asked; absent where nobody knows one. */
  readonly run?: string;
  readonly acceptedBy?: string;
  /** Ids of the causes that are gone, and of those that were seen beside them; empty where nobody grouped them. */
  readonly gone: readonly string[];
  readonly others: readonly string[];
}

/** What became of the fixes of a blocker. */
export interface FixStory {
  /** The newest comparison that asks whether a fix holds. */
  readonly newest?: ComparedRun & { readonly outcome: CheckOutcome };
  /** A fix that was verified. */
  readonly verified?: VerifiedFix;
  /** The failure that came back after that, or in a way nobody saw before. */
  readonly after?: { readonly at: string; readonly run?: string; readonly kind: 'again' | 'otherwise' };
  /** The test no longer fails where it has to, so clean runs of it prove nothing. */
  readonly lostBite?: { readonly run: string; readonly at: string };
}

/** Follows the fixes of a blocker through time: checked, verified, failed again, verified anew. */
export function fixStory(facts: BlockerFacts, release: Release): FixStory {
  const origins = originsOf(facts, release);
  const checks = fixChecks(facts.found, origins);
  const last = checks.at(-1);
  const lostBite = lostBiteOf(facts.found);
  const story = {
    ...(last === undefined ? {} : { newest: { ...last, outcome: outcomeOf(last.comparison) } }),
    ...(lostBite === undefined ? {} : { lostBite }),
  };
  const verified = verifiedFix(facts, release, checks);
  if (verified === undefined) return story;
  const after = failureAfter(verified, { facts, release });
  return { ...story, verified, ...(after === undefined ? {} : { after }) };
}

/** The comparisons that found a failure gone also say which revisions carry its fix. */
export function originsOf({ ticket, found }: BlockerFacts, release: Release): Origins {
  const own: Origins = { release, pullRequests: ticket.pullRequests, fixes: [] };
  const gone = fixChecks(found, own).filter(({ comparison }) => outcomeOf(comparison) === 'gone');
  const fixes = gone.flatMap(({ comparison: { after } }) => [
    ...(after.side.commit === undefined ? [] : [after.side.commit]),
    ...(after.side.label === release.branch ? [] : [after.side.label]),
  ]);
  return { ...own, fixes };
}

/** Whether a comparison shows that a failure is gone; an older one may stay, a new one may not. */
export function outcomeOf({ overall, rows }: Comparison): CheckOutcome {
  const isGone = rows.some(({ result }) => result.kind === 'fixed');
  switch (overall.kind) {
    case 'fixed':
      return 'gone';
    case 'pre-existing':
      return isGone ? 'gone' : 'not-gone';
    case 'regression':
    case 'pre-existing-worse':
    case 'still-flaky-better':
      return 'not-gone';
    case 'no-data':
    case 'need-more-runs':
      return 'open';
    case 'not-reproduced':
      return 'unseen';
  }
}

function mergedAt({ ticket }: BlockerFacts): string | undefined {
  const merged = ticket.pullRequests.flatMap(({ mergedAt: at }) => (at === undefined ? [] : [at]));
  return merged.toSorted().at(-1);
}

/** Pull requests that nobody gave up. */
export function livePullRequests({ ticket }: BlockerFacts): readonly LinkedPullRequest[] {
  return ticket.pullRequests.filter(({ state }) => state !== 'closed');
}

/** The newest of: a comparison found it gone, a person accepted it, the branch was clean since the merge. */
function verifiedFix(
  facts: BlockerFacts,
  release: Release,
  checks: readonly ComparedRun[],
): VerifiedFix | undefined {
  const clean = cleanSinceMerge(facts, release);
  const accepted = facts.decisions
    .filter((decision) => isAccepted(decision, facts, release))
    .map(({ at, by }) => {
      const check = checks.findLast((one) => one.at <= at);
      return { ...(check === undefined ? { gone: [], others: [] } : byCheck(check)), at, acceptedBy: by };
    });
  const compared = checks.filter(({ comparison }) => outcomeOf(comparison) === 'gone').map(byCheck);
  return byTime([...compared, ...accepted, ...(clean === undefined ? [] : [clean])]).at(-1);
}

/** An acceptance is about one release, and putting the ticket among its blockers again takes it back. */
function isAccepted(
  { what, at, release }: BlockerDecision,
  { decisions }: BlockerFacts,
  { name }: Release,
): boolean {
  const isAbout = (one: string | undefined): boolean => one === undefined || one === name;
  if (what !== 'accept' || !isAbout(release)) return false;
  return !decisions.some((one) => one.what === 'blocker-add' && one.at > at && isAbout(one.release));
}

function byCheck(check: ComparedRun): VerifiedFix {
  const ids = (isGone: boolean): readonly string[] =>
    check.comparison.rows
      .filter(({ result }) => (result.kind === 'fixed') === isGone)
      .map(({ group }) => group.signature.id);
  return { at: check.at, check, run: check.run, gone: ids(true), others: ids(false) };
}

/** The first clean run after the merge with which chance is ruled out, as the runs before the merge failed. */
function cleanSinceMerge(facts: BlockerFacts, release: Release): VerifiedFix | undefined {
  const merged = mergedAt(facts);
  if (merged === undefined) return undefined;
  const own = observations(facts.found, originsOf(facts, release)).filter(
    ({ role, isChanged, counts }) => role === 'release' && !isChanged && counts.executed > 0,
  );
  const failed = own.findLast(({ at, counts }) => at <= merged && counts.failed > 0);
  if (failed === undefined) return undefined;
  const needed = cleanRunsNeeded(failed.counts);
  let clean = 0;
  for (const { at, run, revision, counts } of own) {
    if (at <= merged || !isOnBranch(revision, release)) continue;
    if (counts.failed > 0) return undefined;
    clean += counts.executed;
    if (clean >= needed) return { at, run, gone: failed.signatures, others: [] };
  }
  return undefined;
}

interface Whereabouts {
  readonly facts: BlockerFacts;
  readonly release: Release;
}

/** The oldest failure after a verification, on code that holds the fix. */
function failureAfter(fix: VerifiedFix, where: Whereabouts): FixStory['after'] {
  const { facts, release } = where;
  const origins = originsOf(facts, release);
  // Without a merge the fix is in the release once its ticket is closed, or once somebody accepted it unseen.
  const landed = mergedAt(facts) ?? facts.ticket.closedAt ?? (fix.check === undefined ? fix.at : undefined);
  const isLanded = (at: string): boolean => landed !== undefined && at > landed;
  const runs = observations(facts.found, origins)
    .filter(({ at, counts }) => at > fix.at && counts.failed > 0)
    .filter(({ isChanged }) => !isChanged)
    .filter(
      ({ role, at, revision }) =>
        role === 'fix' || (role === 'release' && isOnBranch(revision, release) && isLanded(at)),
    )
    .map(({ at, run, signatures }) => ({ at, run, signatures }));
  const ci = facts.ciFailures
    .filter(({ at }) => at > fix.at && isLanded(at))
    .map(({ at, signature }) => ({ at, signatures: signature === undefined ? [] : [signature] }));
  const told = byTime<{ at: string; run?: string; signatures: readonly string[] }>([...runs, ...ci]).map(
    ({ signatures, ...one }) => ({ ...one, kind: kindOfReturn(signatures, fix) }),
  );
  const counted = told.flatMap(({ kind, ...one }) => (kind === undefined ? [] : [{ ...one, kind }]));
  return counted.find(({ kind }) => kind === 'again') ?? counted[0];
}

function isOnBranch(revision: string, { branch }: Release): boolean {
  return branch === undefined || revision === branch;
}

/** A failure that nobody grouped may be any; one that was known beside the fixed one is no news. */
function kindOfReturn(
  signatures: readonly string[],
  { gone, others }: VerifiedFix,
): 'again' | 'otherwise' | undefined {
  if (signatures.length === 0 || gone.length === 0) return 'again';
  if (signatures.some((id) => gone.includes(id))) return 'again';
  return signatures.some((id) => !others.includes(id)) ? 'otherwise' : undefined;
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
