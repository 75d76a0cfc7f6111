import type { InspectedCounts, InspectedFile, InspectedTotals, ReportStatus } from '../model/inspection.ts';
import type { ReportSummary } from './report.ts';

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
