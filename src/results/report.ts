import type { DeclaredCounts, InspectedCounts, ReportStatus } from '../model/inspection.ts';

/** A failure or error element, or the attempt a framework's own retry made of one. All texts are hostile. */
export interface Problem {
  readonly kind: 'failure' | 'error';
  /** The exception type as written, or empty. */
  readonly type: string;
  readonly message: string;
  /** Stack or body text; capped with head and tail kept. */
  readonly body: string;
}

/** An attempt of the framework's own retries, in the order written; without a problem it was skipped. */
export interface Attempt {
  /** flaky: the case passed in the end. rerun: it did not. unnamed: an aborted rerun, as Surefire writes it. */
  readonly kind: 'flaky' | 'rerun' | 'unnamed';
  readonly problem?: Problem;
}

/** A testcase element. */
export interface ReportCase {
  /** Name of the innermost suite around it, or empty. */
  readonly suite: string;
  /** The file the case or its suite names, or empty. */
  readonly file: string;
  readonly classname: string;
  readonly name: string;
  readonly durationMs: number | undefined;
  /** By the children first, then by the attributes `status` and `result`; a problem outweighs a skip. */
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly problems: readonly Problem[];
  readonly attempts: readonly Attempt[];
  /** Why it was skipped, as its element says; empty when that says nothing. */
  readonly skipMessage: string | undefined;
}

/** A failure or error directly under a suite: its class did not load, or could not be set up or torn down. */
export interface SuiteProblem {
  readonly suite: string;
  readonly problem: Problem;
}

/** Counts by content. */
export interface ReportCounts extends InspectedCounts {
  readonly suites: number;
}

/** What a file says as a whole. */
export interface ReportSummary {
  readonly status: ReportStatus;
  /** Why the status is not `ok`, in words that are equal for equal causes. */
  readonly reason?: string;
  /** Where reading stopped, bytes of the decoded file. */
  readonly stoppedAt?: number;
  readonly counts: ReportCounts;
  readonly declared: DeclaredCounts;
  /** Whether the file's own counters contradict its content; the content is what counts. */
  readonly declaredMismatch: boolean;
}

/** A report read whole. */
export interface ParsedReport extends ReportSummary {
  /** Where it came from; used for the layouts that tell iterations by file name. */
  readonly path: string;
  readonly cases: readonly ReportCase[];
  readonly suiteProblems: readonly SuiteProblem[];
}
