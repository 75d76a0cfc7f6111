import type { Failure, TestResult } from '../model/iteration.ts';
import { phaseOf } from './case-role.ts';
import type { Attempt, Problem, ReportCase } from './report.ts';
import { RetryWatch } from './retry-watch.ts';

type Outcome = TestResult['outcome'];

/** How runners word their own time limits; a time-out of the tested code is an ordinary failure. */
const runnerTimeout =
  /^(?:Timeout occurred\. Please note the time|test timed out after \d|Failed: Timeout \(?>|(?:thrown: ")?Exceeded timeout of \d|(?:Error: )?Test timed out in \d|(?:Error: )?Timeout of \d+ms exceeded|panic: test timed out after)/;
/** How runners word the death of the process a test ran in. */
const processDeath =
  /^(?:Forked Java VM exited abnormally|The forked VM terminated|worker '[^']{1,40}' crashed while running|test (?:aborted with|exited with) signal)/;

/** A problem in the model's words: runners' time limits and dead processes are told from failures. */
export function failureOf(problem: Problem): Failure {
  const { type, message, body } = problem;
  return { kind: failureKind(problem), type, message, body };
}

function failureKind(problem: Problem): Failure['kind'] {
  const text = problem.message === '' ? problem.body.slice(0, 300).trimStart() : problem.message;
  if (runnerTimeout.test(text) || /\bTestTimedOutException$/.test(problem.type)) return 'timeout';
  return processDeath.test(text) ? 'crash' : problem.kind;
}

/** What the report calls the class or file of a case. */
export function containerOf(testCase: ReportCase): string {
  return testCase.classname || testCase.suite || testCase.file;
}

/**
 * The results of one test in the order of the report. A framework's own retries are taken apart: the first
 * attempt counts, later ones are its `retries`. A problem in its tear-down is a result of its own.
 */
export function resultsOf(cases: readonly ReportCase[]): readonly TestResult[] {
  const results: TestResult[] = [];
  const lastOf = new Map<string, number>();
  const watch = new RetryWatch();
  for (const testCase of cases) {
    const key = JSON.stringify([testCase.suite, testCase.classname, testCase.name]);
    const [first, ...later] = resultsOfCase(testCase);
    if (first === undefined) continue;
    const isRetry = watch.standingOf(testCase) === 'retry';
    const at = lastOf.get(key);
    const before = at === undefined ? undefined : results[at];
    if (isRetry && at !== undefined && before !== undefined) {
      results[at] = {
        ...before,
        retries: [...(before.retries ?? []), first.outcome, ...(first.retries ?? [])],
      };
    } else {
      lastOf.set(key, results.length);
      results.push(first);
    }
    results.push(...later);
  }
  return results;
}

function resultsOfCase(testCase: ReportCase): readonly TestResult[] {
  const base = {
    container: containerOf(testCase),
    name: testCase.name,
    scope: 'method' as const,
    ...(testCase.durationMs === undefined ? {} : { durationMs: testCase.durationMs }),
  };
  if (testCase.outcome === 'skipped') {
    const reason = testCase.skipMessage;
    return [
      { ...base, outcome: 'skipped', phase: 'call', ...(reason === undefined ? {} : { skipReason: reason }) },
    ];
  }
  const [first, ...rest] = attemptsOf(testCase);
  const outcome = first?.outcome ?? 'passed';
  const problem = first?.problem;
  const retries = rest.map((attempt) => attempt.outcome);
  const result: TestResult = {
    ...base,
    outcome,
    phase: (problem && phaseOf(testCase, problem)) ?? 'call',
    ...(outcome === 'failed' ? { failure: failureOf(problem ?? unexplained) } : {}),
    ...(retries.length === 0 ? {} : { retries }),
  };
  const more = testCase.problems.slice(1).filter((one) => phaseOf(testCase, one) === 'teardown');
  return [
    result,
    ...more.map((one): TestResult => ({
      ...base,
      outcome: 'failed',
      phase: 'teardown',
      failure: failureOf(one),
    })),
  ];
}

const unexplained: Problem = { kind: 'failure', type: '', message: '', body: '' };

/** The attempts at one case, first to last: failures before a pass, or a failure and its repeats. */
function attemptsOf(
  testCase: ReportCase,
): readonly { readonly outcome: Outcome; readonly problem?: Problem }[] {
  const own: { outcome: Outcome; problem?: Problem } =
    testCase.outcome === 'passed'
      ? { outcome: 'passed' }
      : { outcome: 'failed', problem: testCase.problems[0] ?? unexplained };
  const others = testCase.attempts.map(outcomeOfAttempt);
  return testCase.outcome === 'passed' ? [...others, own] : [own, ...others];
}

function outcomeOfAttempt(attempt: Attempt): { outcome: Outcome; problem?: Problem } {
  return attempt.problem === undefined
    ? { outcome: 'skipped' }
    : { outcome: 'failed', problem: attempt.problem };
}
