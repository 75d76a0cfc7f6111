import type { Mark } from '../model/document.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { bare, count, percent, plural, withInterval } from './numbers.ts';
import type { RepeatReport } from './report.ts';

/** The word a verdict goes by, as people say it. */
export const verdictWords: Readonly<Record<VerdictKind, string>> = {
  'nothing-ran': 'Nothing ran',
  'environment-broken': 'Environment broken',
  'clean-so-far': 'Clean so far',
  flaky: 'Flaky',
  broken: 'Broken',
};

/** What the eye should see with each verdict. */
export const verdictMarks: Readonly<Record<VerdictKind, Mark>> = {
  'nothing-ran': 'warn',
  'environment-broken': 'warn',
  'clean-so-far': 'pass',
  flaky: 'fail',
  broken: 'fail',
};

/** The sentence behind the verdict's word: always with its denominator. */
export function finding(report: RepeatReport): string {
  const { kind, counts, estimate } = report.verdict;
  if (kind === 'nothing-ran' || estimate === undefined) return withoutExecution(report);
  if (kind === 'broken') return `all ${plural(counts.executed, 'run')} failed${aboveRate(estimate.low)}`;
  if (kind === 'clean-so-far') {
    return `0 of ${plural(counts.executed, 'run')} failed; a failure rate of ${percent(estimate.high)} or more would have shown (95 %)`;
  }
  return `${count(counts.failed)} of ${plural(counts.executed, 'run')} failed: ${withInterval(estimate)}`;
}

function withoutExecution({ verdict, skipReasons }: RepeatReport): string {
  const { asked, skipped, lost } = verdict.counts;
  const head = `0 of ${plural(asked, 'run')} executed the test`;
  if (skipped === asked) {
    const [reason] = skipReasons;
    return `${head}, all were skipped${reason === undefined ? '' : ` (${reason.words})`}`;
  }
  if (lost === asked) return `${head}, all were lost`;
  return `${head}, ${count(skipped)} skipped, ${count(lost)} lost`;
}

function aboveRate(low: number): string {
  return low > 0.5
    ? `: the failure rate is above ${bare(low)} % (95 %)`
    : ', too few to tell broken from flaky';
}

/** asked = executed + skipped + lost, with the numbers. */
export function identity({ verdict }: RepeatReport): string {
  const { asked, executed, passed, failed, skipped, lost } = verdict.counts;
  return (
    `Asked ${count(asked)} = executed ${count(executed)} + skipped ${count(skipped)} + lost ${count(lost)}; ` +
    `executed ${count(executed)} = passed ${count(passed)} + failed ${count(failed)}.`
  );
}
