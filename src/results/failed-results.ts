import type { Iteration, TestResult } from '../model/iteration.ts';
import { parseSelector } from '../model/selector.ts';
import { roleOf, rolesAmong } from './case-role.ts';
import { classResults } from './iteration.ts';
import type { ParsedReport, ReportCase } from './report.ts';
import { containerOf, failureOf, resultsOf } from './test-results.ts';

/** The failures of one report, when every test of it counts; files and tests that did not load among them. */
export function failedResults(report: ParsedReport): Iteration['results'] {
  return [...failedResultsInPieces(report, Number.POSITIVE_INFINITY)].flat();
}

/**
 * The same a piece at a time, so that others can have their turn between two of them: all cases of a test stand in one.
 * @param atOnce cases of a piece, about
 */
export function* failedResultsInPieces(
  report: ParsedReport,
  atOnce: number,
): Generator<readonly TestResult[], void, undefined> {
  const roleAmong = rolesAmong(report.cases);
  const tests = report.cases.filter((testCase) => roleAmong(testCase).kind === 'method');
  for (const piece of tests.length <= atOnce ? [tests] : piecesOf(tests, atOnce))
    yield failed(resultsOf(piece));
  yield failed(classResults(parseSelector(''), [report], tests));
  yield report.cases.flatMap(loadFailures);
}

function failed(results: readonly TestResult[]): readonly TestResult[] {
  return results.filter(({ outcome }) => outcome === 'failed');
}

/** A framework's retries are cases of one name: they are told apart from failures only side by side. */
function* piecesOf(cases: readonly ReportCase[], atOnce: number): Generator<readonly ReportCase[]> {
  const byTest = new Map<string, ReportCase[]>();
  for (const testCase of cases) {
    const key = `${testCase.suite}\n${testCase.classname}\n${testCase.name}`;
    const same = byTest.get(key);
    if (same === undefined) byTest.set(key, [testCase]);
    else same.push(testCase);
  }
  let piece: ReportCase[] = [];
  for (const same of byTest.values()) {
    for (const testCase of same) piece.push(testCase);
    if (piece.length < atOnce) continue;
    yield piece;
    piece = [];
  }
  yield piece;
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
