import { describe, expect, it } from 'vitest';
import { progressDocument } from '../../src/reports/progress-document.ts';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import { resultJson } from '../../src/reports/result-json.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { liveLines } from '../../src/terminal/render/live.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { progress } from './progress-story.ts';
import { stories } from './stories.ts';

describe.each(Object.entries(stories))('the report of %s', (name, report) => {
  it('reads well in a GitHub ticket', async () => {
    await expect(`${renderGitHub(repeatDocument(report))}\n`).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('reads well in a terminal', async () => {
    const document = repeatDocument(report, { audience: 'terminal', perRow: 50 });
    const shown = renderTerminal(document, { width: 100, colour: false, unicode: true });
    await expect(shown).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('gives numbers a program can read', async () => {
    const { runs: _, ...json } = resultJson(report);
    const lines = JSON.stringify(json, undefined, 2).replace(/\[[\s\d.,]+\]/g, (list) =>
      list.replace(/\s+/g, ' '),
    );
    await expect(`${lines}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });
});

describe('a run that goes on', () => {
  it('reads well in a GitHub ticket', async () => {
    await expect(`${renderGitHub(progressDocument(progress))}\n`).toMatchFileSnapshot('golden/progress.md');
  });

  it('reads well in a terminal, wide and narrow, with and without Unicode', async () => {
    const looks = [
      { width: 120, colour: false, unicode: true },
      { width: 80, colour: false, unicode: true },
      { width: 40, colour: false, unicode: false },
    ];
    const shown = looks.map((look) => liveLines(progress, look).join('\n')).join('\n\n');
    await expect(`${shown}\n`).toMatchFileSnapshot('golden/live.txt');
  });
});

describe('a plain terminal', () => {
  it('shows the flaky report in ASCII', async () => {
    const report = stories['flaky-10-of-200'];
    if (report === undefined) throw new Error('the story is gone');
    const document = repeatDocument(report, { audience: 'terminal', perRow: 50 });
    const shown = renderTerminal(document, { width: 80, colour: false, unicode: false });
    expect(shown).toMatch(/^[\n -~]*$/);
    await expect(shown).toMatchFileSnapshot('golden/flaky-10-of-200.ascii.txt');
  });
});
