import type { Block, Document, Inline, Mark } from '../../model/document.ts';
import { plainLine, plainText } from '../../model/plain-text.ts';
import { fit } from '../rendering/fit.ts';
import type { AdfNode } from './adf-node.ts';
import { inlineNodes, titleOf } from './adf-inline.ts';

/** Jira takes 32,767 characters; whether of text or of its JSON it does not say, so the longer one is held to less. */
const limit = 30_000;

const panels: Readonly<Record<Mark, string>> = {
  pass: 'success',
  fail: 'error',
  warn: 'warning',
  info: 'info',
  wait: 'info',
  confused: 'note',
};

/**
 * A document as the JSON of a Jira Cloud comment, of at most 30,000 characters. Text in it is text: only its `person`
 * can become a mention, and only a link's address a link.
 */
export function renderAdf(document: Document): string {
  return fit(document, { limit, render: (shorter) => JSON.stringify(docOf(shorter)) });
}

/** An empty document is refused. */
function docOf({ blocks, attached = [] }: Document): AdfNode {
  const names = attached.flatMap((name): readonly Inline[] => [
    { kind: 'text', text: ' ' },
    { kind: 'code', text: name },
  ]);
  // A picture in a document goes by an id that attaching does not tell.
  const files: readonly Block[] =
    names.length === 0 ? [] : [{ kind: 'paragraph', text: [{ kind: 'text', text: 'Attached:' }, ...names] }];
  const content = [...blocks, ...files].flatMap((block) => blockNodes(block, 'top'));
  return { type: 'doc', version: 1, content: content.length === 0 ? [paragraph([])] : content };
}

/** An expansion holds no further one. */
type Place = 'top' | 'fold';

function blockNodes(block: Block, place: Place): readonly AdfNode[] {
  switch (block.kind) {
    case 'headline':
      return [{ type: 'panel', attrs: { panelType: panels[block.mark] }, content: [paragraph(block.text)] }];
    case 'paragraph':
      return [paragraph(block.text)];
    case 'list':
      return block.items.length === 0 ? [] : [listOf(block.items)];
    case 'table':
      return block.columns.length === 0 ? [] : [tableOf(block)];
    case 'code':
      return codeOf(block.text);
    case 'fold':
      return foldOf(block, place);
  }
}

function paragraph(inlines: readonly Inline[]): AdfNode {
  return { type: 'paragraph', content: inlineNodes(inlines) };
}

function listOf(items: readonly (readonly Inline[])[]): AdfNode {
  const content = items.map((item): AdfNode => ({ type: 'listItem', content: [paragraph(item)] }));
  return { type: 'bulletList', content };
}

function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): AdfNode {
  const row = (type: string, cells: readonly (readonly Inline[])[]): AdfNode => ({
    type: 'tableRow',
    content: columns.map((_, index) => ({ type, content: [paragraph(cells[index] ?? [])] })),
  });
  const titles = columns.map(({ title }): readonly Inline[] => [{ kind: 'text', text: title }]);
  return {
    type: 'table',
    attrs: { isNumberColumnEnabled: false, layout: 'default' },
    content: [row('tableHeader', titles), ...rows.map((cells) => row('tableCell', cells))],
  };
}

function codeOf(code: string): readonly AdfNode[] {
  const text = plainText(code);
  return text.trim() === '' ? [] : [{ type: 'codeBlock', content: [{ type: 'text', text }] }];
}

function foldOf({ summary, blocks }: Extract<Block, { kind: 'fold' }>, place: Place): readonly AdfNode[] {
  const inside = blocks.flatMap((block) => blockNodes(block, 'fold'));
  if (place === 'fold') return [paragraph(summary), ...inside];
  const content = inside.length === 0 ? [paragraph([])] : inside;
  return [{ type: 'expand', attrs: { title: plainLine(titleOf(summary)) }, content }];
}
