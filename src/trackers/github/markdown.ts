import type { Document } from '../../model/document.ts';
import { renderWhole } from './markdown-blocks.ts';
import { cuts } from './markdown-fit.ts';

export { parseMarker } from './marker.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is room for what it counts differently. */
const LIMIT = 60_000;

/**
 * A document as a GitHub comment of at most 60,000 characters. Everything but its `person` is inert: no text of it
 * mentions, links, references, closes, formats or hides anything. The last line is the hidden marker.
 */
export function renderGitHub(document: Document): string {
  const whole = renderWhole(document);
  if (whole.length <= LIMIT) return whole;
  for (const cut of cuts) {
    const shorter = renderWhole(cut(document));
    if (shorter.length <= LIMIT) return shorter;
  }
  return renderWhole({ topic: document.topic, blocks: [] });
}
