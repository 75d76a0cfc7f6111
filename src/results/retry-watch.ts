import { phaseOf } from './case-role.ts';
import type { ReportCase } from './report.ts';

/** Tests that failed last and are remembered: more of one report is an attack. */
const mostFailing = 200_000;

/** Tells a framework's retries, written as cases of one name, from runs of their own: of one report, case by case. */
export class RetryWatch {
  private readonly failing = new Set<string>();

  /** Whether a case tries its test again, which failed and did not pass since. A tear-down that failed is no attempt. */
  isRetry(testCase: ReportCase): boolean {
    const { suite, classname, name, outcome } = testCase;
    if (this.failing.size === 0 && outcome === 'passed') return false;
    const key = `${suite}\n${classname}\n${name}`;
    const failedBefore = this.failing.has(key);
    if (outcome === 'passed') this.failing.delete(key);
    else if (outcome !== 'skipped' && this.failing.size < mostFailing) this.failing.add(key);
    return failedBefore && !isTeardown(testCase);
  }
}

function isTeardown(testCase: ReportCase): boolean {
  const { outcome, attempts, problems } = testCase;
  const first = outcome === 'passed' ? attempts[0]?.problem : problems[0];
  return first !== undefined && phaseOf(testCase, first) === 'teardown';
}
