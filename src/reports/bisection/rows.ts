import type { BisectionOutcome, SearchLevel, TestedCommit } from '../../model/bisection.ts';
import type { Commit } from '../../model/commit-range.ts';

/** The commits an outcome points at. */
export function namedCommits(outcome: BisectionOutcome): readonly Commit[] {
  if (outcome.kind === 'culprit' || outcome.kind === 'no-change') return outcome.culprits;
  return outcome.kind === 'began-to-run' ? [outcome.boundary.runs] : [];
}

/** Rows of a level that fit: both ends, and those nearest to what matters most. */
export function nearestRows(
  { tested }: SearchLevel,
  named: readonly Commit[],
  most: number,
): readonly TestedCommit[] {
  if (tested.length <= most) return tested;
  const focus = focusOf(tested, named);
  const inner = tested
    .map((row, at) => ({ row, at, distance: Math.abs(at - focus) }))
    .slice(1, -1)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most - 2);
  const kept = new Set(inner.map(({ row }) => row));
  return tested.filter((row, at) => at === 0 || at === tested.length - 1 || kept.has(row));
}

/** Where the named commit stands; without one, the row with the largest chance. */
function focusOf(tested: readonly TestedCommit[], named: readonly Commit[]): number {
  const at = tested.findLastIndex(({ commit }) => named.some(({ id }) => id === commit.id));
  if (at >= 0) return at;
  let best = 0;
  for (const [index, { chance = 0 }] of tested.entries())
    if (chance > (tested[best]?.chance ?? 0)) best = index;
  return best;
}
