import type { Fault } from './fault.ts';

/** One character of a line after its markup was understood, and where it was typed. */
export interface Cell {
  readonly char: string;
  /** 0-based column of the typed line. */
  readonly column: number;
  /**
   * plain: typed as such. literal: inside code or a link, or escaped; it separates and quotes nothing.
   * markup: only decorates its neighbours; it counts inside quotes and nowhere else.
   */
  readonly kind: 'plain' | 'literal' | 'markup';
  /** Where the link leads that this character is the text of. */
  readonly url?: string;
}

/** A line that could hold a command: it stands in no quote, code, list, table or heading. */
export interface Line {
  /** 1-based line of the comment. */
  readonly number: number;
  /** As typed, without its line ending. */
  readonly text: string;
  readonly cells: readonly Cell[];
}

/** What a tracker's markup leaves to read, and why something could not be read at all. */
export interface ReadableLines {
  readonly lines: readonly Line[];
  readonly faults: readonly Fault[];
}

/** Reads one tracker's markup: a comment's text and the command word to the lines that may hold commands. */
export type ReadMarkup = (text: string, word: string) => ReadableLines;

/** Splits where any of the three line endings stands. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * A cheap look at a typed line: can it start with a prefix once its decoration is taken away? It says yes too
 * often, and no too often only behind 200 characters of decoration; a comment without such a line need not be parsed.
 */
export function mayAddress(line: string, word: string): boolean {
  const undecorated = line.slice(0, 200).replaceAll(/[\s*_\u200B-\u200D\u2060\uFEFF\u00AD]/g, '');
  return prefixes(word).some((prefix) => undecorated.toLowerCase().startsWith(prefix));
}

/** What a command may begin with. A colon behind the first two is welcome and not needed. */
export function prefixes(word: string): readonly string[] {
  return [`/${word}`, `@${word}`, `${word}:`];
}
