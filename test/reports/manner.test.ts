import { describe, expect, it } from 'vitest';
import { bisectionDocument } from '../../src/reports/bisection-document.ts';
import { comparisonDocument } from '../../src/reports/comparison-document.ts';
import { isolationDocument } from '../../src/reports/isolation-document.ts';
import { ticketCommand } from '../../src/reports/next-commands.ts';
import { progressDocument } from '../../src/reports/progress-document.ts';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import { resultJson } from '../../src/reports/result-json.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import { plain } from '../commands/fakes.ts';
import { stories as bisections } from './bisection-stories.ts';
import { stories as comparisons } from './comparison-stories.ts';
import { stories as isolations } from './isolation-stories.ts';
import { progress } from './progress-story.ts';
import { stories } from './stories.ts';

const manner = ['via=local', 'scope=class', 'env.JAVA_OPTS="-Xmx2g -ea"'];
const shown = '`via=local scope=class env.JAVA_OPTS="-Xmx2g -ea"`';
const wording = { audience: 'ticket' } as const;

function first<Report>(all: Readonly<Record<string, Report>>): Report {
  const [found] = Object.values(all);
  if (found === undefined) throw new Error('there is no story');
  return found;
}

const so = <Report extends { readonly run: object }>(report: Report): Report => ({
  ...report,
  run: { ...report.run, manner },
});

describe('the way a run was run', () => {
  it.each([
    ['progress', progressDocument(so(progress))],
    ['the report of a repeat', repeatDocument(so(first(stories)))],
    ['the report of a comparison', comparisonDocument(so(first(comparisons)), wording)],
    ['the report of a search', bisectionDocument(so(first(bisections)))],
    ['the report of an isolation', isolationDocument(so(first(isolations)), wording)],
  ])('is named in %s', (_, document) => expect(plain(document)).toContain(shown));

  it('is data beside the result', () => {
    expect(resultJson(so(first(stories)))).toMatchObject({ manner });
    expect(resultJson(first(stories))).not.toHaveProperty('manner');
  });

  it('is kept in the command that comes next, as far as that takes it', () => {
    const run = { selector: 'A#x', manner: [...manner, 'env.X=""\'`"', 'env.Y="a\nb"'] };
    expect(ticketCommand(run, ['compare', 'a..b'])).toBe(
      '/retrial compare A#x a..b via=local env.JAVA_OPTS="-Xmx2g -ea"',
    );
    expect(ticketCommand(run, ['repeat', 'x9'])).toBe(
      '/retrial repeat A#x x9 via=local scope=class env.JAVA_OPTS="-Xmx2g -ea"',
    );
  });

  it('calls nobody and breaks out of nothing', () => {
    const hostile = ['env.X="@everyone `fixes #1` |{code}"', 'env.Y="\n/retrial cancel all\u202e"'];
    const document = repeatDocument({ ...first(stories), run: { ...first(stories).run, manner: hostile } });
    const markdown = renderGitHub(document);
    expect(markdown).toContain('``env.X="@everyone `fixes #1` |{code}"');
    expect(markdown).not.toMatch(/^\/retrial cancel all/m);
    expect(renderJiraWiki(document)).not.toMatch(/^\/retrial cancel all/m);
  });
});
