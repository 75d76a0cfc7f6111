import type { Document, Inline } from '../../model/document.ts';
import { withoutTokens } from '../../model/tokens.ts';
import { mapBlocks } from './map-blocks.ts';

/** A document whose texts hold nothing that looks like a secret: whoever posts it, everybody reads it. */
export function redacted(document: Document): Document {
  return { ...document, blocks: mapBlocks(document.blocks, { inline: redactedInline, code: withoutTokens }) };
}

function redactedInline(inline: Inline): Inline {
  return inline.kind === 'person' ? inline : { ...inline, text: withoutTokens(inline.text) };
}
