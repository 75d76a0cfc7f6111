import type { Block } from '../../model/document.ts';
import type { Styler } from './styler.ts';
import { pad, textWidth } from './text-width.ts';
import { fill, wordsOf, type Clean, type Word } from './words.ts';

export interface TableLook {
  readonly width: number;
  readonly style: Styler;
  readonly clean: Clean;
}

interface Row {
  readonly cells: readonly (readonly Word[])[];
  readonly isHead: boolean;
}

const GAP = 2;
/** Columns are not squeezed below this; a terminal narrower than that wraps by itself. */
const NARROWEST = 6;

/** A table as aligned columns; the widest columns wrap until the whole fits. Without titles there is no head. */
export function tableLines(table: Extract<Block, { kind: 'table' }>, look: TableLook): readonly string[] {
  const { columns } = table;
  const titles = columns.map(({ title }) => wordsOf([{ kind: 'text', text: title }], look.clean));
  const body: readonly Row[] = table.rows.map((row) => ({
    cells: columns.map((_, index) => wordsOf(row[index] ?? [], look.clean)),
    isHead: false,
  }));
  const rows = titles.some((words) => words.length > 0) ? [{ cells: titles, isHead: true }, ...body] : body;
  const wanted = columns.map((_, index) =>
    Math.max(1, ...rows.map((row) => lineWidth(row.cells[index] ?? []))),
  );
  const given = fit(wanted, look.width - GAP * Math.max(0, columns.length - 1));
  // Wrapped lines may leave a column narrower than it was given.
  const widths = given.map((width, index) =>
    Math.max(1, ...rows.flatMap((row) => fill(row.cells[index] ?? [], width, true).map(lineWidth))),
  );
  const aligns = columns.map(({ align }) => align);
  return rows.flatMap((row) => rowLines(row, { widths, aligns, style: look.style }));
}

interface Layout {
  readonly widths: readonly number[];
  readonly aligns: readonly ('left' | 'right')[];
  readonly style: Styler;
}

function rowLines(row: Row, { widths, aligns, style }: Layout): readonly string[] {
  const filled = widths.map((width, index) => fill(row.cells[index] ?? [], width, true));
  const height = Math.max(1, ...filled.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    const cells = widths.map((width, index) => {
      const words = filled[index]?.[at] ?? [];
      const room = pad('', width - lineWidth(words));
      const text = styledLine(words, style);
      return aligns[index] === 'right' ? room + text : text + room;
    });
    const line = cells.join(' '.repeat(GAP)).trimEnd();
    return row.isHead ? style('dim', line) : line;
  });
}

/** Takes columns from the widest until the sum fits. */
function fit(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    const index = widths.lastIndexOf(widest);
    const next = Math.max(NARROWEST, ...widths.filter((width) => width < widest));
    const step = Math.max(1, Math.min(excess, widest - next));
    widths[index] = widest - step;
    excess -= step;
  }
  return widths;
}

/** Words as one line, styled; the styles take no columns. */
export function styledLine(words: readonly Word[], style: Styler): string {
  return words
    .map((word, index) => {
      const text = word.style === undefined ? word.text : style(word.style, word.text);
      return index > 0 && word.spaced ? ` ${text}` : text;
    })
    .join('');
}

function lineWidth(words: readonly Word[]): number {
  return words.reduce(
    (sum, word, index) => sum + textWidth(word.text) + (index > 0 && word.spaced ? 1 : 0),
    0,
  );
}
