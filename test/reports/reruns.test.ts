import { describe, expect, it } from 'vitest';
import { bisectionDocument } from '../../src/reports/bisection-document.ts';
import { comparisonDocument } from '../../src/reports/comparison-document.ts';
import { isolationDocument } from '../../src/reports/isolation-document.ts';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import { rowOfRun } from '../../src/reports/rows/recommendation-rows.ts';
import { resultJson } from '../../src/reports/result-json.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { plain } from '../commands/fakes.ts';
import { stories as bisections } from './bisection-stories.ts';
import { stories as comparisons } from './comparison-stories.ts';
import { stories as isolations } from './isolation-stories.ts';
import { stories } from './stories.ts';

const words = 'The true failure rate may be higher: the runner runs again by itself what fails';
const wording = { audience: 'ticket' } as const;

const so = <Report extends { readonly run: object }>(report: Report | undefined): Report => {
  if (report === undefined) throw new Error('there is no such story');
  return { ...report, run: { ...report.run, reruns: true } };
};
const first = <Report extends { readonly run: object }>(all: Readonly<Record<string, Report>>): Report =>
  so(Object.values(all)[0]);

describe('a run whose runner runs again by itself what fails', () => {
  it.each([
    ['a repeat', repeatDocument(first(stories))],
    ['a comparison', comparisonDocument(first(comparisons), wording)],
    ['a search', bisectionDocument(first(bisections))],
    ['an isolation', isolationDocument(first(isolations), wording)],
  ])('says in the report of %s that its rate is a lower bound', (_, document) => {
    expect(plain(document)).toContain(words);
  });

  it.each([
    ['flaky-10-of-200', 'Flaky: at least 10 of 200 runs failed (5.0 %'],
    ['broken-200-of-200', 'Broken: fails every time, 200 of 200 runs failed'],
    [
      'clean-0-of-500',
      'Clean so far: 0 of 500 failed for good; a rate of failures that stay of 0.6 % or more',
    ],
    ['nothing-ran-200-skipped', 'Nothing ran: 0 of 200 runs executed the test'],
  ])('says so in the first line: %s', (name, line) => {
    expect(plain(repeatDocument(so(stories[name])))).toContain(line);
    expect(plain(repeatDocument(so(stories[name]))).includes(words)).toBe(!line.startsWith('Nothing ran'));
  });

  it('points to nothing in advice that a low rate speaks for', () => {
    const counts = { asked: 500, executed: 500, passed: 500, failed: 0, skipped: 0, lost: 0 };
    const verdict = {
      kind: 'clean-so-far',
      counts,
      estimate: estimate(0, 500),
      reasons: [],
      wouldChange: '',
    } as const;
    const found = {
      run: 'r-1',
      revision: 'main',
      lane: '',
      at: '2022-08-16T08:00:00.000Z',
      isChanged: false,
      finding: { kind: 'repeat', verdict, groups: [] },
    } as const;
    const terms = { hasLanes: false, hasRelease: false, elsewhere: [], tolerance: 0.01 };
    expect(rowOfRun(found, terms).pointsTo).toBe('close');
    const row = rowOfRun({ ...found, isLowerBound: true }, terms);
    expect(row.pointsTo).toBe('run more');
    expect(JSON.stringify(row.evidence)).toContain('at least: what fails is run again by itself');
  });

  it('is told to programs, and no other run is', () => {
    expect(resultJson(first(stories))).toMatchObject({ reruns: true });
    for (const report of Object.values(stories)) {
      expect(resultJson(report)).not.toHaveProperty('reruns');
      expect(plain(repeatDocument(report))).not.toContain(words);
    }
  });
});
