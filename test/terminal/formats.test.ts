import { describe, expect, it } from 'vitest';
import { renderAny, type Format } from '../../src/terminal/render/formats.ts';
import type { AnyReport } from '../../src/terminal/questions/reports.ts';
import { stories as bisections } from '../reports/bisection-stories.ts';
import { stories as comparisons } from '../reports/comparison-stories.ts';
import { stories as isolations } from '../reports/isolation-stories.ts';
import { stories as repeats } from '../reports/stories.ts';

function first<Report>(stories: Readonly<Record<string, Report>>): Report {
  const [report] = Object.values(stories);
  if (report === undefined) throw new Error('no story is left');
  return report;
}

const reports: readonly AnyReport[] = [
  { kind: 'repeat', report: first(repeats) },
  { kind: 'compare', report: first(comparisons) },
  { kind: 'bisect', report: first(bisections) },
  { kind: 'isolate', report: first(isolations) },
];
const begins: readonly (readonly [Format, RegExp])[] = [
  ['text', /^(?:[A-Z]{4}|[✓✗!i] {2}\S)/],
  ['github', /^### /],
  ['markdown', /^### /],
  ['jira', /^\{anchor:retrial-result-r-\w+\}\n\|\(/],
  ['adf', /^\{"type":"doc","version":1,/],
  ['html', /^<!doctype html>/],
  ['json', /^\{"schema":"retrial\./],
];

describe.each(reports)('a finished $kind', (report) => {
  it.each(begins)('can be shown as %s', (format, beginning) => {
    const shown = renderAny(report, format, { width: 100, colour: false, unicode: true });
    expect(shown).toMatch(beginning);
    expect(shown.endsWith('\n')).toBe(true);
  });
});
