import type { Iteration, TestResult } from '../model/iteration.ts';
import { parseSelector } from '../model/selector.ts';
import { roleOf } from './case-role.ts';
import { readIteration } from './iteration.ts';
import type { ParsedReport, ReportCase } from './report.ts';
import { containerOf, failureOf } from './test-results.ts';

/** The failures of one report, when every test of it counts; files and tests that did not load among them. */
export function failedResults(report: ParsedReport): Iteration['results'] {
  const exit = { code: null, signal: null, timedOut: false };
  const whole = { index: 1, selector: parseSelector(''), exit, durationMs: 0, machine: '' };
  const { results } = readIteration({ ...whole, reports: [report] });
  return [...results.filter(({ outcome }) => outcome === 'failed'), ...report.cases.flatMap(loadFailures)];
}

/** What stands for a file that could not be loaded, or a test that the runner did not find. */
function loadFailures(testCase: ReportCase): readonly TestResult[] {
  const role = roleOf(testCase);
  if (role.kind !== 'collection' && role.kind !== 'unknown-method') return [];
  const isFile = role.kind === 'collection';
  return testCase.problems.map((problem) => ({
    container: isFile ? role.container : containerOf(testCase),
    name: isFile ? '' : testCase.name,
    outcome: 'failed',
    scope: isFile ? 'class' : 'method',
    phase: 'setup',
    failure: failureOf(problem),
  }));
}
