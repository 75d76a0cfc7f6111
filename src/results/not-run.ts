import type { Failure, Iteration, TestResult } from '../model/iteration.ts';
import type { TestSelector } from '../model/selector.ts';
import { roleOf } from './case-role.ts';
import { deathOf, type ExitFacts, shellRefusal, timeoutFailure } from './exit-facts.ts';
import type { ParsedReport, ReportCase } from './report.ts';
import { asksForClass } from './selector-match.ts';
import { failureOf } from './test-results.ts';

/** What is known when the asked test, or a part of it, has no result of its own that ran. */
export interface Absence {
  readonly exit: ExitFacts;
  readonly reports: readonly ParsedReport[];
  readonly selector: TestSelector;
  /** Results of the asked test and of its class. */
  readonly results: readonly TestResult[];
  /** Whether some of the selection ran nevertheless. */
  readonly ran: boolean;
}

type Finding = Pick<Iteration, 'outcome' | 'reason' | 'failure'>;

/** Longest reason shown; the full text stays with the result. */
const MAX_REASON = 200;

/**
 * Says why a test did not run, most certain cause first: skipped, ended at the time limit, its class failed
 * before it, it does not exist, or its results were lost. Equal causes give equal words.
 */
export function whyNotRun(absence: Absence): Finding {
  const { ran, exit, results } = absence;
  if (ran) return lost(whyPartial(absence));
  const skipped = results.find((result) => result.outcome === 'skipped');
  const broken = results.find((result) => result.outcome === 'failed' && result.scope === 'class');
  if (skipped !== undefined && broken === undefined)
    return { outcome: 'skipped', reason: whySkipped(skipped) };
  if (broken?.phase === 'setup') return lost('the set-up of the class failed before the test ran');
  if (exit.timedOut) return { outcome: 'failed', failure: timeoutFailure };
  if (skipped !== undefined) return { outcome: 'skipped', reason: whySkipped(skipped) };
  if (broken !== undefined) return lost('the class failed and the test has no result of its own');
  const uncollected = whyUncollected(absence);
  return uncollected === undefined
    ? lost(whyUnreported(absence))
    : { outcome: 'skipped', reason: uncollected };
}

/** The runner worked and wrote its report, but the asked test is not among what it ran: nothing is broken. */
function whyUncollected({ exit, reports, selector }: Absence): string | undefined {
  const cases = reports.flatMap((report) => report.cases);
  const roles = cases.map((testCase) => roleOf(testCase).kind);
  const unclear =
    exit.timedOut ||
    enderOf(exit) !== undefined ||
    roles.includes('collection') ||
    failureKinds(cases).some((kind) => kind === 'timeout' || kind === 'crash') ||
    cases.some((testCase) => isBrokenFile(testCase, selector)) ||
    reports.some((report) => report.status === 'damaged');
  if (unclear) return undefined;
  if (roles.includes('unknown-method')) return 'the runner found no such test';
  if (cases.length > 0) return 'the report holds other tests, but not this one';
  const isEmpty = ({ status, declared }: ParsedReport): boolean =>
    (status === 'ok' || status === 'ok-lenient') && (declared.tests ?? 0) === 0;
  return reports.length > 0 && reports.every(isEmpty) ? 'the runner found no test at all' : undefined;
}

function lost(reason: string): Finding {
  return { outcome: 'lost', reason };
}

function whySkipped(result: TestResult): string {
  const what = result.scope === 'class' ? 'the whole class is skipped' : 'skipped';
  const text = (result.skipReason ?? '').trim().split('\n')[0]?.trim() ?? '';
  if (text === '') return result.scope === 'class' ? what : 'skipped without a reason given';
  return `${what}: ${text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text}`;
}

function whyPartial(absence: Absence): string {
  const damaged = absence.reports.find((report) => report.status === 'damaged');
  if (damaged !== undefined) return `the report is damaged: ${damaged.reason ?? ''}`;
  return 'a part of the selection has no result';
}

function whyUnreported(absence: Absence): string {
  const { exit, reports, selector } = absence;
  const refused = shellRefusal(exit);
  const cases = reports.flatMap((report) => report.cases);
  if (reports.length === 0) return refused ?? whyNoReport(exit);
  const roles = cases.map((testCase) => roleOf(testCase).kind);
  if (roles.includes('collection') || cases.some((testCase) => isBrokenFile(testCase, selector))) {
    return 'the test file failed to load';
  }
  const kinds = failureKinds(cases);
  if (kinds.includes('timeout'))
    return 'another test of the process hung, and finished results were lost with it';
  if (kinds.includes('crash'))
    return 'the process died in another test, and finished results were lost with it';
  const damaged = reports.find((report) => report.status === 'damaged');
  if (damaged !== undefined) return `the report is damaged: ${damaged.reason ?? ''}`;
  const unread = reports.find((report) => report.status === 'refused' || report.status === 'not-junit');
  if (unread !== undefined) return `the report is no JUnit report: ${unread.reason ?? ''}`;
  const ender = enderOf(exit);
  if (ender !== undefined) return `the process was ended by ${ender} before the test had a result`;
  return 'the report counts tests but holds none';
}

/** The signal that ended the process, such as SIGKILL where memory ran out: what is not reported may have come yet. */
function enderOf(exit: ExitFacts): string | undefined {
  return deathOf(exit) ?? exit.signal ?? undefined;
}

function whyNoReport(exit: ExitFacts): string {
  const died = enderOf(exit);
  const none =
    exit.sought === undefined ? 'no report was written' : `no report matches ${named(exit.sought)}`;
  if (died !== undefined) return `${none}: the process was ended by ${died}`;
  return `${none}, exit code ${exit.code ?? 'unknown'}`;
}

function named(patterns: readonly string[]): string {
  const words = patterns.map((pattern) => `\`${pattern}\``).join(' or ');
  return words.length > MAX_REASON ? `${words.slice(0, MAX_REASON)}…` : words;
}

/** A file that fails as a whole, as vitest and jest report it: a case named after the file. */
function isBrokenFile(testCase: ReportCase, selector: TestSelector): boolean {
  if (testCase.outcome === 'passed' || testCase.outcome === 'skipped') return false;
  return testCase.name === (testCase.classname || testCase.suite) && asksForClass(selector, testCase.name);
}

/** Runner time-outs and dead processes among the failures of other tests. */
function failureKinds(cases: readonly ReportCase[]): readonly Failure['kind'][] {
  return cases.flatMap((testCase) => testCase.problems.map((problem) => failureOf(problem).kind));
}
