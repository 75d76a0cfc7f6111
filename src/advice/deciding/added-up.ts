import type { Finding, FoundRun } from '../../model/advice.ts';
import type { Counts } from '../../model/iteration.ts';
import type { VerdictKind } from '../../model/verdict.ts';
import { anytimeEstimate } from '../../statistics/estimate.ts';

type Repeat = Extract<Finding, { readonly kind: 'repeat' }>;
type RepeatOf = FoundRun & { readonly finding: Repeat };

/** Older results may come from machines that are no longer like that. */
const usableMs = 7 * 86_400_000;

/**
 * Repeats of one commit in one lane, run in the same way within a week, as the one run they would have been: the newest
 * stands for all. Whoever asked for the second had seen the first, so the interval is one that holds at every look.
 * @param runs newest first
 */
export function addedUp(runs: readonly FoundRun[]): readonly FoundRun[] {
  const taken = new Set<FoundRun>();
  return runs.flatMap((run, at) => {
    if (taken.has(run)) return [];
    if (!canAdd(run)) return [run];
    const older = runs.slice(at).filter((other): other is RepeatOf => canAdd(other) && isLike(other, run));
    for (const one of older) taken.add(one);
    return [older.length < 2 ? run : { ...run, finding: sumOf(run, older) }];
  });
}

function canAdd(run: FoundRun): run is RepeatOf {
  const { finding, isChanged, commit, how } = run;
  if (finding.kind !== 'repeat' || isChanged || commit === undefined || how === undefined) return false;
  return finding.decision?.expect !== 'fail' && finding.verdict.counts.executed > 0;
}

function isLike(one: FoundRun, newest: FoundRun): boolean {
  const isSame = one.commit === newest.commit && one.lane === newest.lane && one.how === newest.how;
  return isSame && Date.parse(newest.at) - Date.parse(one.at) <= usableMs;
}

/** @param all the newest among them */
function sumOf({ finding }: RepeatOf, all: readonly RepeatOf[]): Repeat {
  const counts = all.map((one) => one.finding.verdict.counts).reduce(plus);
  const seen = new Map(
    all
      .flatMap((one) => one.finding.groups.map((group) => [group.signature.id, group] as const))
      .toReversed(),
  );
  const estimate = anytimeEstimate(counts.failed, counts.executed);
  const verdict = { ...finding.verdict, kind: kindOf(counts), counts, estimate };
  return { ...finding, verdict, groups: [...seen.values()].toReversed() };
}

function plus(one: Counts, other: Counts): Counts {
  return {
    asked: one.asked + other.asked,
    executed: one.executed + other.executed,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    lost: one.lost + other.lost,
  };
}

function kindOf({ failed, passed }: Counts): VerdictKind {
  if (failed === 0) return 'clean-so-far';
  return passed === 0 ? 'broken' : 'flaky';
}
