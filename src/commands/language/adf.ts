import { cellsOf, fieldOf, type Glyph } from './adf-inline.ts';
import { tangled } from './fault.ts';
import { prefixes, type Line, type ReadableLines } from './line.ts';

/** Jira Cloud's own limit is far lower; the JSON of a document is longer than its text. */
const longestDocument = 1_000_000;

/**
 * Reads a Jira Cloud comment from the JSON of its document (Atlassian Document Format): the lines of its top-level
 * paragraphs. Code, quotes, panels, headings, tables, lists and whatever else holds blocks hold no commands. Lines
 * are counted through the whole comment, a block that is no paragraph as one. Text that is no document has no lines.
 */
export function readAdf(text: string, word: string): ReadableLines {
  if (text.length > longestDocument) {
    const names = text.toLowerCase().includes(word);
    return { lines: [], faults: names ? [tangled(1, text.slice(0, 80))] : [] };
  }
  const lines: Line[] = [];
  let number = 0;
  for (const block of blocksOf(parsed(text))) {
    if (fieldOf(block, 'type') !== 'paragraph') {
      number++;
      continue;
    }
    for (const cells of linesOf(cellsOf(fieldOf(block, 'content'), word))) {
      number++;
      if (isAddressed(cells, word)) lines.push(lineOf(number, cells));
    }
  }
  return { lines, faults: [] };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function blocksOf(document: unknown): readonly unknown[] {
  const content = fieldOf(document, 'content');
  return fieldOf(document, 'type') === 'doc' && Array.isArray(content) ? content : [];
}

function linesOf(cells: readonly Glyph[]): readonly (readonly Glyph[])[] {
  const lines: Glyph[][] = [[]];
  for (const cell of cells) {
    if (cell.char === '\n') lines.push([]);
    else lines.at(-1)?.push(cell);
  }
  return lines;
}

function isAddressed(cells: readonly Glyph[], word: string): boolean {
  const start = cells.findIndex(({ char }) => !/\s/.test(char));
  const seen = start === -1 ? [] : cells.slice(start, start + word.length + 2);
  const text = seen.map(({ char }) => char).join('');
  return prefixes(word).some((prefix) => text.toLowerCase().startsWith(prefix));
}

function lineOf(number: number, cells: readonly Glyph[]): Line {
  let text = '';
  const placed = cells.map((cell) => {
    const column = text.length;
    text += cell.char;
    return { ...cell, column };
  });
  return { number, text, cells: placed };
}
