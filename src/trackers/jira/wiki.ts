import type { Block, Document, Inline, Mark, Topic } from '../../model/document.ts';
import { plainText } from '../../model/plain-text.ts';
import { fit } from '../rendering/fit.ts';
import { spaced } from '../rendering/inline.ts';
import { escapeWiki, noformat, wikiUrl } from './wiki-text.ts';

/** Jira takes 32,767 characters unless its administrator says otherwise; the rest is room. */
const limit = 30_000;
/** There is nothing to fold with on Data Center: what GitHub folds is shown shorter, by its beginning and its end. */
const foldedLines = { first: 8, last: 7 };

const icons: Readonly<Record<Mark, string>> = {
  pass: '(/)',
  fail: '(x)',
  warn: '(!)',
  info: '(i)',
  wait: '(i)',
  confused: '(?)',
};

/** Colours of verdicts, told apart on white without a difference of red and green; a sign and a word say the same. */
const colours: Readonly<Partial<Record<Mark, string>>> = { pass: '#080', fail: '#b00', warn: '#b36b00' };

/**
 * A document as a Jira comment in wiki markup, of at most 30,000 characters. Everything but its `person` is inert. An
 * invisible anchor at its beginning tells such a comment from a person's.
 */
export function renderJiraWiki(document: Document): string {
  return fit(document, { limit, render: renderWhole });
}

function renderWhole({ topic, blocks, attached = [] }: Document): string {
  const files = attached.filter((name) => /^[\w.-]{1,100}$/.test(name)).map(shownFile);
  const body = renderBlocks(blocks);
  // A table has to begin its line.
  const start = body.startsWith('|') ? '\n' : '';
  return [`${anchor(topic)}${start}${body}`, ...files].join('\n\n');
}

/** Only names of our own making come here. */
function shownFile(name: string): string {
  return name.endsWith('.png') ? `!${name}|width=640!` : `Data: [^${name}]`;
}

/** What such a comment begins with; nobody sees it. */
export function anchor({ kind, id }: Topic): string {
  return `{anchor:retrial-${kind}-${id.replace(/[^\w-]/g, '')}}`;
}

function renderBlocks(blocks: readonly Block[]): string {
  return blocks
    .map(renderBlock)
    .filter((block) => block !== '')
    .join('\n\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'headline':
      return renderHeadline(block.mark, block.text);
    case 'paragraph':
      return renderInlines(block.text);
    case 'list':
      return block.items.map((item) => `* ${renderInlines(item)}`).join('\n');
    case 'table':
      return renderTable(block);
    case 'code':
      return noformat(plainText(block.text));
    case 'fold':
      return [renderInlines(titled(block.summary)), renderBlocks(block.blocks.map(shortened))].join('\n\n');
  }
}

/** A verdict stands out as a row of its own, as Jira has no smaller heading; a reply to somebody is a line. */
function renderHeadline(mark: Mark, inlines: readonly Inline[]): string {
  const [verdict, ...rest] = inlines;
  if (verdict?.kind !== 'strong' || mark === 'wait') return `${icons[mark]} ${renderInlines(inlines)}`;
  const colour = colours[mark];
  const word = escapeWiki(verdict.text);
  const shown = colour === undefined ? word : `{color:${colour}}${word}{color}`;
  const more = renderInlines(rest).replace(/^[:,]\s*/, '');
  return `|${icons[mark]} ${wrapped('*', word === '' ? '' : shown, '*')}|${more === '' ? '' : `${more}|`}`;
}

function renderTable({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  if (columns.length === 0) return '';
  const filled = (cell: string): string => (cell === '' ? ' ' : cell);
  const head = `||${columns.map(({ title }) => filled(escapeWiki(title))).join('||')}||`;
  const body = rows.map(
    (row) => `|${columns.map((_, index) => filled(renderInlines(row[index] ?? []))).join('|')}|`,
  );
  return [head, ...body].join('\n');
}

/** Plain words above a part stand out; names in them do by themselves. */
function titled(summary: readonly Inline[]): readonly Inline[] {
  return summary.map((inline) => (inline.kind === 'text' ? { kind: 'strong', text: inline.text } : inline));
}

/** The beginning of a trace says most, and the end of a log. */
function shortened(block: Block): Block {
  if (block.kind !== 'code') return block;
  const lines = plainText(block.text).trimEnd().split('\n');
  const { first, last } = foldedLines;
  const rest = lines.length - first - last;
  if (rest <= 0) return { kind: 'code', text: lines.join('\n') };
  const shown = [...lines.slice(0, first), `… ${rest} more lines …`, ...lines.slice(-last)];
  return { kind: 'code', text: shown.join('\n') };
}

/** One line. Spans need something that is no letter on both sides, or Jira does not see them. */
function renderInlines(inlines: readonly Inline[]): string {
  let line = '';
  for (const inline of inlines) {
    const part = renderInline(inline);
    const isSpan = inline.kind !== 'text';
    const touches = /[\p{L}\p{N}]$/u.test(line) || /[*}\]]$/.test(line);
    const runsOn = /^[\p{L}\p{N}{*[]/u.test(part) && /[*}\]]$/.test(line);
    line += (isSpan && touches) || runsOn ? ` ${part}` : part;
  }
  return line.trim();
}

function renderInline(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return spaced(inline.text, escapeWiki);
    case 'strong':
      return spaced(inline.text, (text) => wrapped('*', escapeWiki(text), '*'));
    case 'code':
      return wrapped('{{', escapeWiki(inline.text), '}}');
    case 'link': {
      const url = wikiUrl(inline.url);
      const label = escapeWiki(inline.text);
      return url === undefined ? label : `[${label === '' ? 'link' : label}|${url}]`;
    }
    case 'person':
      return /^[\w.@+-]{1,100}$/.test(inline.login)
        ? `[~${inline.login}]`
        : wrapped('{{', escapeWiki(inline.login), '}}');
  }
}

function wrapped(open: string, text: string, close: string): string {
  return text === '' ? '' : `${open}${text}${close}`;
}
