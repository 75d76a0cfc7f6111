import { countAttribute } from './attributes.ts';
import type { DeclaredCounts, ReportCase, ReportCounts } from './report.ts';
import type { Tag } from './xml-tag.ts';

type Counters = { -readonly [name in keyof DeclaredCounts]: number };

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
  private readonly root: Counters = {};
  private readonly sums: Counters = {};

  /** Notes the counters of the root, and of the suites directly below it. */
  declare(tag: Tag, depth: number): void {
    if (depth > 2) return;
    const into = depth === 1 ? this.root : this.sums;
    add(into, 'tests', countAttribute(tag, 'tests'));
    add(into, 'failures', countAttribute(tag, 'failures'));
    add(into, 'errors', countAttribute(tag, 'errors'));
    const skipped =
      countAttribute(tag, 'skipped') ??
      countAttribute(tag, 'skip') ??
      countAttribute(tag, 'disabled') ??
      countAttribute(tag, 'ignored');
    add(into, 'skipped', skipped);
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
    return Object.keys(this.root).length > 0 ? this.root : this.sums;
  }

  /** Whether a counter written in the file differs from its content. */
  get mismatch(): boolean {
    const { declared, counts } = this;
    return (
      (declared.tests ?? counts.cases) !== counts.cases ||
      (declared.failures ?? counts.failed) !== counts.failed ||
      (declared.errors ?? counts.error) !== counts.error ||
      (declared.skipped ?? counts.skipped) !== counts.skipped
    );
  }
}

function add(into: Counters, name: keyof Counters, value: number | undefined): void {
  if (value !== undefined) into[name] = (into[name] ?? 0) + value;
}
