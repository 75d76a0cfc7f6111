import type { InspectedFile, LeftOut } from '../model/inspection.ts';
import type { TestSelector } from '../model/selector.ts';
import { inspectedReport } from './inspection.ts';
import { JunitReader } from './junit-reader.ts';
import { KeptTexts } from './kept-texts.ts';
import type { ParsedReport, Problem, ReportCase, SuiteProblem } from './report.ts';
import { casesOf } from './selector-match.ts';
import { TestTallies } from './test-tallies.ts';

/** How much of all reports together is kept for telling iterations and causes; everything is counted. */
export interface KeepLimits {
  /** Cases that passed or were skipped. */
  readonly cases: number;
  readonly failures: number;
  /** Characters of different messages and stacks; beyond them, failures keep short messages only. */
  readonly text: number;
  readonly tests: number;
}

/** A report being read: write to it until it is done, then take its row. */
export interface KeptReport {
  readonly done: boolean;
  write(chunk: Uint8Array): void;
  /** @param damage why not all of it could be read, if so */
  end(damage?: string): InspectedFile;
}

/** Of each kind of outcome, so many cases of each report are kept whatever came before, so that no iteration is judged by what was left out. */
const always = 10;

/** Cases kept of one report, by what became of them. */
type Kept = Record<'failed' | 'passed' | 'skipped', number>;

const defaultLimits: KeepLimits = { cases: 100_000, failures: 20_000, text: 3_000_000, tests: 20_000 };

/** Reads any number of reports in bounded memory: counts all of them, and keeps what a closer look needs. */
export class ReportKeeper {
  readonly reports: ParsedReport[] = [];
  readonly tests: TestTallies;
  private readonly selector: TestSelector;
  private readonly limits: KeepLimits;
  private readonly taken = { cases: 0, failures: 0 };
  private readonly texts: KeptTexts;
  private readonly dropped = { cases: 0, failures: 0, stacks: 0 };

  constructor(selector: TestSelector, limits: KeepLimits = defaultLimits) {
    this.selector = selector;
    this.limits = limits;
    this.texts = new KeptTexts(limits.text);
    this.tests = new TestTallies(limits.tests);
  }

  /** Opens a report; `path` is its place among the others, which layouts look at. */
  open(path: string): KeptReport {
    const cases: ReportCase[] = [];
    const kept = { failed: 0, passed: 0, skipped: 0 };
    const suiteProblems: SuiteProblem[] = [];
    const count = this.tests.report();
    const reader = new JunitReader({
      onCase: (testCase) => {
        count(testCase);
        if (this.wants(testCase, kept)) cases.push(this.cut(testCase));
      },
      onSuiteProblem: ({ suite, problem }) => {
        if (this.hasRoomFor('failures')) suiteProblems.push({ suite, problem: this.cutText(problem) });
        else this.dropped.failures++;
      },
    });
    return {
      get done() {
        return reader.done;
      },
      write: (chunk) => reader.write(chunk),
      end: (damage) => {
        const read = reader.end();
        const summary =
          damage === undefined || read.status === 'refused'
            ? read
            : { ...read, status: 'damaged' as const, reason: damage };
        this.reports.push({ path, ...summary, cases, suiteProblems });
        return inspectedReport(path, summary);
      },
    };
  }

  /** Keeps a report that was read whole elsewhere. */
  keep(report: ParsedReport): void {
    const kept = { failed: 0, passed: 0, skipped: 0 };
    report.cases.forEach(this.tests.report());
    const cases = report.cases.filter((one) => this.wants(one, kept)).map((one) => this.cut(one));
    const suiteProblems = report.suiteProblems.map(({ suite, problem }) => ({
      suite,
      problem: this.cutText(problem),
    }));
    this.reports.push({ ...report, cases, suiteProblems });
  }

  left(): LeftOut {
    return { ...this.dropped, untabled: this.tests.left };
  }

  private wants(testCase: ReportCase, kept: Kept): boolean {
    const hasFailed = testCase.problems.length > 0 || testCase.attempts.length > 0;
    const kind = hasFailed || testCase.outcome === 'error' ? 'failed' : testCase.outcome;
    const isFirst = kept[kind] < always;
    const what = kind === 'failed' ? 'failures' : 'cases';
    if (this.hasRoomFor(what) || isFirst || this.isAsked(testCase)) {
      kept[kind]++;
      return true;
    }
    this.dropped[what]++;
    return false;
  }

  private hasRoomFor(what: 'cases' | 'failures'): boolean {
    return this.taken[what]++ < this.limits[what];
  }

  /** The asked test's own cases decide what ran; without room for their texts they are small. */
  private isAsked(testCase: ReportCase): boolean {
    return this.selector.parts.some((part) => casesOf(part, [testCase]).length > 0);
  }

  private cut(testCase: ReportCase): ReportCase {
    const { problems, attempts } = testCase;
    if (problems.length === 0 && attempts.length === 0) return testCase;
    return {
      ...testCase,
      problems: problems.map((problem) => this.cutText(problem)),
      attempts: attempts.map((attempt) =>
        attempt.problem === undefined ? attempt : { ...attempt, problem: this.cutText(attempt.problem) },
      ),
    };
  }

  private cutText(problem: Problem): Problem {
    const message = this.texts.keepMessage(problem.message);
    const body = this.texts.keep(problem.body);
    if (body === undefined) this.dropped.stacks++;
    return { ...problem, message, body: body ?? '' };
  }
}
