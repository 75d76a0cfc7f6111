import { UserError } from '../../model/errors.ts';
import { plainLine, quoted, shorten } from '../../model/plain-text.ts';

/** Why a test is ignored, and until when. */
export interface IgnoreWords {
  /** Hostile text; at least one character that can be seen. */
  readonly reason: string;
  /** A version such as `4.2`, or a date such as `2026-12-31`. */
  readonly until: string;
  /** The follow-up, such as `CASSANDRA-17461`, `#12`, `owner/name#12` or a web address. */
  readonly ticket?: string;
}

/** Words of an ignore, and where they stand. */
export interface FoundIgnoreWords extends IgnoreWords {
  /** From 1. */
  readonly line: number;
}

/** Longer reasons are cut: they belong in the ticket. UTF-16 units. */
const longestReason = 300;

const until = /^\w[\w.+-]{0,39}$/;
const ticket = /^[\w#][\w./:#?=&~+-]{0,199}$/;

/**
 * What an ignore says, in one line: `Retrial ignore (until 4.2, ticket CASSANDRA-17461): why`.
 * @throws UserError E-IGNORE for a reason that says nothing, or what is no version, date or ticket.
 */
export function ignoreLine(words: IgnoreWords): string {
  const reason = shorten(plainLine(words.reason), longestReason);
  if (!/[\p{L}\p{N}]/u.test(reason)) throw new UserError('E-IGNORE', 'An ignore needs a reason in words.');
  if (!until.test(words.until)) {
    throw new UserError(
      'E-IGNORE',
      `${quoted(words.until)} is no version or date that an ignore can end at.`,
    );
  }
  if (words.ticket !== undefined && !ticket.test(words.ticket)) {
    throw new UserError('E-IGNORE', `${quoted(words.ticket)} is no ticket: give its key, number or address.`);
  }
  const follow = words.ticket === undefined ? '' : `, ticket ${words.ticket}`;
  return `Retrial ignore (until ${words.until}${follow}): ${reason}`;
}

/** How a language's sources take characters that are not ASCII. */
export interface Escaping {
  /** `pairs` writes them as `\uXXXX`, `points` those above U+FFFF as `\UXXXXXXXX`; absent: they stay. */
  readonly ascii?: 'pairs' | 'points';
  /** `$` begins an expression in a string. */
  readonly hasTemplates?: boolean;
}

/**
 * A line so written that it can stand between `"` and `"`, and in a comment: backslashes and quotes are escaped, and
 * nothing in it begins or ends a comment. In Java that holds for `\u002a` too, which two backslashes take the meaning
 * from (JLS 3.3). {@link ignoreWordsIn} reads it again.
 */
export function escaped(line: string, { ascii, hasTemplates = false }: Escaping): string {
  const plain = line.replace(/[\\"]/g, String.raw`\$&`);
  // Not `\$`, which parsers of Kotlin misread in front of another escape.
  const safe = hasTemplates ? plain.replaceAll('$', String.raw`\u0024`) : plain;
  if (ascii === undefined) return safe;
  return ascii === 'pairs' ? safe.replace(/[^\0-\u007f]/g, unit) : safe.replace(/[^\0-\u007f]/gu, point);
}

/** The same for a comment: also without what ends it, begins one in it, or sets up the runner of the file. */
export function escapedForComment(line: string, escaping: Escaping = {}): string {
  return escaped(line, escaping)
    .replace(/\*(?=\/)|\/(?=\*)/g, '$&\\')
    .replace(/@(?=(?:jest|vitest)-)/g, '@\\');
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function point(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : unit(character);
}

const marker = /Retrial ignore \(until (\w[\w.+-]{0,39})(?:, ticket ([\w#][\w./:#?=&~+-]{0,199}))?\): /g;

/**
 * What the ignores in a text say of themselves, in the order of the text: a source in any language, or a piece of one.
 * Linear in the text.
 */
export function ignoreWordsIn(text: string): readonly FoundIgnoreWords[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const found: FoundIgnoreWords[] = [];
    let at = 0;
    for (const match of line.matchAll(marker)) {
      if (match.index < at) continue;
      const [whole, end = '', key] = match;
      const stop = /\/\*[ \t]?$/.test(line.slice(Math.max(0, match.index - 3), match.index)) ? '*/' : '"';
      const rest = reasonAt(line, match.index + whole.length, stop);
      at = rest.end;
      const named = key === undefined ? {} : { ticket: key };
      found.push({ reason: rest.reason, until: end, ...named, line: index + 1 });
    }
    return found;
  });
}

/** A reason goes up to the end of its string or comment, or of the line. */
function reasonAt(
  line: string,
  start: number,
  stop: string,
): { readonly reason: string; readonly end: number } {
  const token = /\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|.)|"|\*\//gy;
  const pieces: string[] = [];
  let at = start;
  while (at < line.length) {
    token.lastIndex = at;
    const found = token.exec(line)?.[0];
    if (found === stop) break;
    pieces.push(found?.startsWith('\\') === true ? unescaped(found) : (found ?? line.charAt(at)));
    at += found?.length ?? 1;
  }
  return { reason: pieces.join('').trim(), end: at };
}

function unescaped(escape: string): string {
  if (escape.length === 2) return escape.slice(1);
  const code = Number.parseInt(escape.slice(2), 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\ufffd';
}
