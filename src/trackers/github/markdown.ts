import type { Document } from '../../model/document.ts';
import { fit } from '../rendering/fit.ts';
import { withoutBacklinks } from './backlinks.ts';
import { renderWhole } from './markdown-blocks.ts';

export { parseMarker } from './marker.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is room for what it counts differently. */
const limit = 60_000;

/**
 * A document as a GitHub comment of at most 60,000 characters. Everything but its `person` is inert: no text of it
 * mentions, links, references, closes, formats or hides anything, and its links leave no trace on other tickets. The
 * last line is the hidden marker.
 */
export function renderGitHub(document: Document): string {
  return fit(withoutBacklinks(document), { limit, render: renderWhole });
}
