import type { Bisection, SearchLevel, TestedCommit } from '../../model/bisection.ts';
import { strong, text, type Block, type Inline } from '../../model/document.ts';
import type { BisectionReport } from '../bisection-report.ts';
import { count, plural, rateCell } from '../numbers.ts';
import type { Wording } from '../repeat-report.ts';
import { commitInline, idInline } from './commits.ts';
import { ladder, whyUntestable } from './ladder.ts';
import { namedCommits, nearestRows } from './rows.ts';

/** Rows in sight; the ladder below holds them all. */
const MAX_ROWS = 9;

const columns = [
  { title: 'No.', align: 'right' },
  { title: 'Commit', align: 'left' },
  { title: 'Executed', align: 'right' },
  { title: 'Failed', align: 'right' },
  { title: 'Rate', align: 'left' },
  { title: '', align: 'left' },
] as const;

const chanceLegend =
  'First column: the chance that the first bad commit is this one, or one of those not run between it and the row above, if the failure rate holds still. ';
const plotLegend = '→ marks what was found, ├─●─┤ is a rate with its 95 % interval.';

/** The tested commits, level by level: on a ticket the nearest as a table and all as a folded ladder, else the ladder. */
export function testedCommits(report: BisectionReport, { audience }: Wording): readonly Block[] {
  const { levels } = report.bisection;
  return levels.flatMap((level): readonly Block[] => {
    if (level.tested.every(({ counts, untestable }) => counts.asked === 0 && untestable === undefined))
      return [];
    const title = titleOf(report, level);
    const plot: Block = { kind: 'code', text: ladder(report.bisection, level) };
    const hasChances = level.tested.some(({ chance }) => chance !== undefined);
    const note: Block = { kind: 'paragraph', text: [text(`${hasChances ? chanceLegend : ''}${plotLegend}`)] };
    if (audience === 'terminal') {
      return level === levels.at(-1) ? [...title, plot, note] : [...title, plot];
    }
    const summary = [
      text(
        `All ${plural(level.tested.length, 'row')} on one axis${hasChances ? ', with their chances' : ''}`,
      ),
    ];
    return [...title, ...table(report, level), { kind: 'fold', summary, blocks: [plot, note] }];
  });
}

/** Says what a line of commits is, where there is more than one. */
function titleOf({ run, bisection }: BisectionReport, { merge, commits }: SearchLevel): readonly Block[] {
  if (bisection.levels.length < 2) return [];
  const words: readonly Inline[] =
    merge === undefined
      ? [text(`Along first parents, ${plural(commits, 'commit')}:`)]
      : [
          text('Inside the merge '),
          idInline(merge, run),
          text(`, ${plural(commits, 'commit')}, itself included:`),
        ];
  return [{ kind: 'paragraph', text: words }];
}

function table(report: BisectionReport, level: SearchLevel): readonly Block[] {
  const rows = nearestRows(level, namedCommits(report.bisection.outcome), MAX_ROWS);
  const left = level.tested.length - rows.length;
  const cut: Block[] =
    left === 0 ? [] : [{ kind: 'paragraph', text: [text(`${plural(left, 'more tested commit')} below.`)] }];
  return [{ kind: 'table', columns, rows: rows.map((row) => cellsOf(row, report, level)) }, ...cut];
}

function cellsOf(
  row: TestedCommit,
  report: BisectionReport,
  level: SearchLevel,
): readonly (readonly Inline[])[] {
  const { commit, position, counts, estimate } = row;
  const executed = `${count(counts.executed)} of ${count(counts.asked)}`;
  return [
    [text(String(position))],
    commitInline(commit, report.run),
    [text(executed)],
    [text(estimate === undefined ? '–' : count(estimate.failed))],
    [text(estimate === undefined ? '–' : rateCell(estimate))],
    remark(row, report.bisection, level),
  ];
}

function remark(
  row: TestedCommit,
  { outcome, boundary, levels }: Bisection,
  level: SearchLevel,
): readonly Inline[] {
  const { commit, otherwise } = row;
  const parts: Inline[][] = [];
  if (namedCommits(outcome).some(({ id }) => id === commit.id)) parts.push([strong(namedAs(outcome.kind))]);
  else if (commit.id === boundary?.runs.id) parts.push([text('begins to run here')]);
  const { good, bad, merge } = level;
  if (commit.id === good.id) parts.push([text(merge === undefined ? 'good end' : 'what it was merged into')]);
  if (commit.id === bad.id) parts.push([text(merge === undefined ? 'bad end' : 'the merge itself')]);
  if (
    levels.some((other) => other !== level && other.merge?.id === commit.id && level.bad.id !== commit.id)
  ) {
    parts.push([text('searched inside, below')]);
  }
  const why = whyUntestable(row);
  if (why !== '') parts.push([text(why)]);
  if (otherwise > 0 && row.untestable !== 'masked')
    parts.push([text(`${count(otherwise)} failed in another way, left out`)]);
  return parts.flatMap((part, at) => (at === 0 ? part : [text('; '), ...part]));
}

function namedAs(kind: Bisection['outcome']['kind']): string {
  if (kind === 'began-to-run') return 'begins to run here';
  return kind === 'culprit' ? 'first bad commit' : 'the likeliest';
}
