import { code, text, type Inline } from '../../model/document.ts';

/** The mistakes a comment can hold, named as the error replies are; tested, never shown. */
export type FaultCode =
  | 'E-VERB'
  | 'E-KEY'
  | 'E-VALUE'
  | 'E-DUP'
  | 'E-QUOTE'
  | 'E-MISSING'
  | 'E-REF'
  /** More than may be read: too many commands, too many words, or text too tangled to read safely. */
  | 'E-LONG';

/** A place in a comment, for the caret under it. */
export interface Spot {
  /** 1-based line of the comment. */
  readonly line: number;
  /** The line as it was typed. */
  readonly text: string;
  /** Columns of `text` in UTF-16 units, 0-based; `to` is the first one behind the fault. */
  readonly from: number;
  readonly to: number;
}

/** One mistake: what is wrong, where, and what to write instead if that is certain. */
export interface Fault {
  /** A code of `FaultCode`, or the one a `UserError` carried. */
  readonly code: string;
  readonly spot: Spot;
  readonly message: readonly Inline[];
  /** What stands between `from` and `to` once it is corrected. */
  readonly fix?: string;
}

/** What a value reader answers: the value, or what is wrong with it. */
export type Reading<Value> =
  | { readonly value: Value }
  | { readonly wrong: readonly Inline[]; readonly code?: FaultCode; readonly fix?: string };

/** A line's words with the pieces between them: strings become plain text, everything else stays what it is. */
export function sentence(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Inline | readonly Inline[])[]
): readonly Inline[] {
  const inlines = strings.flatMap((string, index): readonly Inline[] => {
    const value = values[index] ?? [];
    return [text(string), ...(typeof value === 'object' ? [value].flat() : [text(String(value))])];
  });
  return inlines.filter((inline) => inline.kind !== 'text' || inline.text !== '');
}

/** For a comment that could hold a command, but costs too much to read: `line` is 1-based, `text` as typed. */
export function tangled(line: number, text: string): Fault {
  const message = sentence`This comment is too long or too tangled to be read safely. Put the command into a comment of its own.`;
  return { code: 'E-LONG', spot: { line, text, from: 0, to: text.length }, message };
}

/** Something from outside, cut to a readable length and with nothing invisible in it. */
export function shown(value: string): Inline {
  return code(visible(shorten(value, 60)));
}

/** A message from an error: what it sets in backticks is code, the rest is text. */
export function fromMessage(message: string): readonly Inline[] {
  return message
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? code(piece) : text(piece)))
    .filter((inline) => inline.kind !== 'text' || inline.text !== '');
}

/** Control characters, direction overrides and halves of characters, one replacement sign for each. */
export function visible(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (found) => (found === '\t' ? ' ' : '\uFFFD'));
}

function shorten(value: string, most: number): string {
  if (value.length <= most) return value;
  return `${value.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
