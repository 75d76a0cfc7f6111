import { tangled } from './fault.ts';
import { quotingChange, readInline, spanOf } from './github-inline.ts';
import { parseBlocks } from './github-parser.ts';
import { mayAddress, splitLines, type Cell, type Line, type ReadableLines } from './line.ts';

/** GitHub stores at most 65,536 characters of a comment. */
const longestComment = 70_000;
/**
 * The Markdown parser's time grows with the square of these; within them a comment takes well under a second.
 * Text behind the last possible command is not parsed and does not count.
 */
const mostLines = 2_000;
const mostMarkers = 1_000;
const longestParagraphs = 4_000;

interface Paragraph {
  readonly source: string;
  /** 1-based line on which it begins, and the 0-based column there. */
  readonly line: number;
  readonly column: number;
}

/**
 * Reads a GitHub comment: the lines of its top-level paragraphs that may begin with the command word. A comment
 * that could hold a command but costs too much to parse has no lines and one E-LONG fault.
 */
export function readGithubMarkdown(text: string, word: string): ReadableLines {
  const typed = splitLines(text.slice(0, longestComment).replace(/^\uFEFF/, ''));
  const candidates = typed.flatMap((line, index) => (mayAddress(line, word) ? [index] : []));
  const [first, last] = [candidates[0], candidates.at(-1)];
  if (first === undefined || last === undefined) return { lines: [], faults: [] };
  const refuse = (): ReadableLines => ({ lines: [], faults: [tangled(first + 1, typed[first] ?? '')] });

  const end = typed.findIndex((line, index) => index > last && /^[ \t]*$/.test(line));
  const needed = end === -1 ? typed : typed.slice(0, end);
  if (text.length > longestComment || isTangled(needed)) return refuse();
  const paragraphs = topParagraphs(needed.join('\n')).filter(({ line, source }) =>
    candidates.some((index) => index + 1 >= line && index + 1 < line + splitLines(source).length),
  );
  const size = paragraphs.reduce((sum, { source }) => sum + source.length, 0);
  if (size > longestParagraphs) return refuse();
  const lines = paragraphs.flatMap((paragraph) => linesOf(paragraph, typed));
  return { lines: lines.filter((line) => mayAddress(line.text, word)), faults: [] };
}

function isTangled(lines: readonly string[]): boolean {
  if (lines.length > mostLines) return true;
  let markers = 0;
  for (const line of lines) {
    const nesting = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/.exec(line)?.[0] ?? '';
    markers += nesting.replaceAll(/[ \t\d]/g, '').length;
  }
  return markers > mostMarkers;
}

function topParagraphs(text: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let depth = 0;
  for (const node of parseBlocks(text).children) {
    if (node.type === 'html') {
      for (const [tag] of withoutComments(node.value).matchAll(/<\/?[a-z][^<>]*/gi)) {
        depth = Math.max(0, depth + quotingChange(tag));
      }
    }
    const start = node.position?.start;
    if (node.type !== 'paragraph' || depth > 0 || start === undefined) continue;
    const { from, to } = spanOf(node);
    paragraphs.push({ source: text.slice(from, to), line: start.line, column: start.column - 1 });
  }
  return paragraphs;
}

function withoutComments(html: string): string {
  const [before = '', ...pieces] = html.split('<!--');
  return (
    before +
    pieces.map((piece) => (piece.includes('-->') ? piece.slice(piece.indexOf('-->') + 3) : '')).join('')
  );
}

function linesOf(paragraph: Paragraph, typed: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let cells: Cell[] = [];
  let start = -paragraph.column;
  let inside = false;
  const finish = (): void => {
    const number = paragraph.line + lines.length;
    lines.push({ number, text: typed[number - 1] ?? '', cells: inside ? [] : cells });
  };
  for (const { offset, ...glyph } of readInline(paragraph.source)) {
    if (glyph.char === '\n' && paragraph.source[offset] === '\n') {
      finish();
      cells = [];
      start = offset + 1;
      inside = glyph.kind !== 'plain';
    } else {
      cells.push({ ...glyph, column: offset - start });
    }
  }
  finish();
  return lines;
}
