import type { Block, Document, Inline } from '../../model/document.ts';
import { withoutTokens } from '../../model/tokens.ts';

/** A document whose texts hold nothing that looks like a secret: whoever posts it, everybody reads it. */
export function redacted(document: Document): Document {
  return { ...document, blocks: document.blocks.map(redactedBlock) };
}

function redactedBlock(block: Block): Block {
  switch (block.kind) {
    case 'headline':
    case 'paragraph':
      return { ...block, text: block.text.map(redactedInline) };
    case 'list':
      return { ...block, items: block.items.map((item) => item.map(redactedInline)) };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => cell.map(redactedInline))) };
    case 'code':
      return { ...block, text: withoutTokens(block.text) };
    case 'fold':
      return {
        ...block,
        summary: block.summary.map(redactedInline),
        blocks: block.blocks.map(redactedBlock),
      };
  }
}

function redactedInline(inline: Inline): Inline {
  return inline.kind === 'person' ? inline : { ...inline, text: withoutTokens(inline.text) };
}
