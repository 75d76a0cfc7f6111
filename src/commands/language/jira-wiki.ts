import { tangled } from './fault.ts';
import { readInline } from './jira-wiki-inline.ts';
import { scanMacros, noMacros, type MacroState, type Piece } from './jira-wiki-macros.ts';
import { splitLines, type Cell, type Line, type ReadableLines } from './line.ts';

/** Jira stores 32,767 characters of a comment unless its administrator allows more. */
const longestComment = 100_000;
/** Behind more decoration than this no command is looked for. */
const mostDecoration = 400;

/**
 * Reads a Jira comment in wiki markup: its lines that stand in no code, noformat, quote, panel or notice (a block that never
 * ends goes on to the end of the comment), and in no heading, quoted paragraph, table or list, and that name the
 * command word. As in Jira's own renderer a list goes on to the next blank line, and a table's row to its last bar.
 * Linear in the text.
 */
export function readJiraWiki(text: string, word: string): ReadableLines {
  const typed = splitLines(text.slice(0, longestComment).replace(/^\uFEFF/, ''));
  const lines: Line[] = [];
  let macros = noMacros;
  let block: OpenBlock;
  for (const [index, line] of typed.entries()) {
    const startsFree = isFree(macros);
    const scanned = scanMacros(line, macros);
    macros = scanned.state;
    if (!startsFree) continue;
    const held = holdsNone(line, block);
    block = blockBehind(line, block);
    if (held || !mayName(line, word)) continue;
    lines.push({ number: index + 1, text: line, cells: cellsOf(line, scanned.pieces, word) });
  }
  const [first] = lines;
  if (text.length <= longestComment || first === undefined) return { lines, faults: [] };
  return { lines: [], faults: [tangled(first.number, first.text)] };
}

/** What the next line may go on with. */
type OpenBlock = 'list' | 'row' | undefined;

function isFree({ raw, depth }: MacroState): boolean {
  return raw === undefined && Object.values(depth).every((level) => level === 0);
}

function holdsNone(line: string, block: OpenBlock): boolean {
  if (block !== undefined && !isBlank(line)) return true;
  return isRow(line) || isItem(line) || /^\s*(?:bq\.|h[1-6]\.)/i.test(line);
}

function blockBehind(line: string, block: OpenBlock): OpenBlock {
  if (isBlank(line)) return undefined;
  if (isRow(line) || block === 'row') return /\|\s*$/.test(line.slice(-mostDecoration)) ? undefined : 'row';
  return isItem(line) || block === 'list' ? 'list' : undefined;
}

function isBlank(line: string): boolean {
  return !/[^\s\u200B-\u200D\u2060\uFEFF]/.test(line);
}

function isRow(line: string): boolean {
  return /^\s*\|/.test(line);
}

/** Two or three dashes are a dash, not an item. */
function isItem(line: string): boolean {
  return /^\s*[*#-]+\s/.test(line) && !/^\s*-{2,3}\s/.test(line);
}

function mayName(line: string, word: string): boolean {
  const seen = line.slice(0, mostDecoration).replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, '');
  return seen.toLowerCase().includes(word);
}

function cellsOf(line: string, pieces: readonly Piece[], word: string): readonly Cell[] {
  return pieces.flatMap((piece): readonly Cell[] => {
    const { kind } = piece;
    if (kind === 'text') return readInline(line, piece, word);
    return Array.from({ length: piece.to - piece.from }, (_, index) => {
      const column = piece.from + index;
      return { char: line[column] ?? '', column, kind };
    });
  });
}
