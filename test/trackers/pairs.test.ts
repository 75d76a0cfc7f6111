import { describe, expect, it } from 'vitest';
import type { Block, Inline } from '../../src/model/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';
import { renderAdf } from '../../src/trackers/jira/adf.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import { faultsOfAdf, readingOf } from '../support/adf-rules.ts';
import { markdownText, wordsOf } from '../support/readings.ts';
import { wikiText } from '../support/wiki-html.ts';
import { documents } from './pairs.ts';

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
    const said = wordsOf(markdownText(markdown));
    expect(wordsOf(wikiText(wiki))).toBe(said);
    expect(wordsOf(readingOf(adf))).toBe(said);
  });
});
