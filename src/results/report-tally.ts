import { Attribute } from './attribute-names.ts';
import { countAttribute } from './attributes.ts';
import type { DeclaredCounts } from '../model/inspection.ts';
import type { ReportCase, ReportCounts } from './report.ts';
import type { Tag } from './xml-tag.ts';

/** A counter that a file does not have. */
const NONE = -1;

/** Counters as a file declares them: tests, failures, errors, skipped. */
type Counters = number[];

/** Counts what a report holds and what it says it holds. */
export class ReportTally {
  suites = 0;
  suiteProblems = 0;
  lost = 0;
  private passed = 0;
  private failed = 0;
  private error = 0;
  private skipped = 0;
  private flakyPassed = 0;
  private readonly root: Counters = [NONE, NONE, NONE, NONE];
  private readonly sums: Counters = [NONE, NONE, NONE, NONE];

  /** Notes the counters of the root, and of the suites directly below it. */
  declare(tag: Tag, depth: number): void {
    const into = depth === 1 ? this.root : this.sums;
    add(into, 0, countAttribute(tag, Attribute.tests));
    add(into, 1, countAttribute(tag, Attribute.failures));
    add(into, 2, countAttribute(tag, Attribute.errors));
    const skipped =
      countAttribute(tag, Attribute.skipped) ??
      countAttribute(tag, Attribute.skip) ??
      countAttribute(tag, Attribute.disabled) ??
      countAttribute(tag, Attribute.ignored);
    add(into, 3, skipped);
  }

  count(testCase: ReportCase): void {
    if (testCase.outcome === 'passed') {
      this.passed++;
      if (testCase.attempts.some((attempt) => attempt.kind === 'flaky')) this.flakyPassed++;
    } else if (testCase.outcome === 'failed') this.failed++;
    else if (testCase.outcome === 'error') this.error++;
    else this.skipped++;
  }

  /** Counts by content. */
  get counts(): ReportCounts {
    const { passed, failed, error, skipped, suiteProblems, suites, flakyPassed, lost } = this;
    const cases = passed + failed + error + skipped;
    return { cases, passed, failed, error, skipped, suiteProblems, suites, flakyPassed, lost };
  }

  /** The file's own counters: the root's when it has any, else the sum of its suites. */
  get declared(): DeclaredCounts {
    const counters = this.counters();
    const declared: { -readonly [name in keyof DeclaredCounts]: number } = {};
    if (counters[0] !== NONE) declared.tests = counters[0] ?? 0;
    if (counters[1] !== NONE) declared.failures = counters[1] ?? 0;
    if (counters[2] !== NONE) declared.errors = counters[2] ?? 0;
    if (counters[3] !== NONE) declared.skipped = counters[3] ?? 0;
    return declared;
  }

  /** Whether a counter written in the file differs from its content. */
  get mismatch(): boolean {
    const { passed, failed, error, skipped } = this;
    const counters = this.counters();
    return (
      differs(counters[0], passed + failed + error + skipped) ||
      differs(counters[1], failed) ||
      differs(counters[2], error) ||
      differs(counters[3], skipped)
    );
  }

  private counters(): Counters {
    const { root } = this;
    const isSilent = root[0] === NONE && root[1] === NONE && root[2] === NONE && root[3] === NONE;
    return isSilent ? this.sums : root;
  }
}

function differs(declared: number | undefined, found: number): boolean {
  return declared !== NONE && declared !== found;
}

function add(into: Counters, at: number, value: number | undefined): void {
  if (value !== undefined) into[at] = Math.max(0, into[at] ?? 0) + value;
}
