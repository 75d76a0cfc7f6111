import type { Bisection } from '../../model/bisection.ts';
import type { IsolatedScope } from '../../model/isolation.ts';
import { plainLine } from '../../model/plain-text.ts';
import type { ComparedSignature } from '../../model/comparison.ts';
import type { PlottedRate } from '../interval-plot.ts';
import { shortId } from '../bisection/commits.ts';
import { whyUntestable } from '../bisection/ladder.ts';
import { namedCommits, nearestRows } from '../bisection/rows.ts';
import { scopesInShort } from '../isolation-document.ts';
import type { RepeatReport } from '../repeat-report.ts';

const mostCauses = 6;
const mostCommits = 24;

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

/** Each tested commit of the innermost line that was searched, oldest first, what the search names marked; empty where nothing ran. */
export function plottedBisection({
  outcome,
  levels,
}: Pick<Bisection, 'outcome' | 'levels'>): readonly PlottedRate[] {
  const level = levels.at(-1);
  if (level === undefined || level.tested.every(({ estimate }) => estimate === undefined)) return [];
  const named = namedCommits(outcome);
  return nearestRows(level, named, mostCommits).map((row) => ({
    label: `${row.position}: ${shortId(row.commit)}`,
    name: named.some(({ id }) => id === row.commit.id) ? '← named' : '',
    ...(row.estimate === undefined ? { without: whyUntestable(row) } : { estimate: row.estimate }),
  }));
}

/** The test in each company; empty where nothing ran. */
export function plottedIsolation(scopes: readonly IsolatedScope[]): readonly PlottedRate[] {
  if (scopes.every(({ estimate }) => estimate === undefined)) return [];
  return scopes.map(({ scope, estimate }) => ({
    label: scopesInShort[scope],
    name: '',
    ...(estimate === undefined ? {} : { estimate }),
  }));
}
