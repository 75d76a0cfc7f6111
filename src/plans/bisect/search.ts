import type { BisectionOutcome, RunBoundary } from '../../model/bisection.ts';
import type { Commit } from '../../model/commit-range.ts';
import type { SidesEvidence } from '../../model/question.ts';
import type { Sample } from '../../statistics/sample.ts';
import type { Order } from '../plan.ts';
import { type Causes, type CommitEvidence, evidenceAt } from './commit-evidence.ts';
import type { BisectQuestion } from './question.ts';
import { causesOf } from './searched-cause.ts';

/** A question with everything known about it so far. */
export interface Search {
  readonly question: BisectQuestion;
  readonly evidence: SidesEvidence;
  readonly causes: Causes;
  /** The asked range: good end, then every commit up to the bad end. */
  readonly positions: readonly CommitEvidence[];
  /** Iterations that may still be asked. */
  readonly left: number;
}

/** One line of commits under search, with the counts that are held for each of its positions. */
export interface Line {
  /** The merge whose inside this is; absent for the asked range. */
  readonly merge?: Commit;
  readonly positions: readonly CommitEvidence[];
  /** Position where the search begins; what lies before it does not run the test. */
  readonly base: number;
  /** From `base` on. Inside a merge the ends carry what the outer line showed before the merge and from it on. */
  readonly counts: readonly Sample[];
  /** Part of the accepted error that this line may use. */
  readonly delta: number;
  /** Chance that the lines outside led here rightly. */
  readonly confidence: number;
}

/** What a stage of the search wants: runs, the inside of a merge, or to end. */
export type Stage =
  | { readonly kind: 'run'; readonly orders: readonly Order[]; readonly aim: string }
  | { readonly kind: 'expand'; readonly merge: string }
  | {
      readonly kind: 'end';
      readonly outcome: BisectionOutcome;
      readonly lines?: readonly Line[];
      readonly boundary?: RunBoundary;
    };

/** Reads all evidence once, in the light of what failed at the bad end. */
export function searchOf(question: BisectQuestion, evidence: SidesEvidence): Search {
  const causes = causesOf(question, evidence);
  const commits = [question.range.good, ...question.range.commits];
  const asked = [...evidence.values()].reduce((sum, side) => sum + side.asked, 0);
  return {
    question,
    evidence,
    causes,
    positions: commits.map((commit) => evidenceAt(commit, evidence, causes)),
    left: Math.max(0, (question.mostRuns ?? Number.POSITIVE_INFINITY) - asked),
  };
}

/** Runs at one commit, as far as the budget goes; without any left the search ends where it is. */
export function runsAt(
  search: Search,
  at: CommitEvidence,
  wanted: { runs: number; aim: string },
): Stage | undefined {
  const runs = Math.min(wanted.runs, search.left);
  if (runs <= 0) return undefined;
  return { kind: 'run', orders: [{ side: at.commit.id, runs }], aim: wanted.aim };
}

/** The end that wants no further runs. */
export function end(
  outcome: BisectionOutcome,
  rest: { lines?: readonly Line[]; boundary?: RunBoundary } = {},
): Stage {
  return { kind: 'end', outcome, ...rest };
}
