import { plainLine } from '../../model/plain-text.ts';
import type { ComparedSignature } from '../../model/comparison.ts';
import type { PlottedRate } from '../interval-plot.ts';
import type { RepeatReport } from '../repeat-report.ts';

const mostCauses = 6;

/** What a run's report shows in a plot: all failures, then each cause; empty where nothing ran. */
export function plottedRepeat({
  verdict,
  groups,
}: Pick<RepeatReport, 'verdict' | 'groups'>): readonly PlottedRate[] {
  const { estimate } = verdict;
  if (estimate === undefined) return [];
  const causes =
    groups.length < 2 && groups.every(({ estimate: one }) => one.failed === estimate.failed) ? [] : groups;
  return [
    { label: 'all failures', name: '', estimate },
    ...causes
      .toSorted((a, b) => b.estimate.failed - a.estimate.failed)
      .slice(0, mostCauses)
      .map((one) => ({ label: plainLine(one.group.signature.title), name: '', estimate: one.estimate })),
  ];
}

/** Each cause before and after. */
export function plottedComparison(rows: readonly ComparedSignature[]): readonly PlottedRate[] {
  return rows.slice(0, mostCauses).flatMap(({ group, before, after }) => [
    {
      label: plainLine(group.signature.title),
      name: 'before',
      ...(before === undefined ? {} : { estimate: before }),
    },
    { label: '', name: 'after', ...(after === undefined ? {} : { estimate: after }) },
  ]);
}
