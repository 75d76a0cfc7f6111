import type { Block, Document, Inline } from '../../model/document.ts';
import { renderWhole } from './markdown-blocks.ts';
import { cuts } from './markdown-fit.ts';

export { parseMarker } from './marker.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is room for what it counts differently. */
const LIMIT = 60_000;
/** Documents whose texts alone are longer are not even rendered to see whether they fit. */
const HOPELESS = 4 * LIMIT;
/** What an inline, a cell or a block takes beside its text, about. */
const AROUND = 4;

/**
 * A document as a GitHub comment of at most 60,000 characters. Everything but its `person` is inert: no text of it
 * mentions, links, references, closes, formats or hides anything. The last line is the hidden marker.
 */
export function renderGitHub(document: Document): string {
  for (const cut of [whole, ...cuts]) {
    const shorter = cut(document);
    if (sizeOf(shorter.blocks) > HOPELESS) continue;
    const markdown = renderWhole(shorter);
    if (markdown.length <= LIMIT) return markdown;
  }
  return renderWhole({ topic: document.topic, blocks: [] });
}

function whole(document: Document): Document {
  return document;
}

function sizeOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + AROUND + blockSize(block), 0);
}

function blockSize(block: Block): number {
  switch (block.kind) {
    case 'headline':
    case 'paragraph':
      return lineSize(block.text);
    case 'list':
      return block.items.reduce((sum, item) => sum + AROUND + lineSize(item), 0);
    case 'table':
      return block.rows
        .flat()
        .reduce((sum, cell) => sum + AROUND + lineSize(cell), block.columns.length * AROUND);
    case 'code':
      return block.text.length;
    case 'fold':
      return lineSize(block.summary) + sizeOf(block.blocks);
  }
}

function lineSize(inlines: readonly Inline[]): number {
  return inlines.reduce((sum, inline) => {
    return sum + AROUND + (inline.kind === 'person' ? inline.login : inline.text).length;
  }, 0);
}
