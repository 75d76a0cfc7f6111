import type { Bisection, SearchLevel, TestedCommit, Untestable } from '../../model/bisection.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { intervalBar } from '../interval-plot.ts';
import { count, percent } from '../numbers.ts';
import { shortId } from './commits.ts';
import { sureness } from './headline.ts';
import { namedCommits, nearestRows } from './rows.ts';

/** Columns of the common axis. */
const WIDTH = 36;
/** More rows than these would bury the rest of the report. */
const MAX_ROWS = 40;
/** Ends of the axis that read well. */
const AXES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1];
/** Runs below which a commit's own rate does not stretch the axis. */
const ENOUGH = 10;
const untestableWords: Readonly<Record<Untestable, string>> = {
  broken: 'cannot be run',
  skipped: 'skipped',
  lost: 'lost',
  masked: 'fails in another way',
};

/**
 * One row per tested commit, oldest first: the chance that the first bad one lies there, its runs, and its failure
 * rate with its interval on an axis that all rows share.
 */
export function ladder(bisection: Bisection, level: SearchLevel): string {
  const named = namedCommits(bisection.outcome);
  const rows = nearestRows(level, named, MAX_ROWS);
  const top = axisOf(bisection, rows);
  const cells = rows.map((row) => cellsOf(row, { named: named.some(({ id }) => id === row.commit.id), top }));
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => joined(row, widths));
  const axis = joined(['', '', '', '', '', axisLine(top)], widths);
  const cut =
    rows.length === level.tested.length
      ? []
      : [`the nearest ${count(rows.length)} of ${count(level.tested.length)} tested commits`];
  return [axis, ...lines, ...cut].join('\n');
}

/** Chance, sign, position, id, runs, plot. */
function cellsOf(row: TestedCommit, { named, top }: { named: boolean; top: number }): readonly string[] {
  const { chance, position, commit, estimate, untestable } = row;
  const runs = estimate === undefined ? '–' : `${count(estimate.failed)}/${count(estimate.executed)}`;
  const shown = estimate === undefined ? '' : intervalBar(estimate, top, WIDTH).trimEnd();
  const why = untestable === undefined ? '' : whyUntestable(row);
  const plot = [shown, why].filter((part) => part !== '').join('  ');
  return [chanceCell(chance), named ? '→' : '', String(position), shortId(commit), runs, plot];
}

/** "skipped: known bug"; the reason comes from outside. */
export function whyUntestable({ untestable, reason }: TestedCommit): string {
  if (untestable === undefined) return '';
  const words = plainLine(reason ?? '');
  if (words === '') return untestableWords[untestable];
  // Reasons for a skip often say so themselves.
  const told = words.toLowerCase().startsWith(untestableWords[untestable]);
  return shorten(told ? words : `${untestableWords[untestable]}: ${words}`, 120);
}

function chanceCell(chance: number | undefined): string {
  if (chance === undefined || chance === 0) return '';
  return chance < 0.01 ? '<1 %' : sureness(chance);
}

/** The first four columns stand to the right, ids and plots to the left. */
function joined(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 3 ? cell.padEnd(width) : column < 5 ? cell.padStart(width) : cell;
    })
    .join('  ')
    .trimEnd();
}

function axisOf({ outcome }: Bisection, rows: readonly TestedCommit[]): number {
  const from = outcome.kind === 'culprit' || outcome.kind === 'no-change' ? outcome.from : undefined;
  const rates = rows.flatMap(({ estimate }) =>
    estimate === undefined || estimate.executed < ENOUGH ? [] : estimate.rate,
  );
  const wanted = Math.max(1.2 * (from?.high ?? 0), ...rates.map((rate) => 1.5 * rate));
  return wanted === 0 ? 0.1 : (AXES.find((end) => end >= wanted) ?? 1);
}

function axisLine(top: number): string {
  const half = percent(top / 2);
  const middle = Math.round((WIDTH - 1) / 2);
  return `0 %`.padEnd(middle) + half.padEnd(WIDTH - middle) + percent(top);
}
