import { lineEndAt } from '../changes.ts';
import type { Cut } from '../cuts.ts';
import type { FoundSkip } from '../unskip/skip.ts';
import type { IgnoreTarget } from './ignorer.ts';
import { ignoreWordsIn, type FoundIgnoreWords } from './words.ts';

/** What an ignore of ours says of itself. */
export interface OwnWords extends FoundIgnoreWords {
  /** The comment they stand in; absent where the annotation itself says them. */
  readonly comment?: Cut;
}

/**
 * The words of the ignore that `ignore` put on exactly this test: in what switches it off, or in a comment in its
 * declaration before that, or right above. Undefined where somebody else switched it off.
 */
export function ownWords(source: string, { node, own }: IgnoreTarget): OwnWords | undefined {
  const cuts = own.flatMap(({ cut }) => cut ?? []);
  if (cuts.length === 0) return undefined;
  const lines = source.split(/\r\n|\r|\n/);
  let first = node.range().start.line;
  while (/^\s*(?:\/\/|\/\*|\*|#)/.test(lines[first - 1] ?? '')) first -= 1;
  const last = Math.max(...own.map(lastLineOf));
  const words = ignoreWordsIn(source).findLast(({ line }) => line > first && line <= last);
  if (words === undefined) return undefined;
  const comment = commentOf(source, words.line, Math.min(...cuts.map(({ start }) => start)));
  if (comment !== undefined) return { ...words, comment };
  return own.some(({ skip }) => ignoreWordsIn(skip.text).length > 0) ? words : undefined;
}

/** From 1. */
function lastLineOf({ skip }: FoundSkip): number {
  return skip.line + skip.text.split(/\r\n|\r|\n/).length - 1;
}

/** The last comment of ours in a line that ends before a place. */
function commentOf(source: string, line: number, place: number): Cut | undefined {
  const start = startOfLine(source, line);
  // A comment of ours holds none of the other marks that end a line in some languages.
  const [text = ''] = source.slice(start, lineEndAt(source, start)).split(/[\u2028\u2029]/, 1);
  return commentsIn(text)
    .map((found) => ({ start: start + found.start, end: start + found.end }))
    .findLast(({ end }) => end <= place);
}

/** Linear in the line, however often a comment begins in it. */
function commentsIn(text: string): readonly Cut[] {
  const begin = /\/[*/] Retrial ignore \(/g;
  const found: Cut[] = [];
  const last = text.lastIndexOf('*/');
  for (let next = begin.exec(text); next !== null; next = begin.exec(text)) {
    const { index: start, 0: mark } = next;
    const isBlock = mark.startsWith('/*');
    if (isBlock && last < begin.lastIndex) continue;
    const close = isBlock ? text.indexOf('*/', begin.lastIndex) + 2 : text.length;
    const isBlank = isBlock && /[ \t]/.test(text.charAt(close));
    const end = isBlank ? close + 1 : close;
    found.push({ start, end });
    begin.lastIndex = end;
  }
  return found;
}

function startOfLine(source: string, line: number): number {
  const breaks = /\r\n|\r|\n/g;
  for (let at = 1; at < line; at += 1) breaks.exec(source);
  return breaks.lastIndex;
}
