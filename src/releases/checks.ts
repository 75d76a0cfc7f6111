import type { BlockerEvidence } from '../model/blocker.ts';
import type { ComparedSide, ComparedSignature, Comparison, ComparisonKind } from '../model/comparison.ts';
import type { Estimate } from '../model/estimate.ts';
import { worstKind } from '../statistics/comparison.ts';
import { estimate } from '../statistics/estimate.ts';
import type { ComparedRun } from './observations.ts';

/**
 * How one comparison speaks of a fix. in-part: one cause is gone and another stays, and nobody said which one is meant.
 * unseen: no side failed, so there was nothing to fix.
 */
export type CheckOutcome = 'gone' | 'in-part' | 'not-gone' | 'open' | 'unseen';

/** Whether a comparison shows that a failure is gone. Without tied causes all of the test's own must be; a new one may not come. */
export function outcomeOf(comparison: Comparison, causes: readonly string[] = []): CheckOutcome {
  const { overall, rows } = comparison;
  if (overall.kind === 'no-data') return 'open';
  if (rows.length === 0) return overall.kind === 'not-reproduced' ? 'unseen' : 'open';
  if (rows.some(({ result }) => result.kind === 'regression')) return 'not-gone';
  const kinds = ownRows(comparison, causes).map(({ result }) => result.kind);
  const isGone = kinds.includes('fixed');
  if (kinds.some((kind) => stays.includes(kind)))
    return isGone && causes.length === 0 ? 'in-part' : 'not-gone';
  if (kinds.includes('need-more-runs')) return 'open';
  return isGone ? 'gone' : 'unseen';
}

const stays: readonly string[] = ['pre-existing', 'pre-existing-worse', 'still-flaky-better'];

/** What two revisions say of the tied causes; of all where none is tied, or none was seen. */
export function kindAbout(comparison: Comparison, causes: readonly string[] = []): ComparisonKind {
  const own = comparison.rows.filter(({ group }) => isTied(group, causes));
  return worstKind(own.map(({ result }) => result.kind)) ?? comparison.overall.kind;
}

/** Ids of the causes that a comparison shows gone, of those that are asked about, and of all others in it. */
export function causesIn(
  comparison: Comparison,
  causes: readonly string[] = [],
): { readonly gone: readonly string[]; readonly others: readonly string[] } {
  const gone = ownRows(comparison, causes).filter(({ result }) => result.kind === 'fixed');
  const idOf = ({ group }: ComparedSignature): string => group.signature.id;
  const others = comparison.rows.filter((row) => !gone.includes(row));
  return { gone: gone.map(idOf), others: others.map(idOf) };
}

/** What a state may say of a comparison: the counts of the cause it is about, or of all where it is about several. */
export function beforeAfter(
  { run, comparison }: ComparedRun,
  causes: readonly string[] = [],
): BlockerEvidence {
  const of = (which: ComparedSide) => {
    const { failed, executed } = sampleAbout(comparison, which, causes);
    return executed === 0 ? {} : { [which]: estimate(failed, executed) };
  };
  return { kind: 'before-after', run, ...of('before'), ...of('after') };
}

/** Failed and executed on one side: of the cause that is gone or tied, or of all where there are several. */
export function sampleAbout(
  comparison: Comparison,
  which: ComparedSide,
  causes: readonly string[] = [],
): Pick<Estimate, 'failed' | 'executed'> {
  const own = ownRows(comparison, causes);
  const gone = own.filter(({ result }) => result.kind === 'fixed');
  const meant = causes.length > 0 && gone.length === 0 ? own : gone;
  const [row] = meant.length === 1 ? meant : [];
  return row?.[which] ?? comparison[which].counts;
}

/** Whether failures may be of what a ticket is about: where nobody grouped or tied any, all are. */
export function isAbout(signatures: readonly string[], causes: readonly string[] = []): boolean {
  return causes.length === 0 || signatures.length === 0 || signatures.some((id) => causes.includes(id));
}

/** The rows that are asked about: those of tied causes; else those of the test itself, where it fails by itself at all. */
function ownRows({ rows }: Comparison, causes: readonly string[]): readonly ComparedSignature[] {
  if (causes.length > 0) return rows.filter(({ group }) => isTied(group, causes));
  const own = rows.filter(({ group }) => group.scope === 'method');
  return own.length === 0 ? rows : own;
}

/** A cause may have been tied before a near-duplicate took it in. */
function isTied({ signature, links = [] }: ComparedSignature['group'], causes: readonly string[]): boolean {
  return causes.includes(signature.id) || links.some(({ from }) => causes.includes(from));
}
