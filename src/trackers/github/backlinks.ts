import type { Document, Inline } from '../../model/document.ts';
import { mapBlocks } from '../rendering/map-blocks.ts';

/** The same page by a host whose links GitHub does not count as mentions. */
const uncounted = 'redirect.github.com';

/**
 * A document whose links leave no "mentioned this" on other tickets: a list of thirty would bring each of them one. What
 * somebody has decided belongs to the tickets it names, so its links stay as they are.
 */
export function withoutBacklinks(document: Document): Document {
  if (document.topic.kind === 'decision') return document;
  return { ...document, blocks: mapBlocks(document.blocks, { inline: quietly, code: (text) => text }) };
}

function quietly(inline: Inline): Inline {
  if (inline.kind !== 'link' || !URL.canParse(inline.url)) return inline;
  const url = new URL(inline.url);
  const isTicket = /^\/[^/]+\/[^/]+\/(?:issues|pull|discussions)\/\d/.test(url.pathname);
  if (!isTicket || !/^(?:www\.)?github\.com$/.test(url.host)) return inline;
  url.host = uncounted;
  return { ...inline, url: url.href };
}
