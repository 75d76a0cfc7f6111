import type { Counts, Iteration, TestResult } from './iteration.ts';
import type { FailureGroup } from './signature.ts';

/** What a reader could make of a file. Only `ok` and `ok-lenient` were read to their end. */
export type ReportStatus = 'ok' | 'ok-lenient' | 'damaged' | 'refused' | 'not-junit';

/** The counters written in the file, of its root or else the sum of its suites; absent where it has none. */
export interface DeclaredCounts {
  readonly tests?: number;
  readonly failures?: number;
  readonly errors?: number;
  readonly skipped?: number;
}

/** Counts that add up over files. cases = passed + failed + error + skipped. */
export interface InspectedCounts {
  readonly cases: number;
  readonly passed: number;
  /** Cases with a failure and no error. */
  readonly failed: number;
  /** Cases with an error. */
  readonly error: number;
  readonly skipped: number;
  /** Failures and errors directly under a suite. */
  readonly suiteProblems: number;
  /** Passed cases that failed before in the same run. */
  readonly flakyPassed: number;
  /** Cases of damaged files of which nothing can be said. */
  readonly lost: number;
}

/** What `inspect` says of one file. */
export interface InspectedFile extends InspectedCounts {
  readonly path: string;
  readonly status: ReportStatus;
  /** Why the status is not `ok`. */
  readonly reason?: string;
  /** The file's own counters, where they contradict its content. */
  readonly declared?: DeclaredCounts;
  readonly declaredMismatch: boolean;
}

/** What `inspect` says of all of them. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  readonly totals: InspectedTotals;
  /** Files and archives that more than one path led to; they count once. Absent for none. */
  readonly again?: number;
}

export interface InspectedTotals extends InspectedCounts {
  readonly files: number;
  readonly ok: number;
  readonly okLenient: number;
  readonly damaged: number;
  readonly refused: number;
  readonly notJunit: number;
  readonly declaredMismatches: number;
}

/** One test over all reports, under the name it has without repeats. Of framework retries, the first attempt counts. */
export interface InspectedTest {
  readonly container: string;
  /** Empty where the record stands for the whole class or file. */
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The iterations that the reports stand for, as a CI service laid them out. */
export interface InspectedBatch {
  /** The test asked for; empty when every test of an iteration counts. */
  readonly selector: string;
  /** How iterations were told apart, in words. */
  readonly layout: string;
  readonly counts: Counts;
  readonly iterations: readonly Iteration[];
  /** Iterations beyond those that were asked; not counted. */
  readonly surplus: number;
  /** Whether a person said how many were asked; else what left nothing behind is unknown. */
  readonly isAskedTold: boolean;
  /** Machines whose reports hold other tests only, and are no iterations. */
  readonly others: number;
  /** Reports that have no place in the layout, and how many of them hold failures. */
  readonly unplaced: { readonly reports: number; readonly failing: number };
  readonly contradictions: readonly PathContradiction[];
}

/** An iteration whose path says another outcome than its reports, which count. */
export interface PathContradiction {
  /** What its path says: `fails/3/` or `-fail.xml`, `passes/3/` or `-pass.xml`. */
  readonly marked: 'passed' | 'failed';
  /** Of its first report. */
  readonly path: string;
}

/** Failures of one cause, and where they were seen first and last in the order of the files. */
export interface InspectedGroup {
  readonly group: FailureGroup;
  readonly first: string;
  readonly last: string;
  /** Different tests that failed this way; absent where iterations are counted. */
  readonly tests?: number;
}

/** What a framework did by itself after a test's first attempt, which alone counts. */
export interface InspectedRetry {
  readonly container: string;
  readonly name: string;
  /** Outcomes in their order, the first attempt's among them. */
  readonly attempts: readonly TestResult['outcome'][];
  /** How often this test went this way. */
  readonly count: number;
  /** Where it did so first, in words. */
  readonly first: string;
}

/** Everything `inspect` says beside the files themselves. */
export interface InspectedContent {
  /** Worst first: most failures, then most skips. */
  readonly tests: readonly InspectedTest[];
  /** How many different tests there are: more than `tests` where there was no room for all of them. */
  readonly found: { readonly tests: number; readonly more: boolean };
  /** Absent when nothing tells iterations apart and no test was asked for. */
  readonly batch?: InspectedBatch;
  /** What `iterations` of a group counts: iterations of the batch, or single failures. */
  readonly unit: 'iteration' | 'failure';
  readonly groups: readonly InspectedGroup[];
  /** Most frequent first; empty where frameworks repeated nothing. */
  readonly retried: readonly InspectedRetry[];
  /** What was counted but left out here because there was too much of it, in words. */
  readonly left: readonly string[];
}

/** What was counted, but not kept. */
export interface LeftOut {
  /** Cases that did not fail. */
  readonly cases: number;
  readonly failures: number;
  /** Failures that are kept without their stacks. */
  readonly stacks: number;
  /** Cases of tests that the table of tests has no room for. */
  readonly untabled: number;
}
