import type { ParsedReport, ReportCase } from './report.ts';

/**
 * A report of cases that a CI service lists itself, instead of leaving a JUnit file.
 * @param cases undefined when what came was no list of results
 */
export function listedReport(path: string, cases: readonly ReportCase[] | undefined): ParsedReport {
  const all = cases ?? [];
  const having = (outcome: ReportCase['outcome']): number =>
    all.filter((one) => one.outcome === outcome).length;
  return {
    path,
    status: cases === undefined ? 'not-junit' : 'ok',
    ...(cases === undefined ? { reason: 'no list of test results' } : {}),
    counts: {
      cases: all.length,
      passed: having('passed'),
      failed: having('failed'),
      error: having('error'),
      skipped: having('skipped'),
      suiteProblems: 0,
      suites: 0,
      flakyPassed: 0,
      lost: 0,
    },
    declared: {},
    declaredMismatch: false,
    cases: all,
    suiteProblems: [],
  };
}
