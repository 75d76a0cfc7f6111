import type { Inline } from '../../model/document.ts';
import { gap, codeSpan, codeSpanInTable, escapeHtml, escapeLabel, escapeText } from './markdown-text.ts';

/** Where a line stands: a table's cell has rules of its own. */
export type Place = 'line' | 'cell';

/** Enough of a line's end to hold the longest login. */
const SEAM = 64;

/** Inlines as one line of Markdown, ready to stand at the beginning of a block. */
export function renderInlines(inlines: readonly Inline[], place: Place): string {
  let line = '';
  for (const inline of merge(inlines)) line += parted(line.slice(-SEAM), renderInline(inline, place));
  return startSafely(line.trim());
}

/** Inlines as HTML, for a fold's summary; nobody is mentioned there and nothing linked. */
export function renderSummary(inlines: readonly Inline[]): string {
  return merge(inlines).map(summaryPart).join('').trim();
}

/** The address as a link target, or undefined: only http and https, and no name before the host. */
export function safeUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  return url.href.replace(/[()<>[\]\\|`*_~"'\s]/g, encodeMark).replaceAll('&', '&amp;');
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Text beside text is one text, so that nothing can come alive across the seam. */
function merge(inlines: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = [];
  for (const inline of inlines) {
    const last = merged.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') {
      merged[merged.length - 1] = { kind: 'text', text: last.text + inline.text };
    } else merged.push(inline);
  }
  return merged;
}

/** Two spans of code or two strong ones run into each other, and a mention takes in what touches it. */
function parted(before: string, part: string): string {
  const runsOn = /[`*]$/.test(before) && /^[`*]/.test(part);
  const touches = /[^\s(]$/.test(before) && part.startsWith('@');
  const takesIn = /(?:^|[\s;(])@[\w-]+$/.test(before) && /^[\w/-]/.test(part);
  return before !== '' && (runsOn || touches || takesIn) ? `${gap}${part}` : part;
}

function renderInline(inline: Inline, place: Place): string {
  switch (inline.kind) {
    case 'text':
      return spaced(inline.text, escapeText);
    case 'strong':
      return spaced(inline.text, (text) => wrapped('**', escapeText(text)));
    case 'code':
      return codeSpanIn(place, inline.text);
    case 'link':
      return linked(inline.text, inline.url);
    case 'person':
      return isLogin(inline.login) ? `@${inline.login}` : codeSpanIn(place, inline.login);
  }
}

function codeSpanIn(place: Place, text: string): string {
  return place === 'cell' ? codeSpanInTable(text) : codeSpan(text);
}

/** GitHub's own rule for logins: letters, digits and single hyphens, 39 at most; companies add `_name`. */
function isLogin(login: string): boolean {
  return login.length <= 39 && /^[A-Za-z\d]+(?:-[A-Za-z\d]+)*(?:_[A-Za-z\d]+)?$/.test(login);
}

function linked(text: string, address: string): string {
  const url = safeUrl(address);
  const label = escapeLabel(text);
  if (url === undefined) return label;
  return `[${label === '' ? 'link' : label}](${url})`;
}

/** Keeps one space where the text had some at its ends. */
function spaced(text: string, render: (text: string) => string): string {
  const rendered = render(text);
  if (rendered === '') return text === '' ? '' : ' ';
  return `${/^\s/.test(text) ? ' ' : ''}${rendered}${/\s$/.test(text) ? ' ' : ''}`;
}

function wrapped(mark: string, text: string): string {
  return text === '' ? '' : `${mark}${text}${mark}`;
}

/** What begins a line must not begin a list, a rule or a heading; `#` and `*` are escaped already. */
function startSafely(line: string): string {
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, String.raw`$1\$2`).replace(/^(?=[-+])/, '\\');
}

function summaryPart(inline: Inline): string {
  const text = inline.kind === 'person' ? inline.login : inline.text;
  const tag = { text: undefined, strong: 'strong', code: 'code', link: undefined, person: 'code' }[
    inline.kind
  ];
  return spaced(text, (each) => {
    const escaped = escapeHtml(each);
    return tag === undefined || escaped === '' ? escaped : `<${tag}>${escaped}</${tag}>`;
  });
}
