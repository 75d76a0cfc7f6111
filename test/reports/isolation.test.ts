import { describe, expect, it } from 'vitest';
import { isolationOf } from '../../src/plans/isolate.ts';
import { isolationDocument } from '../../src/reports/isolation-document.ts';
import { isolationJson } from '../../src/reports/isolation-json.ts';
import type { IsolationReport } from '../../src/reports/isolation-report.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { run } from './stories.ts';

function report(
  sides: Readonly<Record<string, string>>,
  rest: Partial<IsolationReport> = {},
): IsolationReport {
  const left = [{ scope: 'shuffled', why: 'this runner cannot shuffle' }] as const;
  const scopes = ['alone', 'class', 'suite', 'loaded'] as const;
  const isolation = isolationOf({ scopes, left, runs: 50 }, evidenceOf(sides));
  return { run, isolation, wallMs: 640_000, exitCodesOnly: false, copies: 8, ...rest };
}

const stories: Readonly<Record<string, IsolationReport>> = {
  'isolate-order': report({
    alone: runs(0, 50),
    class: runs(9, 50),
    suite: runs(12, 50, 'y'),
    loaded: runs(1, 50),
  }),
  'isolate-load': report({
    alone: runs(0, 50),
    class: runs(0, 50),
    suite: runs(0, 50),
    loaded: runs(14, 50),
  }),
  'isolate-by-itself': report({
    alone: runs(5, 50),
    class: runs(6, 50),
    suite: runs(4, 50),
    loaded: runs(7, 50),
  }),
  'isolate-undecided': report({
    alone: runs(0, 50),
    class: runs(0, 50),
    suite: runs(2, 50),
    loaded: runs(0, 50),
  }),
  'isolate-no-data': report(
    { alone: 's'.repeat(10), class: runs(3, 10) },
    { partial: 'cancelled', brokenOutput: 'npm error\nno such script' },
  ),
};

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
