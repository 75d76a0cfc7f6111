import type { ComparedRevision, Comparison } from '../../model/comparison.ts';
import { lackingRuns } from '../../model/comparison.ts';
import type { WantedComparison, WantedRange, WantedRuns } from '../../model/wanted-runs.ts';
import { fewestRuns, type AdviceEvidence } from '../rule.ts';

/** Enough to see that something runs again. */
export const trialRuns = 5;

/** So many on each side are the least of a comparison whose number is fixed beforehand. */
const plannedRuns = 200;

/** The two revisions of a comparison. */
export function sidesOf({ before, after }: Comparison): WantedRange {
  return { before: before.side, after: after.side };
}

/** The same comparison once more. */
export function again(comparison: Comparison): WantedComparison {
  return { verb: 'compare', ...sidesOf(comparison) };
}

/** The same with a number of runs that was fixed beforehand: twice as many as before, and no fewer than these. */
export function planned(comparison: Comparison, least = plannedRuns): WantedComparison {
  const { before, after } = comparison;
  const most = Math.max(before.counts.executed, after.counts.executed);
  return { verb: 'compare', ...sidesOf(comparison), runs: Math.max(least, 2 * most) };
}

/** The runs that an open comparison lacks, then the comparison, which counts them. */
export function lacking(comparison: Comparison): WantedRuns {
  const { side, runs } = lackingRuns(comparison);
  const of = comparison[side].side;
  return { verb: 'repeat', of, ...(runs === undefined ? {} : { runs }), afterwards: sidesOf(comparison) };
}

/** What makes an empty side of a comparison run: both sides without their skips, or a look at why nothing comes back. */
export function filling(
  comparison: Comparison,
  empty: ComparedRevision,
  evidence: AdviceEvidence,
): WantedRuns {
  if (empty.counts.skipped > 0 && mayUnskip(evidence)) return { ...again(comparison), isUnskip: true };
  return { verb: 'repeat', of: empty.side, runs: 1, afterwards: sidesOf(comparison) };
}

/** What a comparison lacks that has not told what it was asked. */
export function further(comparison: Comparison, evidence: AdviceEvidence): WantedRuns {
  const { before, after, overall } = comparison;
  if (overall.kind === 'need-more-runs') return lacking(comparison);
  if (overall.kind !== 'no-data') return planned(comparison);
  return filling(comparison, before.counts.executed === 0 ? before : after, evidence);
}

/** Whether a skip can be taken off: a condition is none. */
export function mayUnskip({ skips = [] }: Pick<AdviceEvidence, 'skips'>): boolean {
  return skips.length === 0 || skips.some(({ isConditional }) => !isConditional);
}

/** So many runs that whatever fails shows: of the revision that ran alone, else of both that were compared. */
export function enough({ revision, comparison }: AdviceEvidence): WantedRuns {
  if (revision === undefined && comparison !== undefined) return planned(comparison);
  return { verb: 'repeat', runs: fewestRuns, ...(revision === undefined ? {} : { of: revision }) };
}

/** The release before against the code that fails. */
export function sinceWhen({ revision, comparison, asks }: AdviceEvidence): WantedRuns {
  const release = asks === 'proposal' ? comparison?.before.side : comparison?.after.side;
  const after = revision ?? (asks === 'origin' || asks === undefined ? undefined : release);
  return { verb: 'compare', ...(after === undefined ? {} : { after }) };
}
