import type { Nodes, PhrasingContent } from 'mdast';
import { referenceAt, straighten, withoutOddSpace } from './characters.ts';
import { parseMarkdown } from './github-parser.ts';

/** A character of a paragraph: where it was typed, and how it counts (see `Cell`). */
export interface Glyph {
  readonly char: string;
  readonly offset: number;
  readonly kind: 'plain' | 'literal' | 'markup';
  readonly url?: string;
}

/** Tags whose content is quoted, struck out or shown as code: nothing in it is said by the author. */
const quoting = /^<(\/?)(?:blockquote|code|del|details|kbd|pre|q|s|samp|strike|summary|table|template)\b/i;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Writer {
  readonly source: string;
  readonly glyphs: Glyph[];
  /** How many quoting tags are open. */
  depth: number;
}

/**
 * The characters of one paragraph with its inline markup understood. A line ending is a plain glyph, or a literal
 * one when the line behind it begins inside code, a link, a struck-out part or a comment.
 */
export function readInline(source: string): readonly Glyph[] {
  const withoutMark = source.startsWith('\uFEFF') ? `\u200B${source.slice(1)}` : source;
  const [paragraph, ...others] = parseMarkdown(withoutMark).children;
  if (paragraph?.type !== 'paragraph' || others.length > 0) return [];
  const writer: Writer = { source: withoutMark, glyphs: [], depth: 0 };
  writeAll(writer, paragraph.children, { from: 0, to: withoutMark.length });
  return writer.glyphs;
}

/** How a piece of HTML changes the number of open quoting tags: 1, -1 or 0. */
export function quotingChange(tag: string): number {
  const match = quoting.exec(tag);
  if (match === null) return 0;
  return match[1] === '/' ? -1 : 1;
}

/** Where a node was typed. */
export function spanOf(node: Nodes): Span {
  return { from: node.position?.start.offset ?? 0, to: node.position?.end.offset ?? 0 };
}

function writeAll(writer: Writer, nodes: readonly PhrasingContent[], bounds: Span): void {
  let done = bounds.from;
  for (const node of nodes) {
    const span = spanOf(node);
    write(writer, { from: done, to: span.from }, 'plain');
    writeNode(writer, node, bounds);
    done = span.to;
  }
  write(writer, { from: done, to: bounds.to }, 'plain');
}

function writeNode(writer: Writer, node: PhrasingContent, bounds: Span): void {
  const span = spanOf(node);
  if (node.type === 'text') return writeText(writer, span);
  if (node.type === 'inlineCode') return writeCode(writer, span);
  if (node.type === 'html') return writeHtml(writer, node.value, span);
  if (node.type === 'emphasis' || node.type === 'strong') return writeEmphasis(writer, node, bounds);
  if (node.type === 'link') return writeLink(writer, node, bounds);
  if (node.type === 'break') return writeBreak(writer, span);
  const sealed = node.type === 'delete' || node.type === 'image';
  write(writer, span, sealed ? 'sealed' : 'plain');
}

/** A `sealed` stretch is plain, but no command may begin on a line that begins inside it. */
type Manner = Glyph['kind'] | 'sealed';

function write(writer: Writer, span: Span, manner: Manner): void {
  for (let offset = span.from; offset < span.to; offset++) {
    const typed = writer.source[offset] ?? '';
    if (typed === '\r' || typed === '\n') {
      if (typed === '\r' && writer.source[offset + 1] === '\n') offset++;
      const inside = manner !== 'plain' || writer.depth > 0;
      writer.glyphs.push({ char: '\n', offset, kind: inside ? 'literal' : 'plain' });
    } else {
      const char = manner === 'literal' ? withoutOddSpace(typed) : straighten(typed);
      if (char !== '') writer.glyphs.push({ char, offset, kind: manner === 'sealed' ? 'plain' : manner });
    }
  }
}

function writeText(writer: Writer, span: Span): void {
  let done = span.from;
  for (let offset = span.from; offset < span.to; offset++) {
    const found = escapedAt(writer.source, offset);
    if (found === undefined || offset + found.length > span.to) continue;
    write(writer, { from: done, to: offset }, 'plain');
    const kind = found.char === ' ' ? 'plain' : 'literal';
    if (found.char !== '') writer.glyphs.push({ char: found.char, offset, kind });
    done = offset + found.length;
    offset = done - 1;
  }
  write(writer, { from: done, to: span.to }, 'plain');
}

function escapedAt(source: string, offset: number): { length: number; char: string } | undefined {
  if (source[offset] === '&') return referenceAt(source, offset);
  const next = source[offset + 1] ?? '';
  return source[offset] === '\\' && /[!-/:-@[-`{-~]/.test(next) ? { length: 2, char: next } : undefined;
}

/** The spaces or the backslash that make a line ending a hard one are not the line's. */
function writeBreak(writer: Writer, span: Span): void {
  const ending = span.from + writer.source.slice(span.from, span.to).search(/[\r\n]/);
  write(writer, { from: span.from, to: ending }, 'markup');
  write(writer, { from: ending, to: span.to }, 'plain');
}

/** A space on either side only keeps the text off its fence. */
function writeCode(writer: Writer, span: Span): void {
  const inside = writer.source.slice(span.from, span.to);
  const fence = /^`*/.exec(inside)?.[0].length ?? 0;
  const content = inside.slice(fence, -fence);
  const padded = /^\s/.test(content) && /\s$/.test(content) && content.trim() !== '';
  const padding = padded ? 1 : 0;
  const inner = { from: span.from + fence + padding, to: span.to - fence - padding };
  write(writer, { from: span.from, to: inner.from }, 'markup');
  write(writer, inner, 'literal');
  write(writer, { from: inner.to, to: span.to }, 'markup');
}

function writeHtml(writer: Writer, tag: string, span: Span): void {
  writer.depth = Math.max(0, writer.depth + quotingChange(tag));
  write(writer, span, tag.startsWith('<!--') ? 'markup' : 'sealed');
}

function writeEmphasis(
  writer: Writer,
  node: Extract<PhrasingContent, { type: 'emphasis' | 'strong' }>,
  bounds: Span,
): void {
  const span = spanOf(node);
  const width = node.type === 'strong' ? 2 : 1;
  const inner = { from: span.from + width, to: span.to - width };
  const manner = isWhole(writer.source, span, bounds) ? 'markup' : 'plain';
  write(writer, { from: span.from, to: inner.from }, manner);
  writeAll(writer, node.children, inner);
  write(writer, { from: inner.to, to: span.to }, manner);
}

function writeLink(writer: Writer, node: Extract<PhrasingContent, { type: 'link' }>, bounds: Span): void {
  const span = spanOf(node);
  const opener = writer.source[span.from];
  const [first, last] = [node.children[0], node.children.at(-1)];
  if (opener === '<') {
    write(writer, { from: span.from, to: span.from + 1 }, 'markup');
    write(writer, { from: span.from + 1, to: span.to - 1 }, 'literal');
    return write(writer, { from: span.to - 1, to: span.to }, 'markup');
  }
  if (opener !== '[' || first === undefined || last === undefined || !isWhole(writer.source, span, bounds)) {
    return write(writer, span, opener === '[' ? 'sealed' : 'plain');
  }
  const label = { from: spanOf(first).from, to: spanOf(last).to };
  write(writer, { from: span.from, to: label.from }, 'markup');
  const start = writer.glyphs.length;
  writeAll(writer, node.children, label);
  for (const [index, glyph] of writer.glyphs.slice(start).entries()) {
    const kind = glyph.kind === 'markup' ? 'markup' : 'literal';
    writer.glyphs[start + index] = { ...glyph, kind, url: node.url };
  }
  write(writer, { from: label.to, to: span.to }, 'markup');
}

/** Whether markup encloses whole words, so that it decorates them and is not part of a name. */
function isWhole(source: string, span: Span, bounds: Span): boolean {
  const before = span.from === bounds.from || /[\s="'\u201C\u2018(]/.test(source[span.from - 1] ?? ' ');
  const after = span.to === bounds.to || /[\s"'\u201D\u2019.,;:!?)]/.test(source[span.to] ?? ' ');
  return before && after;
}
