import { describe, expect, it } from 'vitest';
import type { Block, Inline } from '../../src/model/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';
import { renderAdf } from '../../src/trackers/jira/adf.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import { faultsOfAdf, readingOf } from '../support/adf-rules.ts';
import { nodesOf, readMarkdown } from '../support/github-reading.ts';
import { wikiText } from '../support/wiki-html.ts';
import { documents } from './pairs.ts';

/** Words, numbers and signs in order; how a tracker draws a headline or a table is its own affair. */
function words(shown: string): string {
  return shown.replace(/[\s:@▸✔✘⚠ⓘ❓✅❌⏳😕ℹ\u200B]|\uFE0F/gu, '');
}

function markdownText(markdown: string): string {
  const folded = markdown.replace(/<!--.*-->/, '').replace(/<\/?(?:details|summary|strong)>/g, '');
  const titled = folded
    .replace(/^(.*)<code>(.*)<\/code>/gm, '$1$2')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? '');
  return nodesOf(readMarkdown(titled))
    .map(({ node }) => ('value' in node ? node.value : ''))
    .join('');
}

/** How often a document calls somebody: each time is a mail. */
function mentionsIn(blocks: readonly Block[]): number {
  const lines = blocks.flatMap((block): readonly (readonly Inline[])[] => {
    switch (block.kind) {
      case 'headline':
      case 'paragraph':
        return [block.text];
      case 'list':
        return block.items;
      case 'table':
        return block.rows.flat();
      case 'code':
        return [];
      case 'fold':
        return [block.summary];
    }
  });
  const inside = blocks.flatMap((block) => (block.kind === 'fold' ? [mentionsIn(block.blocks)] : []));
  const here = lines.flat().filter(({ kind }) => kind === 'person').length;
  return inside.reduce((sum, one) => sum + one, here);
}

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

describe.each(Object.entries(documents))('%s', (name, document) => {
  it('reads well in each tracker, says the same in all, and calls at most one person once', async () => {
    const written = await document();
    const markdown = renderGitHub(written);
    const wiki = renderJiraWiki(written);
    const adf: AdfNode = JSON.parse(renderAdf(written));
    expect(mentionsIn(written.blocks)).toBeLessThanOrEqual(1);
    expect(faultsOfAdf(adf)).toEqual([]);
    await expect(`${markdown}\n`).toMatchFileSnapshot(`golden/${name}.md`);
    await expect(`${wiki}\n`).toMatchFileSnapshot(`golden/${name}.wiki`);
    await expect(`${JSON.stringify(adf, undefined, 1)}\n`).toMatchFileSnapshot(`golden/${name}.adf.json`);
    const said = words(markdownText(markdown));
    expect(words(wikiText(wiki))).toBe(said);
    expect(words(readingOf(adf))).toBe(said);
  });
});
