import { describe, expect, it } from 'vitest';
import { comparisonOf, type CompareQuestion } from '../../src/plans/comparison.ts';
import { comparisonDocument } from '../../src/reports/comparison-document.ts';
import { comparisonJson } from '../../src/reports/comparison-json.ts';
import type { ComparisonReport } from '../../src/reports/comparison-report.ts';
import { luck } from '../../src/reports/comparison-words.ts';
import { intervalPlot } from '../../src/reports/interval-plot.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { adviceOn } from '../../src/worker/assessment.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';
import { run } from './stories.ts';

const before = { id: 'before', label: 'cassandra-4.1', commit: 'e19c3b2'.padEnd(40, '0') };
const after = { id: 'after', label: '17461-4.1', commit: '51ab0de'.padEnd(40, '0') };

function told(
  sides: Readonly<Record<string, string>>,
  asked: Partial<CompareQuestion> = {},
  rest: Partial<ComparisonReport> = {},
): ComparisonReport {
  const comparison = comparisonOf({ before, after, ...asked }, evidenceOf(sides));
  const advice = adviceOn(comparison, { tolerance: 0.01 });
  return {
    ...(advice === undefined ? {} : { advice }),
    run: {
      ...run,
      id: 'r-8m1d',
      revision: after.label,
      typed: { options: ['-j', '2'], command: ['ant', 'test-jvm-dtest-some'] },
    },
    comparison,
    wallMs: 2_823_000,
    exitCodesOnly: false,
    evidence: [{ label: 'Files of each run', at: '.retrial/r-8m1d/' }],
    ...rest,
  };
}

const fixed = { runs: 1000 };
const stories: Readonly<Record<string, ComparisonReport>> = {
  'compare-fixed-and-older': told(
    { before: 'yyyy' + runs(12, 396), after: 'yyyyyyyy' + runs(0, 992) },
    fixed,
  ),
  'compare-fixed': told(
    { before: runs(10, 200), after: runs(0, 600) },
    { reused: { before: 200, after: 0 } },
  ),
  'compare-regression': told({ before: runs(0, 200), after: runs(5, 200) }),
  'compare-need-more-runs': told({ before: runs(1, 200), after: runs(0, 600) }, fixed),
  'compare-no-data': told({ before: 's'.repeat(200), after: runs(5, 200) }, fixed),
  'compare-not-reproduced': told({ before: runs(0, 299), after: runs(0, 299) }),
  'compare-unchanged': told({ before: runs(3, 30), after: runs(1, 25) }),
  'compare-better': told({ before: runs(200, 500), after: runs(50, 500) }, { runs: 500 }),
  'compare-broken-after': {
    ...told({ before: runs(1, 12), after: '' }),
    brokenOutput: 'npm error code ELIFECYCLE\nnpm error errno 1',
  },
  'compare-interrupted': told({ before: runs(2, 20), after: runs(0, 7) }, {}, { partial: 'interrupted' }),
};

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
