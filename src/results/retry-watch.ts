import { phaseOf } from './case-role.ts';
import type { ReportCase } from './report.ts';

/** Tests that failed last and are remembered: more of one report is an attack. */
const mostFailing = 200_000;

/** What a case of a name that stood before is: a run of its own, another attempt at a failed one, or its tear-down. */
type Standing = 'run' | 'retry' | 'teardown';

/** Tells a framework's retries, written as cases of one name, from runs of their own: of one report, case by case. */
export class RetryWatch {
  private readonly failing = new Set<string>();

  /** A test is tried again where it failed and did not pass since. */
  standingOf(testCase: ReportCase): Standing {
    const { suite, classname, name, outcome } = testCase;
    if (this.failing.size === 0 && outcome === 'passed') return 'run';
    const key = `${suite}\n${classname}\n${name}`;
    const failedBefore = this.failing.has(key);
    if (outcome === 'passed') this.failing.delete(key);
    else if (outcome !== 'skipped' && this.failing.size < mostFailing) this.failing.add(key);
    if (!failedBefore) return 'run';
    return isTeardown(testCase) ? 'teardown' : 'retry';
  }
}

function isTeardown(testCase: ReportCase): boolean {
  const { outcome, attempts, problems } = testCase;
  const first = outcome === 'passed' ? attempts[0]?.problem : problems[0];
  return first !== undefined && phaseOf(testCase, first) === 'teardown';
}
