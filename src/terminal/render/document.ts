import type { Block, Document, Inline, Mark } from '../../model/document.ts';
import { plainText } from '../../model/plain-text.ts';
import { toAscii } from './ascii.ts';
import { stylerFor, type Style, type Styler } from './styler.ts';
import { styledLine, tableLines } from './table.ts';
import { textWidth } from './text-width.ts';
import { fill, wordsOf, type Clean, type Word } from './words.ts';

/** What the terminal can show; the caller finds out. */
export interface TerminalLook {
  /** Columns; less than 20 count as 20. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether the locale is UTF-8; otherwise everything is ASCII. */
  readonly unicode: boolean;
}

interface Look {
  readonly width: number;
  readonly style: Styler;
  readonly clean: Clean;
}

const NARROWEST = 20;
const INDENT = 2;

const signs: Readonly<Record<Mark, { readonly sign: string; readonly style: Style }>> = {
  pass: { sign: '✓', style: 'green' },
  fail: { sign: '✗', style: 'red' },
  warn: { sign: '!', style: 'yellow' },
  info: { sign: 'i', style: 'cyan' },
  wait: { sign: '…', style: 'cyan' },
  confused: { sign: '?', style: 'yellow' },
};

/** Marks of verdicts, whose first strong words stand out in capitals. */
const verdicts: readonly Mark[] = ['pass', 'fail', 'warn'];

/**
 * A document as text for a terminal, ending with a line break. Lines are at most `width` columns wide, but for
 * literal text and single words, which stay whole so that they can be copied. No text of the document reaches the
 * terminal as a control sequence.
 */
export function renderTerminal(document: Document, look: TerminalLook): string {
  const clean: Clean = look.unicode ? (text) => text : toAscii;
  const inner = { width: Math.max(NARROWEST, look.width), style: stylerFor(look.colour), clean };
  return `${document.blocks.flatMap((block) => blockLines(block, inner)).join('\n')}\n`;
}

function blockLines(block: Block, look: Look): readonly string[] {
  switch (block.kind) {
    case 'headline':
      return headlineLines(block.mark, block.text, look);
    case 'paragraph':
      return paragraphLines(block.text, look);
    case 'list':
      return block.items.flatMap((item) => hanging([{ text: look.clean('•'), spaced: false }], item, look));
    case 'table':
      return indented(tableLines(block, { ...look, width: look.width - INDENT }));
    case 'code':
      return indented(look.clean(plainText(block.text)).split('\n'));
    case 'fold':
      return foldLines(block.summary, block.blocks, look);
  }
}

/** `FLAKY   10 of 200 …`: a verdict's word first, in capitals and colour, then what follows its colon. */
function headlineLines(mark: Mark, inlines: readonly Inline[], look: Look): readonly string[] {
  const { sign, style } = signs[mark];
  const [first, second] = inlines;
  if (!verdicts.includes(mark) || first?.kind !== 'strong' || second?.kind !== 'text') {
    return lead([{ text: look.clean(sign), style, spaced: false }], inlines, look);
  }
  const word = labelOf(first.text.toUpperCase(), look);
  if (word === undefined) return lead([{ text: look.clean(sign), style, spaced: false }], inlines, look);
  const rest: readonly Inline[] = [
    { kind: 'text', text: second.text.replace(/^: /, '') },
    ...inlines.slice(2),
  ];
  return lead(
    word.map((each) => ({ ...each, style })),
    rest,
    look,
  );
}

/** A paragraph that opens with a label stands at the edge, the label as a heading; others are indented. */
function paragraphLines(inlines: readonly Inline[], look: Look): readonly string[] {
  const [first] = inlines;
  const label =
    first?.kind === 'strong' && first.text.endsWith(':') ? labelOf(first.text.slice(0, -1), look) : undefined;
  if (label !== undefined) return lead(label, inlines.slice(1), look);
  const words = wordsOf(inlines, look.clean);
  return indented(fill(words, look.width - INDENT, false).map((line) => styledLine(line, look.style)));
}

/** What stands at the edge of a line; undefined when it is too wide to leave room for the rest. */
function labelOf(label: string, look: Look): readonly Word[] | undefined {
  const words = wordsOf([{ kind: 'strong', text: label }], look.clean);
  return textWidth(styledLine(words, (_, text) => text)) > look.width / 2 ? undefined : words;
}

function foldLines(summary: readonly Inline[], blocks: readonly Block[], look: Look): readonly string[] {
  const title = paragraphLines(summary, look).map((line) => look.style('dim', line));
  const inside = { ...look, width: Math.max(NARROWEST, look.width - INDENT) };
  return [...title, ...indented(blocks.flatMap((block) => blockLines(block, inside)))];
}

/** A label, two spaces, and the rest; its further lines are indented. */
function lead(label: readonly Word[], inlines: readonly Inline[], look: Look): readonly string[] {
  const start = styledLine(label, look.style);
  const taken = textWidth(styledLine(label, (_, text) => text)) + INDENT;
  const words = wordsOf(inlines, look.clean);
  const [firstLine = [], ...others] = fillAfter(words, taken, look);
  const rest = others.map((line) => styledLine(line, look.style));
  return [`${start}  ${styledLine(firstLine, look.style)}`.trimEnd(), ...indented(rest)];
}

/** Fills a first line that has less room than the others. */
function fillAfter(words: readonly Word[], taken: number, look: Look): readonly (readonly Word[])[] {
  const placeholder: Word = { text: ' '.repeat(Math.max(0, taken - INDENT)), spaced: false };
  const [first = words[0]] = words;
  if (first === undefined) return [];
  const lines = fill(
    [placeholder, { ...first, spaced: true }, ...words.slice(1)],
    look.width - INDENT,
    false,
  );
  return lines.map((line, index) => (index === 0 ? line.slice(1) : line));
}

function hanging(bullet: readonly Word[], inlines: readonly Inline[], look: Look): readonly string[] {
  const start = styledLine(bullet, look.style);
  const lines = fill(wordsOf(inlines, look.clean), look.width - 2 * INDENT, false);
  return lines.map((line, index) => {
    return `${' '.repeat(INDENT)}${index === 0 ? start : ' '} ${styledLine(line, look.style)}`;
  });
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(INDENT) + line));
}
