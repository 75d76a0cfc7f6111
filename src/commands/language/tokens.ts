import { sentence, type Fault } from './fault.ts';
import type { Cell, Line } from './line.ts';

/** One word of a command with its markup and quotes gone. */
export interface Token {
  readonly text: string;
  /** Columns of the typed line, 0-based; `to` is the first one behind the word. */
  readonly from: number;
  readonly to: number;
  /** Whether any of it was quoted, code, a link or escaped: such a word is taken as it stands. */
  readonly quoted: boolean;
  /** Index in `text` of the first `=` that was typed bare. */
  readonly equals?: number;
  /** Column of that `=`. */
  readonly equalsColumn?: number;
  /** Where the link leads that the word, or its value, is the text of. */
  readonly url?: string;
}

/**
 * Splits cells at bare spaces. Quotes open at the start of a word or right behind an `=`, and hold spaces.
 * A quote that never closes is an E-QUOTE fault and ends the line.
 */
export function tokenize(line: Line, cells: readonly Cell[]): { tokens: readonly Token[]; fault?: Fault } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < cells.length) {
    const word = readWord(cells, at);
    if (word.openQuote !== undefined) return { tokens, fault: unclosed(line, word.openQuote) };
    const token = tokenOf(word.cells);
    if (token !== undefined) tokens.push(token);
    at = word.next;
  }
  return { tokens };
}

/** Whether a cell ends a word. */
export function isGap(cell: Cell): boolean {
  return cell.kind === 'plain' && /\s/.test(cell.char);
}

interface Word {
  readonly cells: readonly Cell[];
  readonly next: number;
  readonly openQuote?: Cell;
}

function readWord(cells: readonly Cell[], start: number): Word {
  const word: Cell[] = [];
  let quote: Cell | undefined;
  let opens = true;
  for (let at = start; at < cells.length; at++) {
    const cell = cells[at];
    if (cell === undefined) break;
    if (quote !== undefined) {
      const closes = cell.kind === 'plain' && cell.char === quote.char;
      word.push({ ...cell, kind: 'literal', char: closes ? '' : cell.char });
      if (closes) quote = undefined;
    } else if (isGap(cell)) {
      return { cells: word, next: at + 1 };
    } else if (cell.kind === 'plain' && opens && /["'`]/.test(cell.char)) {
      quote = cell;
      opens = false;
      word.push({ ...cell, char: '', kind: 'literal' });
    } else if (cell.kind !== 'markup') {
      opens = isEquals(cell);
      word.push(cell);
    }
  }
  return { cells: word, next: cells.length, ...(quote === undefined ? {} : { openQuote: quote }) };
}

function isEquals(cell: Cell): boolean {
  return cell.kind === 'plain' && cell.char === '=';
}

function tokenOf(word: readonly Cell[]): Token | undefined {
  const cells = trimmed(word);
  const [first, last] = [cells[0], cells.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const equals = cells.findIndex(isEquals);
  const dashed = first.kind === 'plain' && /[\u2013\u2014]/.test(first.char);
  const before = equals === -1 ? '' : textOf(cells.slice(0, equals), dashed);
  const url = cells.find((cell) => cell.url !== undefined)?.url;
  return {
    text: equals === -1 ? braceless(textOf(cells, dashed)) : textOf(cells, dashed),
    from: first.column,
    to: last.column + 1,
    quoted: cells.some((cell) => cell.kind === 'literal'),
    ...(equals === -1 ? {} : { equals: before.length, equalsColumn: cells[equals]?.column ?? first.column }),
    ...(url === undefined ? {} : { url }),
  };
}

/** A phone's long dash at the start of a word was typed as two short ones. */
function textOf(cells: readonly Cell[], dashed: boolean): string {
  const text = cells.map((cell) => cell.char).join('');
  return dashed ? `--${text.slice(1)}` : text;
}

/** Punctuation that ends the sentence and not the word; two dots end a range. Values keep it: only the writer knows. */
function trimmed(word: readonly Cell[]): readonly Cell[] {
  if (word.some(isEquals)) return word;
  let end = word.length;
  while (end > 0 && word[end - 1]?.kind === 'plain' && /[.,;]/.test(word[end - 1]?.char ?? '')) end--;
  const ending = word.slice(end).map((cell) => cell.char);
  return word.slice(0, end > 0 && /^\.\.(?!\.)/.test(ending.join('')) ? end + 2 : end);
}

/** `{{X}}` and `{{{}X{}}}`: the monospace of another tracker, which people type here as well. */
export function braceless(text: string): string {
  for (const [open, close] of [
    ['{{{}', '{}}}'],
    ['{{', '}}'],
  ] as const) {
    const enclosed = text.startsWith(open) && text.endsWith(close);
    if (enclosed && text.length > open.length + close.length) return text.slice(open.length, -close.length);
  }
  return text;
}

function unclosed(line: Line, quote: Cell): Fault {
  return {
    code: 'E-QUOTE',
    spot: { line: line.number, text: line.text, from: quote.column, to: quote.column + 1 },
    message: sentence`The quote opened at column ${quote.column + 1} is never closed.`,
  };
}
