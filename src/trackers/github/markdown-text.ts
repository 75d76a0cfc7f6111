import { plainLine, plainText } from '../../model/plain-text.ts';

/** Stands where GitHub would join two characters into something alive; it is invisible, and copies as nothing. */
export const gap = '&#8203;';

/** As long as GitHub's shortest commit link, less one. */
const HEX = 6;

/**
 * Text that no reader of the comment, GitHub's own filters included, takes for anything but text: no mention,
 * reference, key of another tracker, commit, address, emoji, formula, HTML or Markdown. One line.
 * GitHub looks for these in the rendered text, where a backslash or an entity is gone again; hence the gaps.
 */
export function escapeText(text: string): string {
  return escapeMarks(breakCommits(breakReferences(plainLine(text))));
}

/** The same for a link's text, which GitHub does not search for commits: those can be copied from it. */
export function escapeLabel(text: string): string {
  return escapeMarks(breakReferences(plainLine(text)));
}

/** The same for the inside of raw HTML (a fold's summary), where Markdown is not read. */
export function escapeHtml(text: string): string {
  const line = breakCommits(breakReferences(plainLine(text)));
  return line.replace(/[<>&$\u200b]/g, (mark) => entities.get(mark) ?? mark);
}

/** A code span that holds any text, backticks included. Empty text gives nothing. */
export function codeSpan(text: string): string {
  const line = plainLine(text);
  if (line === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A code span within a table, where a pipe ends the cell even in code. */
export function codeSpanInTable(text: string): string {
  // Readers of tables disagree about a backslash before an escaped pipe, so such text is shown without the span.
  if (plainLine(text).includes('\\|')) return escapeText(text);
  return codeSpan(text).replaceAll('|', String.raw`\|`);
}

/** A fenced block longer than any fence inside it. */
export function fenced(text: string): string {
  const body = withoutLastBreaks(plainText(text));
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}\n${body}\n${fence}`;
}

const entities = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['|', '&#124;'],
  ['$', '&#36;'],
  ['\u200b', gap],
]);

function escapeMarks(line: string): string {
  return line.replace(/[\\`*_[\]#!~|$<>&\u200b]/g, (mark) => entities.get(mark) ?? `\\${mark}`);
}

/** Puts U+200B, which is not in the text any more, into whatever GitHub would find. */
function breakReferences(line: string): string {
  return line
    .replaceAll('@', '@\u200b')
    .replace(/#(?=\d)/g, '#\u200b')
    .replace(/:(?=[\w+-]+:|\/\/)/g, ':\u200b')
    .replace(/www(?=\.)/gi, '$&\u200b')
    .replace(/\b(?:[A-Za-z]\w*-(?=\d)|GHSA-)/gi, '$&\u200b');
}

function breakCommits(line: string): string {
  return line.replace(/\b[0-9a-f]{7,64}\b/gi, (hex) => chunks(hex).join('\u200b'));
}

/** A loop, since a pattern for breaks at the end would look at each run of breaks once per break. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

function chunks(hex: string): string[] {
  return Array.from({ length: Math.ceil(hex.length / HEX) }, (_, index) =>
    hex.slice(index * HEX, (index + 1) * HEX),
  );
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}
