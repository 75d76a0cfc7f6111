import { describe, expect, it } from 'vitest';
import { isolationDocument } from '../../src/reports/isolation-document.ts';
import { isolationJson } from '../../src/reports/isolation-json.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { stories } from './isolation-stories.ts';

describe.each(Object.entries(stories))('the report of %s', (name, story) => {
  it('reads well in a GitHub ticket', async () => {
    const shown = renderGitHub(isolationDocument(story, { audience: 'ticket' }));
    await expect(`${shown}\n`).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('reads well in a terminal, in ASCII too', async () => {
    const document = isolationDocument(story, { audience: 'terminal' });
    const look = { width: 100, colour: false };
    await expect(renderTerminal(document, { ...look, unicode: true })).toMatchFileSnapshot(
      `golden/${name}.txt`,
    );
    expect(renderTerminal(document, { ...look, unicode: false })).toMatch(/^[\n -~]*$/);
  });

  it('gives numbers a program can read', () => {
    const { scopes, verdict } = isolationJson(story);
    expect(verdict).toBe(story.isolation.kind);
    for (const { asked, executed, skipped, lost } of scopes) expect(executed + skipped + lost).toBe(asked);
  });
});

const [told] = Object.values(stories);

it('offers to go on with one that was stopped in a terminal', () => {
  if (told === undefined) throw new Error('there is no story');
  const stopped = { ...told, partial: 'interrupted' as const };
  const shown = renderTerminal(isolationDocument(stopped, { audience: 'terminal' }), {
    width: 100,
    colour: false,
    unicode: true,
  });
  expect(shown).toContain(`retrial isolate --resume ${told.run.id}`);
  expect(shown).not.toContain('-n ');
});
