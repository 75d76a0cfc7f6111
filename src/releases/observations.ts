import type { Finding, FoundRun } from '../model/advice.ts';
import type { BisectionOutcome } from '../model/bisection.ts';
import type { LinkedPullRequest, Release } from '../model/blocker.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Counts } from '../model/iteration.ts';

/** Whose code was run: the release's, that of the release before, or a proposed fix. */
export type Role = 'release' | 'predecessor' | 'fix';

/** What was seen of the test at one revision. */
export interface Observation {
  readonly run: string;
  readonly at: string;
  readonly role: Role;
  readonly revision: string;
  readonly commit?: string;
  /** The tested code was changed for it, as by taking off a skip. */
  readonly isChanged: boolean;
  readonly counts: Counts;
  /** Ids of the causes seen; empty where nobody grouped them. */
  readonly signatures: readonly string[];
}

/** Two revisions set side by side in one run. */
export interface ComparedRun {
  readonly run: string;
  readonly at: string;
  readonly comparison: Comparison;
}

/** Where revisions belong. */
export interface Origins {
  readonly release: Release;
  readonly pullRequests: readonly LinkedPullRequest[];
  /** Full ids and labels known to carry a fix. */
  readonly fixes: readonly string[];
}

/** Comparisons that ask whether a fix holds, oldest first; those against the release before ask something else. */
export function fixChecks(found: readonly FoundRun[], origins: Origins): readonly ComparedRun[] {
  return comparedRuns(found).filter((one) => !isAgainstPredecessor(one, origins));
}

/** Comparisons of the release with the one before it, oldest first. */
export function originChecks(found: readonly FoundRun[], origins: Origins): readonly ComparedRun[] {
  return comparedRuns(found).filter((one) => isAgainstPredecessor(one, origins));
}

/** Everything seen of the test, oldest first. A run that was to fail on old code says nothing of the new. */
export function observations(found: readonly FoundRun[], origins: Origins): readonly Observation[] {
  return byTime(found).flatMap((one) => seenIn(one, origins));
}

/** Oldest first. */
export function byTime<Timed extends { readonly at: string }>(all: readonly Timed[]): readonly Timed[] {
  return all.toSorted((a, b) => a.at.localeCompare(b.at));
}

/** What two revisions with changed code show is not said of the revisions. */
function comparedRuns(found: readonly FoundRun[]): readonly ComparedRun[] {
  return byTime(found).flatMap(({ run, at, isChanged, finding }) =>
    finding.kind === 'compare' && !isChanged ? [{ run, at, comparison: finding.comparison }] : [],
  );
}

function isAgainstPredecessor({ comparison }: ComparedRun, origins: Origins): boolean {
  const { side } = comparison.before;
  const isBefore = roleOf(side.label, side.commit, origins) === 'predecessor';
  const { label, commit } = comparison.after.side;
  return isBefore && roleOf(label, commit, origins) === 'release';
}

function roleOf(revision: string, commit: string | undefined, origins: Origins): Role {
  const { release, pullRequests, fixes } = origins;
  const isFix =
    fixes.includes(revision) ||
    (commit !== undefined && fixes.includes(commit)) ||
    pullRequests.some(
      ({ number, headBranch, headCommit }) =>
        revision === `#${number}` ||
        (headBranch !== undefined && headBranch !== release.branch && isBranch(revision, headBranch)) ||
        (commit !== undefined && commit === headCommit),
    );
  if (isFix) return 'fix';
  const { predecessor } = release;
  const isOld = predecessor !== undefined && [predecessor.branch, predecessor.name].includes(revision);
  return isOld ? 'predecessor' : 'release';
}

/** A branch by its name, or by its fork's owner and its name. */
function isBranch(revision: string, branch: string): boolean {
  return revision === branch || revision.endsWith(`:${branch}`);
}

function seenIn(one: FoundRun, origins: Origins): readonly Observation[] {
  const { run, at, isChanged, revision, commit, finding } = one;
  const place = { run, at, isChanged, revision, ...(commit === undefined ? {} : { commit }) };
  if (finding.kind === 'compare') return sidesOf(one, finding.comparison, origins);
  const seen = wholeOf(finding);
  if (seen === undefined) return [];
  return [{ ...place, ...seen, role: roleOf(revision, commit, origins) }];
}

type Seen = Pick<Observation, 'counts' | 'signatures'>;

function wholeOf(finding: Exclude<Finding, { kind: 'compare' }>): Seen | undefined {
  switch (finding.kind) {
    case 'repeat': {
      if (finding.decision?.expect === 'fail') return undefined;
      const signatures = finding.groups.map(({ signature }) => signature.id);
      return { counts: finding.verdict.counts, signatures };
    }
    case 'isolate': {
      const alone = finding.isolation.scopes.find(({ scope }) => scope === 'alone');
      const causes = finding.isolation.causes.filter(({ failed }) => (failed.alone ?? 0) > 0);
      if (alone === undefined) return undefined;
      return { counts: alone.counts, signatures: causes.map(({ group }) => group.signature.id) };
    }
    case 'bisect': {
      const sample = badEnd(finding.bisection.outcome);
      const { cause } = finding.bisection;
      const signatures = cause === undefined ? [] : [cause.signature.id];
      return sample === undefined ? undefined : { counts: countsOf(sample), signatures };
    }
  }
}

function badEnd(
  outcome: BisectionOutcome,
): { readonly failed: number; readonly executed: number } | undefined {
  switch (outcome.kind) {
    case 'culprit':
    case 'no-change':
      return outcome.from;
    case 'began-to-run':
      return outcome.at;
    case 'already-bad':
    case 'not-failing':
      return outcome.badEnd;
    case 'untestable-end':
    case 'unfinished':
      return undefined;
  }
}

function countsOf({ failed, executed }: { readonly failed: number; readonly executed: number }): Counts {
  return { asked: executed, executed, passed: executed - failed, failed, skipped: 0, lost: 0 };
}

/** What was compared with older code carries what was proposed, unless it is the release itself. */
function sidesOf(one: FoundRun, comparison: Comparison, origins: Origins): readonly Observation[] {
  const isOrigin = isAgainstPredecessor({ run: one.run, at: one.at, comparison }, origins);
  return (['before', 'after'] as const).map((which) => {
    const { side, counts } = comparison[which];
    const rows = comparison.rows.filter((row) => (row[which]?.failed ?? 0) > 0);
    const { label, commit } = side;
    return {
      run: one.run,
      at: one.at,
      isChanged: one.isChanged,
      revision: label,
      ...(commit === undefined ? {} : { commit }),
      counts,
      signatures: rows.map(({ group }) => group.signature.id),
      role:
        !isOrigin && which === 'after' && label !== origins.release.branch
          ? 'fix'
          : roleOf(label, commit, origins),
    };
  });
}
