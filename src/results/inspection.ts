import type { DeclaredCounts, ReportStatus, ReportSummary } from './report.ts';

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

/** The row of a file that was read. */
export function inspectedReport(path: string, summary: ReportSummary): InspectedFile {
  const { status, reason, counts, declared, declaredMismatch } = summary;
  const { suites: _, ...shown } = counts;
  return {
    path,
    status,
    ...shown,
    declaredMismatch,
    ...(declaredMismatch ? { declared } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The row of a file that could not be read at all. */
export function unreadFile(path: string, status: ReportStatus, reason: string): InspectedFile {
  return { path, status, ...sumOf([]), declaredMismatch: false, reason };
}

/** Adds up the rows. */
export function totalsOf(files: readonly InspectedFile[]): InspectedTotals {
  const having = (status: ReportStatus): number => files.filter((file) => file.status === status).length;
  return {
    files: files.length,
    ...sumOf(files),
    ok: having('ok'),
    okLenient: having('ok-lenient'),
    damaged: having('damaged'),
    refused: having('refused'),
    notJunit: having('not-junit'),
    declaredMismatches: files.filter((file) => file.declaredMismatch).length,
  };
}

function sumOf(files: readonly InspectedFile[]): InspectedCounts {
  const sum = (name: keyof InspectedCounts): number => files.reduce((total, file) => total + file[name], 0);
  return {
    cases: sum('cases'),
    passed: sum('passed'),
    failed: sum('failed'),
    error: sum('error'),
    skipped: sum('skipped'),
    suiteProblems: sum('suiteProblems'),
    flakyPassed: sum('flakyPassed'),
    lost: sum('lost'),
  };
}
