import type { Inline } from '../../model/document.ts';
import { plainLine } from '../../model/plain-text.ts';
import { splitAt, textWidth } from './text-width.ts';
import type { Style } from './styler.ts';

/** A piece of a line that is broken only where it alone is wider than the line. */
export interface Word {
  readonly text: string;
  readonly style?: Style;
  /** A space stood before it. */
  readonly spaced: boolean;
}

/** Clean texts only go in and come out: characters of our own become ASCII where that is asked for. */
export type Clean = (text: string) => string;

/** Inlines as words. */
export function wordsOf(inlines: readonly Inline[], clean: Clean): readonly Word[] {
  const words: Word[] = [];
  let spaced = false;
  for (const inline of inlines) {
    const raw = shown(inline);
    const text = clean(plainLine(raw));
    spaced ||= /^\s/.test(raw);
    const style = styleOf(inline);
    for (const part of text.split(' ').filter((each) => each !== '')) {
      words.push(style === undefined ? { text: part, spaced } : { text: part, style, spaced });
      spaced = true;
    }
    spaced = (text === '' && spaced) || /\s$/.test(raw);
  }
  return words;
}

/** Fills lines with words; the lines hold no more than `width` columns unless one word alone is wider and may not be broken. */
export function fill(
  words: readonly Word[],
  width: number,
  breakLong: boolean,
): readonly (readonly Word[])[] {
  const lines: Word[][] = [];
  let line: Word[] = [];
  let used = 0;
  for (const cluster of clusters(words)) {
    const size = cluster.reduce((sum, word) => sum + textWidth(word.text), 0);
    const gap = line.length > 0 && cluster[0]?.spaced === true ? 1 : 0;
    if (line.length > 0 && used + gap + size > width) {
      lines.push(line);
      line = [];
      used = 0;
    }
    const pieces = breakLong ? cluster.flatMap((word) => broken(word, width)) : cluster;
    for (const piece of pieces) {
      const pieceSize = textWidth(piece.text);
      if (breakLong && used > 0 && used + pieceSize > width) {
        lines.push(line);
        line = [];
        used = 0;
      }
      used += pieceSize + (line.length > 0 && piece.spaced ? 1 : 0);
      line.push(piece);
    }
  }
  return line.length === 0 ? lines : [...lines, line];
}

/** Words without a space between them stay together: `(`, code, `)`. */
function clusters(words: readonly Word[]): readonly (readonly Word[])[] {
  const joined: Word[][] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (last === undefined || word.spaced) joined.push([word]);
    else last.push(word);
  }
  return joined;
}

function broken(word: Word, width: number): readonly Word[] {
  const pieces: Word[] = [];
  let rest = word.text;
  while (textWidth(rest) > width) {
    const [head, tail] = splitAt(rest, Math.max(2, width));
    pieces.push({ ...word, text: head, spaced: word.spaced && pieces.length === 0 });
    rest = tail;
  }
  if (rest === '') return pieces;
  return [...pieces, { ...word, text: rest, spaced: word.spaced && pieces.length === 0 }];
}

function shown(inline: Inline): string {
  if (inline.kind === 'person') return inline.login;
  if (inline.kind !== 'link' || inline.text === inline.url) return inline.text;
  return inline.text === '' ? inline.url : `${inline.text} (${inline.url})`;
}

function styleOf({ kind }: Inline): Style | undefined {
  if (kind === 'strong' || kind === 'person') return 'bold';
  return kind === 'code' ? 'cyan' : undefined;
}
