import type { Action, ProposedFix } from '../../model/advice.ts';
import type { ComparedSignature, Comparison, ComparisonKind } from '../../model/comparison.ts';
import { isMostly, outOf, type AdviceEvidence } from '../rule.ts';

/**
 * The comparison that says whether the failure was there before. Where no release waits that is whatever two revisions
 * say; otherwise only one with the release before it.
 */
export function originIn({ comparison, asks, other, release }: AdviceEvidence): Comparison | undefined {
  if (asks === undefined) return release === undefined ? comparison : undefined;
  return asks === 'origin' || asks === 'change' ? comparison : other;
}

/** The comparison that says whether a fix takes the failure away, by the same rule. */
export function fixCheckIn({ comparison, asks, other, release }: AdviceEvidence): Comparison | undefined {
  if (asks === undefined) return release === undefined ? comparison : undefined;
  return asks === 'origin' ? other : comparison;
}

/**
 * How it is known that a failure was there before, as the counts behind a reason; undefined where nothing shows it, or
 * where it may have become more frequent. A search whose good revision fails shows it like a comparison.
 */
export function thereBefore(evidence: AdviceEvidence): string | undefined {
  const origin = originIn(evidence);
  const kind = origin?.overall.kind;
  if (origin !== undefined && (kind === 'pre-existing' || kind === 'still-flaky-better'))
    return moreOften(origin) === undefined ? countsOf(origin) : undefined;
  const { bisection } = evidence;
  if (bisection?.outcome.kind !== 'already-bad' || !isFromPredecessor(evidence)) return undefined;
  return `: ${outOf(bisection.outcome.goodEnd)} at the good revision of the search`;
}

/** A failure whose rate may have grown by more than this is not left to wait. */
const mostGrowth = 0.1;

/** Whether the runs leave it open that what was there before became far more frequent; what mostly failed can't. */
export function mayHaveGrown(evidence: AdviceEvidence): boolean {
  const origin = originIn(evidence);
  if (origin === undefined || thereBefore(evidence) === undefined) return false;
  const { kind } = origin.overall;
  return origin.rows.some(
    ({ result, before, difference }) =>
      result.kind === kind &&
      (before === undefined || !isMostly(before)) &&
      (difference?.high ?? 1) > mostGrowth,
  );
}

/** Whether the good revision of a search says something of the release before; where no release waits, of what was before. */
export function isFromPredecessor({ searchAsks, release }: AdviceEvidence): boolean {
  return searchAsks === undefined ? release === undefined : searchAsks === 'origin';
}

/**
 * A cause of both sides whose rates differ as if it had become more frequent, though the runs were not planned to show
 * that: it is claimed neither that it has nor that it has not.
 */
export function moreOften({ rows }: Comparison): ComparedSignature | undefined {
  return rows.find(({ result, difference }) => result.kind === 'pre-existing' && (difference?.low ?? 0) > 0);
}

/** The comparison that shows a failure gone; another one, there before, may stay. Undefined where none does. */
export function goneIn(evidence: AdviceEvidence): Comparison | undefined {
  const { comparison, asks, release } = evidence;
  if (asks === undefined && release !== undefined) return undefined;
  return [comparison, fixCheckIn(evidence)].find(isFixed);
}

/** Whether a comparison shows its failure gone; another one, there before, may stay. */
export function isFixed(comparison: Comparison | undefined): boolean {
  const kind = comparison?.overall.kind;
  if (kind !== 'pre-existing') return kind === 'fixed';
  return comparison?.rows.some(({ result }) => result.kind === 'fixed') === true;
}

/** What is left to do once a failure is gone: whoever closes its ticket before its fix is in closes it without. */
export function settledBy(evidence: AdviceEvidence): Extract<Action, 'merge' | 'close'> {
  const { asks, comparison, fixes = [] } = evidence;
  const [fix] = fixesMeant(goneIn(evidence), evidence);
  if (fix?.isMerged === true) return 'close';
  // The release before, or its branch of old, held against the release itself: what is clean there is in already.
  const isOwn = asks === 'progress' || (asks === 'origin' && isFixed(comparison));
  if (asks !== undefined) return isOwn ? 'close' : 'merge';
  return fixes.length > 0 ? 'merge' : 'close';
}

/**
 * The fixes that a comparison speaks of, all merged or all open: the one it names, else of a proposal, and where
 * none speaks, those that are open, of the release's own code those that are in.
 */
export function fixesMeant(
  check: Comparison | undefined,
  { asks, comparison, fixes = [] }: Pick<AdviceEvidence, 'asks' | 'comparison' | 'fixes'>,
): readonly ProposedFix[] {
  const label = check?.after.side.label ?? '';
  const named = fixes.filter(({ name }) => name === label || (/^#\d/.test(label) && name.endsWith(label)));
  if (named.length > 0) return named;
  const isProposal = asks === 'proposal' || check === undefined || check !== comparison;
  const meant = fixes.filter(({ isMerged }) => isMerged !== isProposal);
  return meant.length > 0 ? meant : fixes;
}

/** Behind a reason, the counts of the first cause of a kind: ": 12 of 400 before, 0 of 1,000 after". Empty without any. */
export function countsOf(comparison: Comparison, kind: ComparisonKind = comparison.overall.kind): string {
  const row = comparison.rows.find(({ result }) => result.kind === kind);
  return row === undefined ? '' : `: ${bothSides(row)}`;
}

/** "12 of 400 before, 0 of 1,000 after". */
export function bothSides({ before, after }: ComparedSignature): string {
  const told = (side: ComparedSignature['before']): string => (side === undefined ? 'no run' : outOf(side));
  return `${told(before)} before, ${told(after)} after`;
}
