import { strong, text, type Block, type Inline, type Mark } from '../model/document.ts';
import type { Verdict, VerdictKind } from '../model/verdict.ts';
import { decisionHeadline } from './decision.ts';
import { count, interval, level, percent, percentAtLeast, percentAtMost, plural } from './numbers.ts';
import type { RepeatReport } from './repeat-report.ts';

const words: Readonly<Record<VerdictKind, { readonly mark: Mark; readonly word: string }>> = {
  'nothing-ran': { mark: 'warn', word: 'Nothing ran' },
  'environment-broken': { mark: 'warn', word: 'Environment broken' },
  'clean-so-far': { mark: 'pass', word: 'Clean so far' },
  flaky: { mark: 'fail', word: 'Flaky' },
  broken: { mark: 'fail', word: 'Broken' },
};

/** The first line of a report: the verdict in a word, then its number. */
export function headline(report: RepeatReport): Block {
  const { verdict } = report;
  const answer = decisionHeadline(report, numberOf(report));
  if (answer !== undefined) return answer;
  const { mark, word } = words[verdict.kind];
  const partial = report.partial === undefined ? '' : ` (${report.partial}, partial)`;
  const line: readonly Inline[] = [strong(`${word}${partial}`), text(`: ${numberOf(report)}`)];
  return { kind: 'headline', mark, text: line };
}

function numberOf({ verdict, run }: RepeatReport): string {
  const { counts, estimate } = verdict;
  switch (verdict.kind) {
    case 'nothing-ran':
      return `0 of ${plural(counts.asked, 'run')} executed the test, ${notExecuted(verdict)}`;
    case 'environment-broken':
      return `${count(counts.lost)} of ${plural(counts.asked, 'run')} lost, ${count(counts.executed)} executed`;
    case 'clean-so-far':
    case 'flaky':
    case 'broken':
      return estimate === undefined ? 'no run was executed' : rateInWords(verdict, run.reruns);
  }
}

function notExecuted({ counts }: Verdict): string {
  const { asked, skipped, lost } = counts;
  if (asked === 0) return 'none was asked';
  const all = (what: string): string => (asked === 1 ? `it was ${what}` : `all ${count(asked)} were ${what}`);
  if (skipped === asked) return all('skipped');
  if (lost === asked) return all('lost');
  return `${count(skipped)} skipped and ${count(lost)} lost`;
}

/** @param isLeast failures may be hidden */
function rateInWords({ kind, counts, estimate }: Verdict, isLeast = false): string {
  if (estimate === undefined) return '';
  const { failed, executed } = estimate;
  if (failed === 0) {
    const bound = `${percentAtMost(estimate.high)} or more would have shown (${level(estimate)})`;
    if (isLeast) return `0 of ${count(executed)} failed for good; a rate of failures that stay of ${bound}`;
    return `0 of ${count(executed)} failed; a failure rate of ${bound}`;
  }
  const partly = executed === counts.asked ? '' : 'executed ';
  const runs = `${isLeast && failed < executed ? 'at least ' : ''}${count(failed)} of ${count(executed)} ${partly}run${executed === 1 ? '' : 's'} failed`;
  if (failed === executed) {
    const every = kind === 'broken' ? 'fails every time, ' : '';
    const bound = `${percentAtLeast(estimate.low)} or less would have shown a pass (${level(estimate)})`;
    return `${every}${runs}; a failure rate of ${bound}`;
  }
  return `${runs} (${percent(estimate.rate)}, ${interval(estimate)})`;
}
