import type { FoundRun } from '../../model/advice.ts';
import type { ComparedRevision } from '../../model/comparison.ts';
import type { WantedRevision } from '../../model/wanted-runs.ts';
import { fisher } from '../../statistics/two-samples.ts';
import type { CleanSince } from '../rule.ts';
import { countsOf, type Counted } from './lanes.ts';

const alpha = 0.05;

interface Seen {
  readonly of: WantedRevision;
  readonly counts: Counted;
}

/**
 * Whether the newest repeat is clean where a comparison or a search before it saw failures of the same branch or commit;
 * undefined where something newer fails, or luck could have it so.
 * @param own of one lane and of code as it is, newest first
 */
export function cleanSince(own: readonly FoundRun[]): CleanSince | undefined {
  const at = own.findIndex(({ finding }) => finding.kind === 'repeat' && countsOf(finding).executed > 0);
  const clean = own[at];
  if (clean === undefined || countsOf(clean.finding).failed > 0) return undefined;
  if (own.slice(0, at).some(sawFailure)) return undefined;
  const [last] = own.slice(at + 1).flatMap((run) => seenIn(run).filter(({ of }) => isLike(of, clean)));
  if (last === undefined || last.counts.failed === 0) return undefined;
  const { executed } = countsOf(clean.finding);
  if (fisher({ failed: 0, executed }, last.counts).worse > alpha) return undefined;
  const isMoved = isKnown(clean.commit) && isKnown(last.of.commit) && clean.commit !== last.of.commit;
  return { failing: last.of, counts: last.counts, clean: executed, isMoved };
}

function sawFailure(run: FoundRun): boolean {
  return countsOf(run.finding).failed > 0 || seenIn(run).some(({ counts }) => counts.failed > 0);
}

/** What a comparison or a search says of single revisions. */
function seenIn({ finding, revision, commit }: FoundRun): readonly Seen[] {
  if (finding.kind === 'compare') {
    const { before, after } = finding.comparison;
    return [after, before].filter(({ counts }) => counts.executed > 0).map(sideSeen);
  }
  if (finding.kind !== 'bisect' || finding.bisection.outcome.kind !== 'culprit') return [];
  const { from } = finding.bisection.outcome;
  const of = { label: revision, ...(commit === undefined ? {} : { commit }) };
  return from === undefined ? [] : [{ of, counts: from }];
}

function sideSeen({ side: { label, commit }, counts }: ComparedRevision): Seen {
  return { of: { label, ...(commit === undefined ? {} : { commit }) }, counts };
}

function isLike({ label, commit }: WantedRevision, run: FoundRun): boolean {
  return run.revision === label || (isKnown(commit) && run.commit === commit);
}

function isKnown(commit: string | undefined): commit is string {
  return commit !== undefined;
}
