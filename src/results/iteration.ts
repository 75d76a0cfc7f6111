import type { Failure, Iteration, TestResult } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { deathOf, type ExitFacts, findingOfExit, timeoutFailure } from './exit-facts.ts';
import { whyNotRun } from './not-run.ts';
import { classPhaseOf, rolesAmong } from './case-role.ts';
import type { ParsedReport, Problem, ReportCase } from './report.ts';
import { asksForClass, casesOf } from './selector-match.ts';
import { failureOf, resultsOf } from './test-results.ts';

/** What is known about one iteration once its process has ended. */
export interface IterationEvidence {
  /** 1-based within the run. */
  readonly index: number;
  readonly selector: TestSelector;
  readonly exit: ExitFacts;
  /** The reports it left; undefined when none are configured, so that only the exit code speaks. */
  readonly reports: readonly ParsedReport[] | undefined;
  readonly durationMs: number;
  readonly machine: string;
}

/**
 * Turns the evidence of one iteration into an Iteration. It executed only if the asked test has a result of
 * its own that ran; a problem of its class after a pass makes it fail, marked as the class's. A test killed
 * by the run's own time limit before it could report failed.
 */
export function readIteration(evidence: IterationEvidence): Iteration {
  const { index, durationMs, machine } = evidence;
  return { index, ...findingOf(evidence), durationMs, machine };
}

type Finding = Pick<Iteration, 'outcome' | 'reason' | 'failure' | 'results'>;

function findingOf(evidence: IterationEvidence): Finding {
  const { exit, reports, selector } = evidence;
  if (exit.spawnError !== undefined) {
    return { outcome: 'lost', reason: `the command could not be started: ${exit.spawnError}`, results: [] };
  }
  if (reports === undefined) return { ...findingOfExit(exit), results: [] };
  const own = ownCases(selector, reports);
  const results = resultsOf([...new Set(own.flat())]);
  const ran = results.some((result) => result.outcome !== 'skipped');
  const ended = ran ? endOfProcess(exit, results) : undefined;
  const all = [
    ...results,
    ...classResults(selector, reports, own.flat()),
    ...(ended === undefined ? [] : [ended]),
  ];
  const failure = all.find((result) => result.outcome === 'failed')?.failure;
  if (ran && failure !== undefined) return { outcome: 'failed', failure, results: all };
  const missing = own.some((part) => part.length === 0) || (isWhole(selector) && reports.some(isCut));
  if (ran && !missing) return { outcome: 'passed', results: all };
  return { ...whyNotRun({ exit, reports, selector, results: all, ran }), results: all };
}

/** The cases of each part of the selection that stand for tests, not for their classes. */
function ownCases(
  selector: TestSelector,
  reports: readonly ParsedReport[],
): readonly (readonly ReportCase[])[] {
  const cases = reports.flatMap((report) => report.cases);
  const roleOf = rolesAmong(cases);
  const tests = cases.filter((testCase) => roleOf(testCase).kind === 'method');
  // Without a selector the whole command was asked for, so every test of it counts.
  return selector.parts.length === 0 ? [tests] : selector.parts.map((part) => casesOf(part, tests));
}

/** Problems and skips of the asked test's class as a whole, as results beside the test's own. */
export function classResults(
  selector: TestSelector,
  reports: readonly ParsedReport[],
  own: readonly ReportCase[],
): readonly TestResult[] {
  const cases = reports.flatMap((report) => report.cases);
  const roleOf = rolesAmong(cases);
  const anyRan = own.some((testCase) => testCase.outcome !== 'skipped');
  const known = new Set(own.flatMap((testCase) => [testCase.classname, testCase.suite]));
  const alone = cases.every((testCase) => roleOf(testCase).kind !== 'method');
  const concerns = (name: string): boolean => alone || known.has(name) || asksForClass(selector, name);
  const ofCases = cases.flatMap((testCase) => {
    const role = roleOf(testCase);
    return role.kind === 'class' && concerns(role.container)
      ? classResultsOf(role.container, testCase, anyRan)
      : [];
  });
  const ofSuites = reports
    .flatMap((report) => report.suiteProblems)
    .filter(({ suite }) => concerns(suite))
    .map(({ suite, problem }) => classResult(suite, problem, anyRan));
  return [...ofCases, ...ofSuites];
}

function classResultsOf(container: string, testCase: ReportCase, anyRan: boolean): readonly TestResult[] {
  const { name, outcome, skipMessage } = testCase;
  if (outcome === 'skipped') {
    const reason = skipMessage === undefined ? {} : { skipReason: skipMessage };
    return [{ container, name, outcome, scope: 'class', phase: 'setup', ...reason }];
  }
  return testCase.problems.map((problem) => ({ ...classResult(container, problem, anyRan), name }));
}

function classResult(container: string, problem: Problem, anyRan: boolean): TestResult {
  const phase = classPhaseOf(problem, anyRan);
  return { container, name: '', outcome: 'failed', scope: 'class', phase, failure: failureOf(problem) };
}

/** A process that hung or died after the asked test had passed: not the test's own failure, but no pass either. */
function endOfProcess(exit: ExitFacts, results: readonly TestResult[]): TestResult | undefined {
  const died = deathOf(exit);
  if (!exit.timedOut && died === undefined) return undefined;
  const failure: Failure = exit.timedOut
    ? timeoutFailure
    : { kind: 'crash', type: '', message: `the process died of ${died} after the test`, body: '' };
  const container = results[0]?.container ?? '';
  return { container, name: '', outcome: 'failed', scope: 'class', phase: 'teardown', failure };
}

/** Whether more may have been asked for than the tests that a cut report still names. */
function isWhole({ parts }: TestSelector): boolean {
  return parts.length === 0 || parts.some((part) => part.member === undefined);
}

function isCut(report: ParsedReport): boolean {
  return report.status === 'damaged';
}
