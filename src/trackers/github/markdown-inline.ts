import type { Inline } from '../../model/document.ts';
import { plainLine } from '../../model/plain-text.ts';
import { percentEncoded, spaced, webAddress } from '../rendering/inline.ts';
import { gap, codeSpan, codeSpanInTable, escapeHtml, escapeLabel, escapeText } from './markdown-text.ts';

/** Where a line stands: a table's cell has rules of its own. */
export type Place = 'line' | 'cell';

/** Enough of a line's end to hold the longest login. */
const SEAM = 64;

/** Inlines as one line of Markdown, ready to stand at the beginning of a block. */
export function renderInlines(inlines: readonly Inline[], place: Place): string {
  const parts: string[] = [];
  let end = '';
  for (const inline of settled(inlines)) {
    const part = parted(end, renderInline(inline, place));
    end = (end + part).slice(-SEAM);
    parts.push(part);
  }
  return startSafely(parts.join('').trim());
}

/** Inlines as HTML, for a fold's summary; nobody is mentioned there and nothing linked. */
export function renderSummary(inlines: readonly Inline[]): string {
  return settled(inlines).map(summaryPart).join('').trim();
}

/** The address as a link target; undefined for one that must not be one. */
function safeUrl(address: string): string | undefined {
  const url = webAddress(address);
  return url?.href.replace(/[()<>[\]\\|`*_~"'\s]/g, percentEncoded).replaceAll('&', '&amp;');
}

/**
 * What each inline comes to, and text beside text as one, so that nothing can come alive across a seam: a refused
 * link is text, a login that is none is code, and what shows nothing is gone.
 */
function settled(inlines: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = [];
  for (const inline of inlines.map(settle)) {
    const last = merged.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') {
      merged[merged.length - 1] = { kind: 'text', text: last.text + inline.text };
    } else merged.push(inline);
  }
  return merged;
}

function settle(inline: Inline): Inline {
  if (inline.kind === 'person') {
    return isLogin(inline.login) ? inline : settle({ kind: 'code', text: inline.login });
  }
  if (inline.kind === 'link') {
    return safeUrl(inline.url) === undefined ? { kind: 'text', text: inline.text } : inline;
  }
  return plainLine(inline.text) === '' ? { kind: 'text', text: inline.text === '' ? '' : ' ' } : inline;
}

/**
 * Keeps two pieces apart where they would run into each other: spans of code, strong texts, a mention and what
 * touches it, and a strong text in punctuation that touches a word (CommonMark 6.2, flanking).
 */
function parted(before: string, part: string): string {
  const runsOn = /[`*]$/.test(before) && /^[`*]/.test(part);
  const touches = /[^\s(]$/.test(before) && part.startsWith('@');
  const takesIn = /(?:^|[\s;(])@[\w-]+$/.test(before) && /^[^\s.,:;)]/.test(part);
  const opens = /\S$/.test(before) && /^\*\*\W/.test(part);
  const closes = /\W\*\*$/.test(before) && /^\S/.test(part);
  return before !== '' && (runsOn || touches || takesIn || opens || closes) ? `${gap}${part}` : part;
}

function renderInline(inline: Inline, place: Place): string {
  switch (inline.kind) {
    case 'text':
      return spaced(inline.text, escapeText);
    case 'strong':
      return spaced(inline.text, (text) => `**${escapeText(text)}**`);
    case 'code':
      return place === 'cell' ? codeSpanInTable(inline.text) : codeSpan(inline.text);
    case 'link':
      return linked(inline.text, safeUrl(inline.url) ?? '');
    case 'person':
      return `@${inline.login}`;
  }
}

/** GitHub's own rule for logins: letters, digits and single hyphens, 39 at most; companies add `_name`. */
function isLogin(login: string): boolean {
  return login.length <= 39 && /^[A-Za-z\d]+(?:-[A-Za-z\d]+)*(?:_[A-Za-z\d]+)?$/.test(login);
}

function linked(text: string, url: string): string {
  const label = escapeLabel(text);
  return `[${label === '' ? 'link' : label}](${url})`;
}

/** What begins a line must not begin a list, a rule or a heading; `#` and `*` are escaped already. */
function startSafely(line: string): string {
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, String.raw`$1\$2`).replace(/^(?=[-+])/, '\\');
}

function summaryPart(inline: Inline): string {
  if (inline.kind === 'person') return `<code>${inline.login}</code>`;
  const tag = inline.kind === 'strong' || inline.kind === 'code' ? inline.kind : undefined;
  return spaced(inline.text, (text) => {
    return tag === undefined ? escapeHtml(text) : `<${tag}>${escapeHtml(text)}</${tag}>`;
  });
}
