import { expect, it } from 'vitest';
import type { Decision } from '../../src/model/ledger.ts';
import { ignoreDocument } from '../../src/reports/ignore-document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';

const decision: Decision = {
  id: 'd-1',
  what: 'ignore',
  by: 'ann',
  at: '2026-01-02T00:00:00Z',
  ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
  reason: 'race',
  test: 'A#f[0]',
  until: '4.2',
  run: 'r-1',
};
const one = { lost: 1, left: 12, isEveryVariant: false };
const counts = { asked: 200, executed: 100, passed: 86, failed: 14, skipped: 60, lost: 40 };
const told = (more: Partial<Parameters<typeof ignoreDocument>[1]>) =>
  renderGitHub(ignoreDocument(decision, { change: '@Ignore', ...more }));

it.each([
  [{ coverage: one }, 'No other test changes. 12 other tests of this file still run.'],
  [{ coverage: { ...one, left: 1 } }, 'No other test changes. 1 other test of this file still runs.'],
  [{ coverage: { ...one, left: 0 } }, 'This file declares no other test that runs.'],
  [
    { coverage: { ...one, isEveryVariant: true } },
    'It switches off all variants of that test: its framework has no mark for one of them alone. 12 other tests',
  ],
  [{ coverage: { ...one, lost: 3 } }, 'under these tests breaks. It switches off 3 tests'],
  [
    { found: counts },
    '**What the test found:** 14 of 100 executed iterations failed, in the run named above.',
  ],
  [
    { found: { ...counts, executed: 0, passed: 0, failed: 0, lost: 140 } },
    'nothing ran, in the run named above.',
  ],
])('says what is lost by %j', (more, words) => {
  expect(told(more)).toContain(words);
});

it('claims exactly one test only where that is so', () => {
  expect(told({ coverage: { ...one, isEveryVariant: true } })).not.toMatch(
    /No other test changes|Ignores one test/,
  );
  expect(told({ coverage: { ...one, lost: 2 } })).not.toMatch(/No other test changes|Ignores one test/);
});
