import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import { countedOddly } from '../model/counted-oddly.ts';
import { additionItems } from './additions.ts';
import { oddWords } from './counted-oddly.ts';
import { count, percentAtMost, plural } from './numbers.ts';
import { lostReasons, reasonsInline, skipReasons } from './reason-counts.ts';
import { rerunItems } from './reruns.ts';
import type { RepeatReport } from './repeat-report.ts';

/** What a reader must know before they trust the number. */
export function warnings(report: RepeatReport): readonly Block[] {
  const { skipped, lost, executed, asked } = report.verdict.counts;
  const items: (readonly Inline[])[] = [];
  if (skipped > 0) {
    const share = strong(`${count(skipped)} of ${count(asked)} skipped`);
    items.push([share, text(': '), ...reasonsInline(skipReasons(report))]);
  }
  if (lost > 0) {
    const share = strong(`${count(lost)} of ${count(asked)} lost`);
    items.push([share, text(': '), ...reasonsInline(lostReasons(report))]);
  }
  if (executed > 0 && executed < asked)
    items.push([text(`The rate counts the ${count(executed)} that ran.`)]);
  items.push(...additionItems(asked, report.run.additions ?? []));
  if (report.partial !== undefined) {
    items.push([text(`The run was ${report.partial}: this is a partial result.`)]);
  }
  items.push(...(report.notes ?? []).map((note) => [text(note)]));
  if (executed > 0) items.push(...rerunItems(report.run));
  const { notRuledOut } = report;
  if (notRuledOut !== undefined) {
    const { rate, cleanRuns } = notRuledOut;
    const words = `A failure rate of ${percentAtMost(rate)} is not ruled out: that takes ${plural(cleanRuns, 'clean run')}.`;
    items.push([text(words)]);
  }
  items.push(...oddWords(countedOddly(report.iterations)).map((words) => [text(words)]));
  if (report.exitCodesOnly) items.push([text('exit codes only, skips invisible: add '), code('--junit')]);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
