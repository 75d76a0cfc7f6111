import type { Commit } from './commit-range.ts';
import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';
import type { FailureGroup } from './signature.ts';

/**
 * Why a commit says nothing about the searched cause. broken: nothing can run there. skipped: the test is skipped or
 * not there. lost: no run came to a verdict. masked: every run fails in another way.
 */
export type Untestable = 'broken' | 'skipped' | 'lost' | 'masked';

/** One commit that was run, as evidence for or against the others. */
export interface TestedCommit {
  readonly commit: Commit;
  /** 0 for the good end, then 1, 2, … to the bad end. */
  readonly position: number;
  readonly counts: Counts;
  /** The searched cause; runs that failed in another way are left out. Absent when nothing says anything about it. */
  readonly estimate?: Estimate;
  /** Runs that failed in another way. */
  readonly otherwise: number;
  /**
   * Chance, 0 to 1, that the first bad commit is this one or one of those before it back to the tested one before;
   * absent where no search got so far.
   */
  readonly chance?: number;
  readonly untestable?: Untestable;
  /** The most frequent reason why it is untestable. Hostile text. */
  readonly reason?: string;
}

/** One line of commits that was searched: the asked range, then the inside of a merge, then of a merge in that. */
export interface SearchLevel {
  /** The merge whose inside this is; absent for the asked range. */
  readonly merge?: Commit;
  readonly good: Commit;
  readonly bad: Commit;
  /** How many commits may be the first bad one. */
  readonly commits: number;
  /** In the order of the line. */
  readonly tested: readonly TestedCommit[];
}

/** Where the test begins to run: before it, it is skipped or not there. */
export interface RunBoundary {
  /** The last commit known not to run it. */
  readonly without: Commit;
  /** The first known to run it. */
  readonly runs: Commit;
  /** Commits between the two that cannot be run at all. */
  readonly between: number;
  /** Why it did not run before. Hostile text. */
  readonly reason?: string;
}

/** What supports a culprit. */
export interface CulpritEvidence {
  /** Oldest first; several when no testable commit tells them apart. */
  readonly culprits: readonly Commit[];
  /** Chance that it is one of them, 0 to 1, over all levels. */
  readonly confidence: number;
  /** All runs before the culprit, and all from it on. Absent when none executed. */
  readonly before?: Estimate;
  readonly from?: Estimate;
  readonly lastGood?: { readonly commit: Commit; readonly estimate: Estimate };
  /** One-sided Fisher p of counts like these if nothing had changed at the culprit. */
  readonly noChange: number;
  readonly runnerUp?: { readonly commit: Commit; readonly chance: number };
  /** It and the commit before it in turns, equally many runs of each: whatever the machine went through hit both alike. */
  readonly sideBySide?: { readonly suspect: Estimate; readonly parent: Estimate };
}

/** The closed set of ends of a search. */
export type BisectionOutcome =
  | ({ readonly kind: 'culprit' } & CulpritEvidence)
  /** The likeliest culprit does not even separate the failures from the rest; `more` clean runs before it would. */
  | ({ readonly kind: 'no-change'; readonly more?: number } & CulpritEvidence)
  /** The test fails from the first commit on that runs it, so nothing shows that it began to fail there. */
  | { readonly kind: 'began-to-run'; readonly boundary: RunBoundary; readonly at: Estimate }
  | { readonly kind: 'already-bad'; readonly goodEnd: Estimate; readonly badEnd: Estimate }
  | { readonly kind: 'not-failing'; readonly badEnd: Estimate }
  | {
      readonly kind: 'untestable-end';
      readonly end: 'good' | 'bad';
      readonly why: Untestable;
      readonly reason?: string;
    }
  | {
      /** The budget is used up, it was stopped, or nothing more can be run. */
      readonly kind: 'unfinished';
      /** Which part of the work was under way. */
      readonly stage: 'bad-end' | 'good-end' | 'boundary' | 'search';
      /** With 95 % the first bad commit is one of these. */
      readonly suspects?: { readonly first: Commit; readonly last: Commit; readonly commits: number };
      /** Executed runs still missing, roughly; absent when nobody can say. */
      readonly more?: number;
      /** So many commits might be tried, and it would have tried another. */
      readonly triedAll?: number;
    };

/** A search for the commit where a signature's rate changes, ended or stopped. */
export interface Bisection {
  readonly outcome: BisectionOutcome;
  /** The asked range first, then each merge that was entered. Never empty. */
  readonly levels: readonly SearchLevel[];
  /** What was searched for; absent when the bad end never failed. */
  readonly cause?: FailureGroup;
  /** Other causes that failures anywhere had. */
  readonly otherCauses: number;
  /** Set when the good end does not run the test: the search then begins where it does. */
  readonly boundary?: RunBoundary;
  /** The good revision as asked, when it is no ancestor of the bad one and their merge base stands in for it. */
  readonly beside?: Commit;
  /** All runs of the search. */
  readonly counts: Counts;
  /** Chance of a wrong culprit that was accepted. */
  readonly delta: number;
  /** A failure rate below this counts as not failing. */
  readonly rate: number;
}
