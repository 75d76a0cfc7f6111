import { straighten, withoutOddSpace } from './characters.ts';
import type { Cell } from './line.ts';

/** A character of a paragraph; a line ending is a `\n`. */
export type Glyph = Omit<Cell, 'column'>;

/** Stands for what has no text, so that a command with something else in it is noticed and not cut short. */
const something = '\uFFFC';

/**
 * The characters of a paragraph's content. Code, links and what is struck out are literal; a mention of the command
 * word reads as `@word`. A line break within a text is a space: only a hard break begins a line.
 */
export function cellsOf(content: unknown, word: string): readonly Glyph[] {
  return Array.isArray(content) ? content.flatMap((node: unknown) => glyphsOf(node, word)) : [];
}

function glyphsOf(node: unknown, word: string): readonly Glyph[] {
  const attribute = (name: string): string => textIn(fieldOf(fieldOf(node, 'attrs'), name));
  switch (fieldOf(node, 'type')) {
    case 'text':
      return textGlyphs(node);
    case 'hardBreak':
      return [{ char: '\n', kind: 'plain' }];
    case 'mention':
      return mentionGlyphs({ name: attribute('text'), id: attribute('id') }, word);
    case 'inlineCard':
      return literal(attribute('url') || something, attribute('url'));
    case 'emoji':
      return literal(attribute('shortName') || something);
    default:
      return literal(something);
  }
}

function textGlyphs(node: unknown): readonly Glyph[] {
  const marks = fieldOf(node, 'marks');
  const names = Array.isArray(marks) ? marks.map((mark: unknown) => fieldOf(mark, 'type')) : [];
  const link = Array.isArray(marks)
    ? marks.find((mark: unknown) => fieldOf(mark, 'type') === 'link')
    : undefined;
  const text = textIn(fieldOf(node, 'text')).replaceAll(/\r\n?|\n/g, ' ');
  if (link !== undefined) return literal(text, textIn(fieldOf(fieldOf(link, 'attrs'), 'href')));
  if (names.includes('code') || names.includes('strike')) return literal(text);
  return Array.from(text).flatMap((typed): readonly Glyph[] => {
    const char = straighten(typed);
    return char === '' ? [] : [{ char, kind: 'plain' }];
  });
}

/** People are told apart by their account's id: several may show the same name. */
function mentionGlyphs({ name, id }: { name: string; id: string }, word: string): readonly Glyph[] {
  const text = `@${(name || id).replace(/^@/, '')}`;
  if (text.toLowerCase() !== `@${word}`) return literal(id === '' ? text : `@accountid:${id}`);
  return Array.from(text, (char) => ({ char, kind: 'plain' }));
}

function literal(text: string, url = ''): readonly Glyph[] {
  return Array.from(text).flatMap((typed): readonly Glyph[] => {
    const char = typed === '\n' || typed === '\r' ? ' ' : withoutOddSpace(typed);
    if (char === '') return [];
    return [{ char, kind: 'literal', ...(url === '' ? {} : { url }) }];
  });
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A field of anything at all. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
