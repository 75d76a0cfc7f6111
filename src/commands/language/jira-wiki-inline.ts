import { referenceAt, straighten, withoutOddSpace } from './characters.ts';
import { linkAt, monospaceAt, tagAt } from './jira-wiki-spans.ts';
import type { Cell } from './line.ts';

/** Part of a line, columns 0-based. */
interface Part {
  readonly from: number;
  readonly to: number;
}

interface Writer {
  readonly line: string;
  readonly word: string;
  /** Column behind the last character that shows. */
  readonly end: number;
  readonly cells: Cell[];
  /** Which cell may have begun an emphasis that is not closed yet, by its mark. */
  readonly open: Map<string, number>;
}

/** The characters of a part of a line with its markup understood. Linear in the part. */
export function readInline(line: string, part: Part, word: string): readonly Cell[] {
  const seen = line.slice(0, part.to);
  const writer: Writer = { line: seen, word, end: seen.trimEnd().length, cells: [], open: new Map() };
  let at = part.from;
  while (at < part.to) at = step(writer, at, part.from);
  return writer.cells;
}

/** Writes what begins at a column and says where the next begins. */
function step(writer: Writer, at: number, start: number): number {
  const { line } = writer;
  switch (line[at] ?? '') {
    case '\\':
      return writeEscape(writer, at);
    case '&':
      return writeReference(writer, at);
    case '{':
      return writeBraces(writer, at);
    case '[':
      return writeBracket(writer, at);
    case '*':
    case '_':
    case '+':
      return writeMark(writer, at, start);
    default:
      return write(writer, { from: at, to: at + 1 }, 'plain');
  }
}

function write({ line, cells }: Writer, { from, to }: Part, kind: Cell['kind']): number {
  for (let column = from; column < to; column++) {
    const typed = line[column] ?? '';
    const char = kind === 'literal' ? withoutOddSpace(typed) : straighten(typed);
    if (char !== '') cells.push({ char, column, kind });
  }
  return to;
}

/**
 * A backslash before what Jira lets one escape is gone. Two of them at the end are a line break; elsewhere they were
 * one in a name. An escaped dash stays a plain one: Jira's visual editor writes it for any.
 */
function writeEscape(writer: Writer, at: number): number {
  const next = writer.line[at + 1] ?? '';
  if (next === '\\') {
    const kind = at + 2 >= writer.end ? 'markup' : 'literal';
    write(writer, { from: at, to: at + 1 }, kind);
    return at + 2;
  }
  if (next === '' || !'-#*_+?^~|%{}[]()!@'.includes(next)) {
    return write(writer, { from: at, to: at + 1 }, 'plain');
  }
  writer.cells.push({ char: next, column: at, kind: next === '-' ? 'plain' : 'literal' });
  return at + 2;
}

function writeReference(writer: Writer, at: number): number {
  const found = referenceAt(writer.line, at);
  if (found === undefined) return write(writer, { from: at, to: at + 1 }, 'plain');
  const kind = found.char === ' ' ? 'plain' : 'literal';
  if (found.char !== '') writer.cells.push({ char: found.char, column: at, kind });
  return at + found.length;
}

function writeBraces(writer: Writer, at: number): number {
  const span = monospaceAt(writer.line, at);
  if (span !== undefined) {
    write(writer, { from: at, to: span.from }, 'markup');
    write(writer, span, 'literal');
    return write(writer, { from: span.to, to: span.end }, 'markup');
  }
  const end = tagAt(writer.line, at);
  return write(writer, { from: at, to: end ?? at + 1 }, end === undefined ? 'plain' : 'markup');
}

function writeBracket(writer: Writer, at: number): number {
  const link = linkAt(writer.line, at);
  if (link === undefined) return write(writer, { from: at, to: at + 1 }, 'plain');
  if (link.kind === 'mention') {
    const kind = link.name.toLowerCase() === writer.word ? 'plain' : 'literal';
    for (const [index, char] of Array.from(`@${link.name}`).entries()) {
      writer.cells.push({ char, column: at + index + (index === 0 ? 0 : 1), kind });
    }
    return link.end;
  }
  write(writer, { from: at, to: link.from }, 'markup');
  const label = readInline(writer.line, link, writer.word);
  for (const cell of label) {
    writer.cells.push({ ...cell, kind: cell.kind === 'markup' ? 'markup' : 'literal', url: link.url });
  }
  return write(writer, { from: link.to, to: link.end }, 'markup');
}

/** `*x*`, `_x_` and `+x+` around whole words decorate them; a mark within a name is part of it. */
function writeMark(writer: Writer, at: number, start: number): number {
  const { line, cells, open } = writer;
  const mark = line[at] ?? '';
  const opener = open.get(mark);
  if (opener !== undefined && closes(line, at)) {
    const cell = cells[opener];
    if (cell !== undefined) cells[opener] = { ...cell, kind: 'markup' };
    open.delete(mark);
    return write(writer, { from: at, to: at + 1 }, 'markup');
  }
  if (opener === undefined && opens(line, at, start)) open.set(mark, cells.length);
  return write(writer, { from: at, to: at + 1 }, 'plain');
}

function opens(line: string, at: number, start: number): boolean {
  const before = at === start || /[\s="'\u201C\u2018(*_+}\u00A0\u200B]/.test(line[at - 1] ?? '');
  return (
    before && line[at - 1] !== line[at] && /[^\s]/.test(line[at + 1] ?? ' ') && line[at + 1] !== line[at]
  );
}

function closes(line: string, at: number): boolean {
  if (/\s/.test(line[at - 1] ?? ' ') || line[at - 1] === line[at]) return false;
  return /^(?:[.,;:!?)"'\u201D\u2019*_+]{0,8})(?:[\s{\u00A0\u200B]|$)/.test(line.slice(at + 1, at + 10));
}
