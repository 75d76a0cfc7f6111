import type { InspectedFile } from '../model/inspection.ts';
import type { TestSelector } from '../model/selector.ts';
import { inspectedReport } from './inspection.ts';
import { JunitReader } from './junit-reader.ts';
import type { ParsedReport, Problem, ReportCase, SuiteProblem } from './report.ts';
import { casesOf } from './selector-match.ts';
import { TestTallies } from './test-tallies.ts';

/** How much of all reports together is kept for telling iterations and causes; everything is counted. */
export interface KeepLimits {
  /** Cases that passed or were skipped. */
  readonly cases: number;
  readonly failures: number;
  /** Characters of stacks; beyond them, failures keep their messages only. */
  readonly text: number;
  readonly tests: number;
}

/** A report being read: write to it until it is done, then take its row. */
export interface KeptReport {
  readonly done: boolean;
  write(chunk: Uint8Array): void;
  end(): InspectedFile;
}

/** Of each kind of outcome, so many cases of each report are kept whatever came before, so that no iteration is judged by what was left out. */
const always = 10;

/** Cases kept of one report, by what became of them. */
type Kept = Record<'failed' | 'passed' | 'skipped', number>;

const defaultLimits: KeepLimits = { cases: 10_000, failures: 3_000, text: 3_000_000, tests: 20_000 };

/** Reads any number of reports in bounded memory: counts all of them, and keeps what a closer look needs. */
export class ReportKeeper {
  readonly reports: ParsedReport[] = [];
  readonly tests: TestTallies;
  private readonly selector: TestSelector;
  private readonly limits: KeepLimits;
  private readonly taken = { cases: 0, failures: 0 };
  private text = 0;
  private readonly dropped = { cases: 0, failures: 0, stacks: 0 };

  constructor(selector: TestSelector, limits: KeepLimits = defaultLimits) {
    this.selector = selector;
    this.limits = limits;
    this.tests = new TestTallies(limits.tests);
  }

  /** Opens a report; `path` is its place among the others, which layouts look at. */
  open(path: string): KeptReport {
    const cases: ReportCase[] = [];
    const kept = { failed: 0, passed: 0, skipped: 0 };
    const suiteProblems: SuiteProblem[] = [];
    const reader = new JunitReader({
      onCase: (testCase) => {
        this.tests.add(testCase);
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
      end: () => {
        const summary = reader.end();
        this.reports.push({ path, ...summary, cases, suiteProblems });
        return inspectedReport(path, summary);
      },
    };
  }

  /** Keeps a report that was read whole elsewhere. */
  keep(report: ParsedReport): void {
    const kept = { failed: 0, passed: 0, skipped: 0 };
    for (const testCase of report.cases) this.tests.add(testCase);
    const cases = report.cases.filter((one) => this.wants(one, kept)).map((one) => this.cut(one));
    this.reports.push({ ...report, cases });
  }

  /** What was counted but not kept, in words. */
  left(): readonly string[] {
    const { cases, failures, stacks } = this.dropped;
    const words: readonly (readonly [number, string])[] = [
      [cases, 'cases that did not fail were counted, but not looked at for iterations'],
      [failures, 'failures were counted, but not grouped'],
      [stacks, 'failures were grouped by their messages alone'],
      [this.tests.left, 'cases are missing in the table of tests'],
    ];
    return words.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  }

  private wants(testCase: ReportCase, kept: Kept): boolean {
    const hasFailed = testCase.problems.length > 0 || testCase.attempts.length > 0;
    const kind = hasFailed || testCase.outcome === 'error' ? 'failed' : testCase.outcome;
    const isFirst = kept[kind] < always;
    const isWanted =
      kind === 'failed' ? this.hasRoomFor('failures') : this.hasRoomFor('cases') || this.isAsked(testCase);
    if (isFirst || isWanted) {
      kept[kind]++;
      return true;
    }
    this.dropped[kind === 'failed' ? 'failures' : 'cases']++;
    return false;
  }

  private hasRoomFor(what: 'cases' | 'failures'): boolean {
    return this.taken[what]++ < this.limits[what];
  }

  /** The asked test's own cases decide what ran; they are small. */
  private isAsked(testCase: ReportCase): boolean {
    return this.selector.parts.some((part) => casesOf(part, [testCase]).length > 0);
  }

  private cut(testCase: ReportCase): ReportCase {
    if (testCase.problems.length === 0) return testCase;
    return { ...testCase, problems: testCase.problems.map((problem) => this.cutText(problem)) };
  }

  private cutText(problem: Problem): Problem {
    this.text += problem.body.length;
    if (this.text <= this.limits.text || problem.body === '') return problem;
    this.dropped.stacks++;
    return { ...problem, body: '' };
  }
}
