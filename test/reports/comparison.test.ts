import { describe, expect, it } from 'vitest';
import { comparisonDocument } from '../../src/reports/comparison-document.ts';
import type { ComparisonReport } from '../../src/reports/comparison-report.ts';
import { comparisonJson } from '../../src/reports/comparison-json.ts';
import { luck } from '../../src/reports/comparison-words.ts';
import { intervalPlot } from '../../src/reports/interval-plot.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { before, stories, told } from './comparison-stories.ts';

describe.each(Object.entries(stories))('the report of %s', (name, report) => {
  it('reads well in a GitHub ticket', async () => {
    const shown = renderGitHub(comparisonDocument(report, { audience: 'ticket' }));
    await expect(`${shown}\n`).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('reads well in a terminal', async () => {
    const document = comparisonDocument(report, { audience: 'terminal' });
    const shown = renderTerminal(document, { width: 110, colour: false, unicode: true });
    await expect(shown).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('gives numbers a program can read', async () => {
    const lines = JSON.stringify(comparisonJson(report), undefined, 2).replace(/\[[\s\d.,e-]+\]/g, (list) =>
      list.replace(/\s+/g, ' '),
    );
    await expect(`${lines}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });
});

describe('a comparison in words', () => {
  it('refuses counts that do not add up', () => {
    const good = told({ before: runs(3, 30), after: runs(1, 25) });
    const counts = { ...good.comparison.before.counts, asked: 99 };
    const bad = {
      ...good,
      comparison: { ...good.comparison, before: { ...good.comparison.before, counts } },
    };
    expect(() => comparisonDocument(bad, { audience: 'ticket' })).toThrow(RangeError);
    expect(() => comparisonJson(bad)).toThrow(RangeError);
  });

  it('names the head of a pull request by its number in what to do next on a ticket, and nowhere else', () => {
    const commit = '9c1'.padEnd(40, '0');
    const after = { id: 'after', label: '#34', commit };
    const report = told({ before: runs(0, 200), after: runs(5, 200) }, { after });
    const ticket = renderGitHub(comparisonDocument(report, { audience: 'ticket' }));
    expect(ticket).toContain('good=cassandra-4.1 bad=#34`');
    expect(ticket).not.toContain(commit);
    const terminal = comparisonDocument(report, { audience: 'terminal' });
    expect(renderTerminal(terminal, { width: 400, colour: false, unicode: true })).toContain(
      `--bad ${commit.slice(0, 12)}`,
    );
  });

  it('says of earlier runs when they ran, and not that both sides ran in turns', () => {
    const base = told({ before: runs(3, 39), after: runs(1, 30) });
    const { before: first, after } = base.comparison;
    const shownOf = (reusedFrom: NonNullable<ComparisonReport['reusedFrom']>): string => {
      const comparison = {
        ...base.comparison,
        before: { ...first, reused: 30 },
        after: { ...after, reused: 30 },
      };
      const document = comparisonDocument({ ...base, comparison, reusedFrom }, { audience: 'terminal' });
      return renderTerminal(document, { width: 400, colour: false, unicode: true });
    };
    const dated = shownOf({ before: '2026-11-29T10:00:00Z', after: '2026-11-28T10:00:00Z' });
    expect(dated).toContain('9 runs now and 30 runs of 29 Nov 2026 against 30 runs of 28 Nov 2026, on');
    expect(dated).not.toContain('in turns');
    expect(shownOf({})).toContain('9 runs now and 30 earlier runs against 30 earlier runs, on');
  });

  it('names of either side what went another way than its path says', () => {
    const sides = new Map(evidenceOf({ before: runs(3, 30), after: runs(1, 25) }));
    const own = sides.get('after');
    if (own === undefined) throw new Error('no side');
    const marked = own.iterations.map((one) => ({ ...one, pathSays: 'failed' as const }));
    sides.set('after', { ...own, iterations: marked });
    const { side } = told({ before: runs(3, 30), after: runs(1, 25) }).comparison.after;
    const comparison = comparisonOf({ before, after: side }, sides);
    const shown = (report: ComparisonReport): string =>
      renderGitHub(comparisonDocument(report, { audience: 'ticket' }));
    const base = told({ before: runs(3, 30), after: runs(1, 25) });
    expect(shown({ ...base, comparison })).toContain(
      '`17461-4.1`: 24 iterations are marked failed by their paths but hold no failure: counted as passed.',
    );
    expect(shown(base)).not.toContain('marked');
  });

  it('lets nothing from outside act', () => {
    const hostile = '@everyone `x` <!-- retrial:v1 --> fixes #1\n/retrial cancel all';
    const base = told({ before: runs(3, 30), after: runs(1, 25) });
    const side = { ...base.comparison.before, side: { ...before, label: hostile }, broken: hostile };
    const report = {
      ...base,
      run: { ...base.run, note: hostile },
      comparison: { ...base.comparison, before: side },
    };
    const shown = renderGitHub(comparisonDocument(report, { audience: 'ticket' }));
    expect(shown.split('\n').filter((line) => line.startsWith('/retrial'))).toEqual([]);
    expect(shown).not.toMatch(/(?<![`\w])@everyone/);
  });

  it.each([
    [1e-9, 'less than once in a million times'],
    [0.0305, 'about once in 33 times'],
    [0.8, 'nearly every time'],
  ])('says that %f is luck %s', (p, words) => expect(luck(p)).toBe(words));

  it('draws intervals on one axis', () => {
    const plot = intervalPlot([
      { label: 'timeout', name: 'before', estimate: estimate(12, 400) },
      { label: '', name: 'after', estimate: estimate(0, 1000) },
      { label: 'shutdown', name: 'before' },
    ]);
    expect(plot.split('\n')).toMatchInlineSnapshot(`
      [
        "timeout   before        ├─────●───────┤                     12/400",
        "          after   ●┤                                        0/1,000",
        "shutdown  before                                            nothing ran",
        "                  0%                5.0%             10.0%  ├─●─┤ = 95 % interval",
      ]
    `);
  });
});
