import { Attribute } from './attribute-names.ts';
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
  /** Depth of the outermost element with counters. */
  private declaring = Number.POSITIVE_INFINITY;
  private readonly root: Counters = {};
  private readonly sums: Counters = {};

  /** Notes the counters of the root, and of the suites directly below it. */
  declare(tag: Tag, depth: number): void {
    const into = depth === 1 ? this.root : this.sums;
    for (const [attribute, name] of counters) {
      const value = tag.has(attribute) ? countAttribute(tag, attribute) : undefined;
      if (value !== undefined && !(name === 'skipped' && hasBetter(tag, attribute))) {
        into[name] = (into[name] ?? 0) + value;
        this.declaring = Math.min(this.declaring, depth);
      }
    }
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
    return this.declaring === 1 ? this.root : this.sums;
  }

  /** Whether a counter written in the file differs from its content. */
  get mismatch(): boolean {
    const { declared, passed, failed, error, skipped } = this;
    const cases = passed + failed + error + skipped;
    return (
      (declared.tests ?? cases) !== cases ||
      (declared.failures ?? failed) !== failed ||
      (declared.errors ?? error) !== error ||
      (declared.skipped ?? skipped) !== skipped
    );
  }
}

/** Names of skips that count only without the plainer ones before them. */
const skips = [Attribute.skipped, Attribute.skip, Attribute.disabled, Attribute.ignored] as const;

const counters: readonly (readonly [number, keyof Counters])[] = [
  [Attribute.tests, 'tests'],
  [Attribute.failures, 'failures'],
  [Attribute.errors, 'errors'],
  ...skips.map((attribute) => [attribute, 'skipped'] as const),
];

function hasBetter(tag: Tag, attribute: number): boolean {
  for (const skip of skips) {
    if (skip === attribute) return false;
    if (countAttribute(tag, skip) !== undefined) return true;
  }
  return false;
}
