import type { Block, Document, Inline } from '../../model/document.ts';
import { cuts } from './cuts.ts';
import { redacted } from './redact.ts';

/** Documents whose texts alone are this many times too long are not even rendered to see whether they fit. */
const hopeless = 4;
/** What an inline, a cell or a block takes beside its text, about. */
const AROUND = 4;

/** The longest comment a tracker takes, and how a whole document looks there. */
export interface Form {
  /** Characters. */
  readonly limit: number;
  readonly render: (document: Document) => string;
}

/** A document in its tracker's form, without secrets, shortened as little as its limit allows. */
export function fit(document: Document, { limit, render }: Form): string {
  const safe = redacted(document);
  for (const cut of [whole, ...cuts]) {
    const shorter = cut(safe);
    if (sizeOf(shorter.blocks) > hopeless * limit) continue;
    const text = render(shorter);
    if (text.length <= limit) return text;
  }
  return render({ topic: document.topic, blocks: [] });
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
