import { sentence, type Fault, type Spot } from './fault.ts';
import { readGithubMarkdown } from './github-markdown.ts';
import { prefixes, type Cell, type Line, type ReadMarkup } from './line.ts';
import { braceless, isGap, tokenize, type Token } from './tokens.ts';

/** How many commands one comment may hold. */
const mostCommands = 5;
/** Words of one command; more are a pasted text. */
const mostWords = 64;

/** What was written where a value belongs. */
export interface Value {
  readonly text: string;
  readonly quoted: boolean;
  readonly spot: Spot;
  /** Where it leads, if it was a link with another text. */
  readonly url?: string;
  /** What stands behind the dot of its key, as typed: `os` of `matrix.os=linux`. */
  readonly part?: string;
}

/** A command's words by their form; what they mean is the command's own business. */
export type Argument =
  | { readonly kind: 'count'; readonly value: Value }
  | { readonly kind: 'pair'; readonly key: string; readonly spot: Spot; readonly value: Value }
  | { readonly kind: 'switch'; readonly name: string; readonly spot: Spot }
  | { readonly kind: 'word'; readonly value: Value };

/** One command as it was typed. */
export interface ParsedLine {
  /** The whole line, for carets. */
  readonly spot: Spot;
  /** It begins with a slash, as no sentence does. */
  readonly hasSlash: boolean;
  /** The verb in lower case; empty when nothing follows the prefix. */
  readonly verb: string;
  readonly verbSpot: Spot;
  readonly arguments: readonly Argument[];
  /** Why it can't be read to its end: only of a line without a slash, which may be a sentence. */
  readonly unread?: Fault;
}

/** Nothing in either list: the comment is not addressed to this program. */
export interface ParsedComment {
  readonly commands: readonly ParsedLine[];
  readonly faults: readonly Fault[];
}

/**
 * Reads a comment: its commands, and what is wrong with its form. Never throws, whatever the text is.
 * `word` is the command word in lower case: `retrial` answers to `/retrial`, `@retrial` and `retrial:`.
 */
export function parseComment(
  text: string,
  word: string,
  readMarkup: ReadMarkup = readGithubMarkdown,
): ParsedComment {
  const { lines, faults } = readMarkup(text, word);
  const parsed = lines.flatMap((line) => {
    const start = prefixOf(line, word);
    if (start === undefined) return [];
    return [parseLine(line, start)];
  });
  const surplus = parsed.filter((one) => !('unread' in one))[mostCommands];
  if (surplus !== undefined) return { commands: [], faults: [...faults, tooMany(surplus)] };
  return {
    commands: parsed.flatMap((one) => ('verb' in one ? [one] : [])),
    faults: [...faults, ...parsed.flatMap((one) => ('verb' in one ? [] : [one]))],
  };
}

/** How a line is addressed here. */
interface Start {
  readonly hasSlash: boolean;
  readonly behind: readonly Cell[];
}

function prefixOf(line: Line, word: string): Start | undefined {
  const first = line.cells.findIndex((cell) => cell.kind !== 'markup' && !isGap(cell));
  if (first === -1) return undefined;
  const behind = line.cells.findIndex((cell, index) => index > first && isGap(cell));
  const end = behind === -1 ? line.cells.length : behind;
  const typed = line.cells.slice(first, end).filter((cell) => cell.kind !== 'markup');
  if (typed.some((cell) => cell.kind !== 'plain')) return undefined;
  const start = typed.map((cell) => cell.char).join('');
  const known = prefixes(word).flatMap((prefix) => [prefix, `${prefix}:`]);
  if (!known.includes(start.toLowerCase())) return undefined;
  return { hasSlash: start.startsWith('/'), behind: line.cells.slice(end) };
}

function parseLine(line: Line, { hasSlash, behind }: Start): ParsedLine | Fault {
  const { tokens, fault: unclosed } = tokenize(line, behind);
  const unread = unclosed ?? (tokens.length > mostWords ? tooLong(line, tokens.length) : undefined);
  if (unread !== undefined && hasSlash) return unread;
  const [verb, ...words] = tokens.slice(0, mostWords);
  const spot = wholeOf(line);
  return {
    spot,
    hasSlash,
    verb: verb?.text.toLowerCase() ?? '',
    verbSpot: verb === undefined ? spot : spotOf(line, verb),
    arguments: words.map((token) => argumentOf(line, token)),
    ...(unread === undefined ? {} : { unread }),
  };
}

function argumentOf(line: Line, token: Token): Argument {
  const value: Value = { ...worthOf(token), spot: spotOf(line, token) };
  if (!token.quoted && /^(?:[x\u00D7][\d.,_]+|[\d.,_]+[x\u00D7])$/i.test(token.text))
    return { kind: 'count', value };
  const pair = pairOf(line, token);
  if (pair !== undefined) return pair;
  const name = token.quoted ? undefined : /^--([a-z][a-z\d.-]*)$/i.exec(token.text)?.[1];
  if (name !== undefined) return { kind: 'switch', name: name.toLowerCase(), spot: value.spot };
  return { kind: 'word', value };
}

function pairOf(line: Line, token: Token): Argument | undefined {
  const { equals, equalsColumn } = token;
  if (equals === undefined || equalsColumn === undefined) return undefined;
  const key = /^(?:--)?([a-z][\w.-]*)$/i.exec(token.text.slice(0, equals))?.[1];
  if (key === undefined) return undefined;
  const dot = key.indexOf('.');
  const part = dot === -1 ? {} : { part: key.slice(dot + 1) };
  const value = { ...worthOf(token), text: braceless(token.text.slice(equals + 1)), ...part };
  return {
    kind: 'pair',
    key: key.toLowerCase(),
    spot: spotOf(line, { from: token.from, to: equalsColumn }),
    value: { ...value, spot: spotOf(line, token) },
  };
}

function worthOf(token: Token): Omit<Value, 'spot'> {
  const { text, quoted, url } = token;
  return url === undefined ? { text, quoted } : { text, quoted, url };
}

function spotOf(line: Line, { from, to }: { from: number; to: number }): Spot {
  return { line: line.number, text: line.text, from, to };
}

function wholeOf(line: Line): Spot {
  return spotOf(line, { from: 0, to: line.text.length });
}

function tooLong(line: Line, words: number): Fault {
  const message = sentence`A command has at most ${mostWords} words; this line has ${words}.`;
  return { code: 'E-LONG', spot: wholeOf(line), message };
}

function tooMany(surplus: ParsedLine | Fault): Fault {
  const { line, text } = surplus.spot;
  const message = sentence`A comment can hold ${mostCommands} commands, and this is one more. Put the others into another comment.`;
  return { code: 'E-LONG', spot: { line, text, from: 0, to: text.length }, message };
}
