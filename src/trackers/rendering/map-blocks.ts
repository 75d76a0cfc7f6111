import type { Block, Inline } from '../../model/document.ts';

/** What becomes of the pieces of a document, wherever they stand. */
export interface Changes {
  readonly inline: (inline: Inline) => Inline;
  /** Literal text. */
  readonly code: (text: string) => string;
}

/** Blocks with their pieces changed, and everything else as it was. */
export function mapBlocks(blocks: readonly Block[], changes: Changes): readonly Block[] {
  return blocks.map((block) => mapBlock(block, changes));
}

function mapBlock(block: Block, changes: Changes): Block {
  const { inline, code } = changes;
  switch (block.kind) {
    case 'headline':
    case 'paragraph':
      return { ...block, text: block.text.map(inline) };
    case 'list':
      return { ...block, items: block.items.map((item) => item.map(inline)) };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => cell.map(inline))) };
    case 'code':
      return { ...block, text: code(block.text) };
    case 'fold':
      return { ...block, summary: block.summary.map(inline), blocks: mapBlocks(block.blocks, changes) };
  }
}
