import { plainLine } from '../../model/plain-text.ts';
import { percentEncoded, webAddress } from '../rendering/inline.ts';

/**
 * Text that Jira's renderer takes for nothing but text, in one line: no macro, link, image, icon, emphasis, table,
 * heading, list, dash or address. Keys of tickets become links, which is meant. Where Jira lets one escape, a backslash
 * does; elsewhere an entity, which its renderer leaves alone
 * (https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all).
 */
export function escapeWiki(text: string): string {
  const line = plainLine(text);
  const escaped = line.replace(/[\\&<>{}[\]|!*_+\-^~?():;@.#%'"]/g, (mark, at: number) =>
    written(mark, line, at),
  );
  return escaped.replace(/^(?=[#*-])/, '\\');
}

/** A character as it has to be written where it stands. */
function written(mark: string, line: string, at: number): string {
  const before = line[at - 1] ?? '';
  const after = line[at + 1] ?? '';
  switch (mark) {
    case '\\':
    case '&':
    case '<':
    case '>':
    case '{':
    case '}':
      return entity(mark);
    case '[':
    case ']':
    case '|':
    case '!':
      return `\\${mark}`;
    case '*':
    case '_':
    case '+':
    case '^':
    case '~':
      return isInert(before, after) ? mark : `\\${mark}`;
    case '-':
      return dash(before, after);
    case '?':
      return before === '?' || after === '?' ? entity(mark) : mark;
    case '(':
    case ')':
      return parenthesis(mark, line, at);
    case ':':
    case ';':
      return startsSmiley(after) || after === '/' || isScheme(line, at) ? entity(mark) : mark;
    case '.':
      return /^(?:h[1-6]|bq)$/.test(line.slice(0, at)) ? entity(mark) : mark;
    case '@':
      return isWord(before) && isWord(after) ? entity(mark) : mark;
    default:
      return mark;
  }
}

function entity(mark: string): string {
  return `&#${mark.codePointAt(0) ?? 0};`;
}

/** Two dashes are a longer one, and one at the edge of a word strikes it out. */
function dash(before: string, after: string): string {
  if (before === '-' || after === '-') return entity('-');
  return isInert(before, after) ? '-' : '\\-';
}

/** Marks of emphasis mean something at the edges of words only: within one, or between two blanks, they do not. */
function isInert(before: string, after: string): boolean {
  return (isWord(before) && isWord(after)) || (before === ' ' && after === ' ');
}

/** `(x)`, `(/)`, `(on)` and their like are icons, `:)` and `;)` too. */
function parenthesis(mark: string, line: string, at: number): string {
  if (mark === ')') return /[:;]/.test(line[at - 1] ?? '') ? '\\)' : mark;
  const isIcon = /^\((?:[/xi!?+\-ynYN]|on|off|\*[rgby]?|flag|flagoff)\)/.test(line.slice(at, at + 10));
  return isIcon || line[at - 1] === ':' ? '\\(' : mark;
}

function startsSmiley(after: string): boolean {
  return after === 'D' || after === 'P';
}

function isScheme(line: string, at: number): boolean {
  return /(?:^|[^a-z])(?:mailto|file|ftp|https?|news|nntp|irc)$/i.test(line.slice(Math.max(0, at - 10), at));
}

function isWord(mark: string): boolean {
  return /[\p{L}\p{N}]/u.test(mark);
}

/** Literal text of any origin as a block: nothing in it means anything, not even the end of such a block. */
export function noformat(text: string): string {
  return `{noformat}\n${text.replace(/\{(?=noformat)/gi, '{ ')}\n{noformat}`;
}

/** The address as a link's target; undefined for one that must not be one. */
export function wikiUrl(address: string): string | undefined {
  return webAddress(address)?.href.replace(/[|[\]{}!\\"'<>^~\s]/g, percentEncoded);
}
