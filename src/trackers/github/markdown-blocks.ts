import type { Block, Document, Inline, Mark } from '../../model/document.ts';
import { renderInlines, renderSummary } from './markdown-inline.ts';
import { fenced } from './markdown-text.ts';
import { marker } from './marker.ts';

const signs: Readonly<Record<Mark, string>> = {
  pass: '✅',
  fail: '❌',
  warn: '⚠️',
  info: 'ℹ️',
  wait: '⏳',
  confused: '😕',
};

/** Marks whose headline is a heading; the others open a short reply, where a heading would shout. */
const headings: readonly Mark[] = ['pass', 'fail', 'warn', 'info'];

/** A whole document, however long it gets, with its marker as the last line. */
export function renderWhole(document: Document): string {
  return `${renderBlocks(document.blocks)}\n\n${marker(document.topic)}`;
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
      return renderInlines(block.text, 'line');
    case 'list':
      return block.items.map((item) => `- ${renderInlines(item, 'line')}`).join('\n');
    case 'table':
      return renderTable(block);
    case 'code':
      return fenced(block.text);
    case 'fold':
      return renderFold(block);
  }
}

function renderHeadline(mark: Mark, inlines: readonly Inline[]): string {
  const isHeading = headings.includes(mark);
  const line = renderInlines(isHeading ? inlines.map(unstressed) : inlines, 'line');
  return `${isHeading ? '### ' : ''}${signs[mark]} ${line}`;
}

/** A heading is strong as it is. */
function unstressed(inline: Inline): Inline {
  return inline.kind === 'strong' ? { kind: 'text', text: inline.text } : inline;
}

function renderTable({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  if (columns.length === 0) return '';
  const cells = (values: readonly string[]): string =>
    `| ${columns.map((_, index) => values[index] ?? '').join(' | ')} |`;
  const head = cells(columns.map(({ title }) => renderInlines([{ kind: 'text', text: title }], 'cell')));
  const rule = `|${columns.map(({ align }) => (align === 'right' ? '--:' : '---')).join('|')}|`;
  const body = rows.map((row) => cells(row.map((cell) => renderInlines(cell, 'cell'))));
  return [head, rule, ...body].join('\n');
}

/** Markdown inside is read because blank lines part it from the tags. */
function renderFold({ summary, blocks }: Extract<Block, { kind: 'fold' }>): string {
  const inside = renderBlocks(blocks);
  return `<details><summary>${renderSummary(summary)}</summary>\n\n${inside}\n\n</details>`;
}
