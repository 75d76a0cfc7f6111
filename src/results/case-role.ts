import { ranAs } from './ant-tag.ts';
import type { Problem, ReportCase } from './report.ts';

/**
 * What a case stands for. method: a test. class: something of the whole class or file. unknown-method: the
 * runner found no such test. collection: a file that could not be loaded.
 */
export type Role =
  | { readonly kind: 'method' }
  | { readonly kind: 'class' | 'unknown-method' | 'collection'; readonly container: string };

/** Containers that ant and JUnit make up for cases which stand for a whole class. */
const classRunners = new Set(['junit.framework.TestSuite', 'junit.framework.JUnit4TestCaseFacade']);
/** Names that Gradle, JUnit and TestNG give to what is no test. */
const classNames = new Set(['initializationError', 'executionError', 'classMethod']);

/**
 * Tells tests from records of their groups among the cases of one iteration. vitest writes a failed hook of a
 * `describe` as a case of the describe's own name, which only its tests' names give away.
 */
export function rolesAmong(cases: readonly ReportCase[]): (testCase: ReportCase) => Role {
  const groups = new Set(cases.flatMap((testCase) => groupsAround(testCase)));
  return (testCase) =>
    testCase.outcome !== 'passed' && groups.has(`${testCase.classname}\n${testCase.name}`)
      ? { kind: 'class', container: testCase.classname }
      : roleOf(testCase);
}

/** `a > b > c` stands in the groups `a` and `a > b` of its file. */
function groupsAround({ classname, name }: ReportCase): string[] {
  const titles = name.split(' > ');
  return titles.slice(1).map((_, at) => `${classname}\n${titles.slice(0, at + 1).join(' > ')}`);
}

/** Whether a case stands for a test, by itself. */
export function isTest(testCase: ReportCase): boolean {
  return roleOf(testCase).kind === 'method';
}

/** Tells tests from records of their classes, by the ways frameworks write those. */
export function roleOf(testCase: ReportCase): Role {
  const { classname, suite } = testCase;
  const name = ranAs(testCase.name, testCase);
  const message = testCase.problems[0]?.message ?? '';
  if (name === 'initializationError' && isUnknown(classname, message)) {
    return { kind: 'unknown-method', container: suite };
  }
  if (classRunners.has(classname)) return { kind: 'class', container: name };
  if (classname === 'Test suite failed to run') return { kind: 'collection', container: name };
  if (testCase.outcome === 'passed') return { kind: 'method' };
  if (message === 'collection failure') return { kind: 'collection', container: name };
  if (classname === '' && name === '') return { kind: 'class', container: suite };
  if (classname !== '' && (name === '' || classNames.has(name) || isClassName(name, classname))) {
    return { kind: 'class', container: classname };
  }
  if (/^(?:\S.{0,400} )?"(?:before|after) all" hook/.test(name))
    return { kind: 'class', container: classname || suite };
  return { kind: 'method' };
}

/** Old Surefire names a class's record after the class; where files are tests, a test is named after its file. */
function isClassName(name: string, classname: string): boolean {
  return name === classname && /^[\w$.]+$/.test(name);
}

function isUnknown(classname: string, message: string): boolean {
  return (
    classname === 'org.junit.runner.manipulation.Filter' || message.startsWith('No tests found matching')
  );
}

/** When in a test's or class's life a problem happened, if its report says so. */
export function phaseOf(testCase: ReportCase, problem: Problem): 'setup' | 'teardown' | undefined {
  if (/^failed on setup\b/.test(problem.message)) return 'setup';
  if (/^failed on teardown\b/.test(problem.message)) return 'teardown';
  const hook = /(?:^| )"(before|after) (?:all|each)" hook/.exec(testCase.name)?.[1];
  if (hook !== undefined) return hook === 'before' ? 'setup' : 'teardown';
  return undefined;
}

const teardownFrame =
  /[.:\s](?:afterClass|tearDownClass|tearDownAfterClass|afterAll|tearDownAll|teardown_class|teardown_module|OneTimeTearDown)\b/i;
const setupFrame =
  /[.:\s](?:beforeClass|setUpClass|setUpBeforeClass|beforeAll|setUpAll|setup_class|setup_module|OneTimeSetUp|<clinit>)\b/i;

/**
 * Whether a problem of a whole class came before its tests or after them: by the frames of its stack, else by
 * whether any of its tests ran.
 */
export function classPhaseOf(problem: Problem, anyRan: boolean): 'setup' | 'teardown' {
  const text = problem.body === '' ? problem.message : problem.body;
  if (teardownFrame.test(text)) return 'teardown';
  if (setupFrame.test(text)) return 'setup';
  return anyRan ? 'teardown' : 'setup';
}
