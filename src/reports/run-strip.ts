import { plainLine, shorten } from '../model/plain-text.ts';
import { count } from './numbers.ts';
import type { GroupReport, RepeatReport } from './repeat-report.ts';

/** One character per outcome. Letters for groups avoid `x`, which stands for ✗ where there is no Unicode. */
export const glyphs = { passed: '·', failed: '✗', skipped: '-', lost: '?' } as const;

/** Groups beyond these share one glyph. */
const OWN_GLYPHS = 8;
const others = '+';
/** A failed iteration that belongs to no group. */
const ungrouped = '!';
/** More rows than these would bury the rest of the report. */
const MAX_ROWS = 20;

/**
 * Every iteration as one character in the order of their index, `perRow` to a row with the row's range before it,
 * and a legend below.
 */
export function runStrip(report: RepeatReport, perRow = 100): string {
  const groupGlyphs = chooseGlyphs(report.groups);
  const cells = cellsOf(report, groupGlyphs);
  const starts = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) => row * perRow);
  const labels = starts.map((start) => `runs ${start + 1}–${Math.min(start + perRow, cells.length)}`);
  const shown = starts.slice(0, MAX_ROWS);
  const width = Math.max(...labels.slice(0, MAX_ROWS).map((label) => label.length));
  const rows = shown.map(
    (start, row) => `${(labels[row] ?? '').padEnd(width)}  ${cells.slice(start, start + perRow).join('')}`,
  );
  const cut = starts.length > MAX_ROWS;
  const note = cut ? [`the first ${count(MAX_ROWS * perRow)} of ${count(cells.length)} runs`] : [];
  return [...rows, ...note, legend(report, groupGlyphs)].join('\n');
}

/** The largest group is ✗; each other has the first letter of its title that is still free. */
function chooseGlyphs(groups: readonly GroupReport[]): readonly string[] {
  const taken = new Set(['x']);
  return groups.map(({ group }, index) => {
    if (index === 0) return glyphs.failed;
    if (index >= OWN_GLYPHS) return others;
    const wanted = `${group.signature.title.toLowerCase()}abcdefghijklmnopqrstuvwyz`;
    const letter = wanted.match(/[a-z]/g)?.find((each) => !taken.has(each)) ?? others;
    taken.add(letter);
    return letter;
  });
}

function cellsOf(report: RepeatReport, groupGlyphs: readonly string[]): string[] {
  const cells = Array.from({ length: report.verdict.counts.asked }, () => glyphs.lost as string);
  const byIteration = new Map<number, string>();
  for (const [index, { group }] of report.groups.entries()) {
    for (const iteration of group.iterations) {
      if (!byIteration.has(iteration)) byIteration.set(iteration, groupGlyphs[index] ?? ungrouped);
    }
  }
  for (const { index, outcome } of report.iterations) {
    if (index < 1 || index > cells.length) continue;
    cells[index - 1] = outcome === 'failed' ? (byIteration.get(index) ?? ungrouped) : glyphs[outcome];
  }
  return cells;
}

function legend(report: RepeatReport, groupGlyphs: readonly string[]): string {
  const { counts } = report.verdict;
  const named = report.groups.slice(0, OWN_GLYPHS).map(({ group }, index) => {
    return `${groupGlyphs[index] ?? ungrouped} ${shortTitle(group.signature.title)} (${count(group.iterations.length)})`;
  });
  const grouped = new Set(report.groups.flatMap(({ group }) => group.iterations));
  const rest = report.groups.slice(OWN_GLYPHS).reduce((sum, { group }) => sum + group.iterations.length, 0);
  const plain: [string, number][] = [
    [`${others} other failures`, rest],
    [`${ungrouped} failed, in no group`, counts.failed - grouped.size],
    [`${glyphs.passed} passed`, counts.passed],
    [`${glyphs.skipped} skipped`, counts.skipped],
    [`${glyphs.lost} lost`, counts.lost],
  ];
  const present = plain
    .filter(([, value]) => value > 0)
    .map(([words, value]) => `${words} (${count(value)})`);
  return [...named, ...present].join('   ');
}

/** The exception's name is enough beside a glyph. */
function shortTitle(title: string): string {
  const line = plainLine(title);
  const colon = line.indexOf(': ');
  return shorten(colon > 0 ? line.slice(0, colon) : line, 40);
}
