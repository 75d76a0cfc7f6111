import type { ActiveRun, LinkedPullRequest, Release } from '../model/blocker.ts';
import type { ComparedSide, ComparedSignature, Comparison, ComparisonResult } from '../model/comparison.ts';
import { worstKind } from '../statistics/comparison.ts';
import { isLaterByName } from './versions.ts';

/** Whose code was run: the release's, that of the release before, a proposed fix, or code that speaks of none of them. */
export type Role = 'release' | 'predecessor' | 'fix' | 'elsewhere';

/** Code that was run: as it was named, and as far as known its commit and the pull request whose head it was then. */
export interface Place {
  readonly revision: string;
  /** The full id. */
  readonly commit?: string;
  readonly pull?: number;
}

/** Where revisions belong. */
export interface Origins {
  readonly release: Release;
  readonly pullRequests: readonly LinkedPullRequest[];
  /** Pull requests that people set beside the release on the ticket, linked or not. */
  readonly pulls: readonly number[];
  /** Full ids and labels known to carry a fix. */
  readonly fixes: readonly string[];
  /** Full ids known to be on the release's branch. */
  readonly commits: readonly string[];
  /** Full ids known to come before the newest fix. */
  readonly older: readonly string[];
}

/**
 * Whose code a revision is. The release's is its branch, a point on it, or a commit that was run as its branch before;
 * where nobody knows the branch, all that is nothing else.
 */
export function roleOf(place: Place, origins: Origins): Role {
  const { revision, commit } = place;
  const { branch, predecessor } = origins.release;
  if (isMergedBranch(place, origins)) return 'release';
  if (isFix(place, origins)) return 'fix';
  if (revision === predecessor?.name || isOn(revision, predecessor?.branch)) return 'predecessor';
  if (branch === undefined || isOn(revision, branch)) return 'release';
  return commit !== undefined && origins.commits.includes(commit) ? 'release' : 'elsewhere';
}

/** The branch itself where a merge gave it the very commit of the pull request. */
function isMergedBranch({ revision, commit }: Place, { release, pullRequests }: Origins): boolean {
  if (commit === undefined || revision !== release.branch) return false;
  return pullRequests.some(({ state, headCommit }) => state === 'merged' && headCommit === commit);
}

function isFix(place: Place, { release, pullRequests, pulls, fixes }: Origins): boolean {
  const { revision, commit } = place;
  const pull = pullOf(place);
  if (pull !== undefined && pulls.includes(pull)) return true;
  if (fixes.includes(revision) || (commit !== undefined && fixes.includes(commit))) return true;
  return pullRequests.some(
    ({ number, headBranch, headCommit }) =>
      number === pull ||
      (headBranch !== undefined && headBranch !== release.branch && isBranch(revision, headBranch)) ||
      (commit !== undefined && commit === headCommit),
  );
}

/** The pull request whose head was run, as far as it was named by its number. */
export function pullOf({ revision, pull }: Place): number | undefined {
  const named = /^#(\d+)$/.exec(revision)?.[1];
  return pull ?? (named === undefined ? undefined : Number(named));
}

/** A branch by its name, or by its fork's owner and its name. */
function isBranch(revision: string, branch: string): boolean {
  return revision === branch || revision.endsWith(`:${branch}`);
}

/** A branch, or a point on it as git and comparisons name it: `4.1~20`, `4.1 at 51ab0de`. */
export function isOn(revision: string, branch: string | undefined): boolean {
  if (branch === undefined || branch === '' || !revision.startsWith(branch)) return false;
  return /^(?:$|[~^]| at )/.test(revision.slice(branch.length));
}

/** Two revisions set side by side, at an ISO time. */
export interface ComparedPlaces {
  readonly before: Place;
  readonly after: Place;
  readonly at: string;
}

/** fix: is the failure gone? origin: was it there on the release before? */
export interface AskedOfRelease {
  readonly what: 'fix' | 'origin';
  /** It was asked the wrong way round, so its sides change places. */
  readonly isTurned: boolean;
}

/**
 * What a comparison asks of a release; undefined where it says nothing of it, as with a branch that nobody proposed. A fix
 * is asked for by a proposal on the newer side, or by the release's own branch later on.
 */
export function askedOf({ before, after, at }: ComparedPlaces, origins: Origins): AskedOfRelease | undefined {
  const [old, fresh] = [roleOf(before, origins), roleOf(after, origins)];
  const straight = { isTurned: false } as const;
  if (fresh === 'fix') return { what: 'fix', ...straight };
  if (old === 'predecessor' && fresh === 'release') return { what: 'origin', ...straight };
  if (old === 'release' && fresh === 'predecessor') return { what: 'origin', isTurned: true };
  if (fresh !== 'release') return undefined;
  if (old === 'release') return { what: 'fix', ...straight };
  return old === 'fix' ? { what: 'fix', isTurned: !isMergedBy(at, origins) } : undefined;
}

/** Whether a run under way compares for the sake of a fix. */
export function isFixCheck({ question, revision, pull, base, at }: ActiveRun, origins: Origins): boolean {
  if (question !== 'compare') return false;
  const after = { revision, ...(pull === undefined ? {} : { pull }) };
  return askedOf({ before: { revision: base ?? '' }, after, at }, origins)?.what === 'fix';
}

function isMergedBy(at: string, { pullRequests }: Origins): boolean {
  return pullRequests.some(({ mergedAt }) => mergedAt !== undefined && mergedAt <= at);
}

/** A comparison as its sides followed each other: one of a later version with an earlier one is turned. */
export function inOrder(comparison: Comparison): Comparison {
  const { before, after } = comparison;
  return isLaterByName(before.side.label, after.side.label) ? turned(comparison) : comparison;
}

/** The same comparison with its sides exchanged: what was gone has come, what was new is gone. */
export function turned(comparison: Comparison): Comparison {
  const rows = comparison.rows.map(turnedRow);
  const worst = worstKind(rows.map(({ result }) => result.kind));
  const overall = rows.find(({ result }) => result.kind === worst)?.result;
  return {
    ...comparison,
    before: comparison.after,
    after: comparison.before,
    rows,
    overall: overall ?? turnedResult(comparison.overall),
  };
}

function turnedRow({
  before,
  after,
  result,
  cheapest,
  difference,
  ...rest
}: ComparedSignature): ComparedSignature {
  return {
    ...rest,
    result: turnedResult(result),
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(cheapest === undefined ? {} : { cheapest: { ...cheapest, side: otherSide(cheapest.side) } }),
    ...(difference === undefined ? {} : { difference: { low: -difference.high, high: -difference.low } }),
  };
}

const opposites = {
  fixed: 'regression',
  regression: 'fixed',
  'pre-existing-worse': 'still-flaky-better',
  'still-flaky-better': 'pre-existing-worse',
  'pre-existing': 'pre-existing',
  'not-reproduced': 'not-reproduced',
  'no-data': 'no-data',
  'need-more-runs': 'need-more-runs',
} as const;

function turnedResult(told: ComparisonResult): ComparisonResult {
  // What remains possible was reckoned for the other side.
  const { residual: _, side, ...result } = told;
  const kind = opposites[result.kind];
  if (side === undefined) return { ...result, kind };
  return { ...result, kind, side: side === 'both' ? side : otherSide(side) };
}

function otherSide(side: ComparedSide): ComparedSide {
  return side === 'before' ? 'after' : 'before';
}
