import { nodesOf, readMarkdown } from './github-reading.ts';

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Words, numbers and signs in order; how a tracker draws a headline or a table is its own affair. */
export function wordsOf(shown: string): string {
  return shown.replace(/[\s:@▸✔✘⚠ⓘ❓✅❌⏳😕ℹ\u200B]|\uFE0F/gu, '');
}

/** What somebody reads of a comment on GitHub. */
export function markdownText(markdown: string): string {
  const folded = markdown.replace(/<!--.*-->/, '').replace(/<\/?(?:details|summary|strong)>/g, '');
  const titled = folded
    .replace(/^(.*)<code>(.*)<\/code>/gm, '$1$2')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? '');
  return nodesOf(readMarkdown(titled))
    .map(({ node }) => ('value' in node ? node.value : ''))
    .join('');
}
