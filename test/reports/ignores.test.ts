import { describe, expect, it } from 'vitest';
import type { TestSkip } from '../../src/model/test-skip.ts';
import { ageOf, ignoresDocument } from '../../src/reports/ignores-document.ts';
import { ignoresJson } from '../../src/reports/ignores-json.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';

const since = (at: string, author = 'Jane'): NonNullable<TestSkip['since']> => ({
  commit: 'd2923275e360a1ee9db498e748c269f701bb3a8b',
  author,
  at,
  subject: 'Ignore it',
  withTest: false,
});
const skip = (test: string, rest: Partial<TestSkip>): TestSkip => ({
  test,
  path: 'test/CASTest.java',
  line: 8,
  on: 'test',
  text: '@Ignore("x")',
  isConditional: false,
  ...rest,
});
const report = {
  revision: 'HEAD',
  commit: 'd2923275e360a1ee9db498e748c269f701bb3a8b',
  files: 3,
  left: [{ path: 'a.py', why: 'too long' }],
  withHistory: true,
  now: new Date('2022-08-16T00:00:00Z'),
  skips: [
    skip('CASTest#young', { since: since('2022-08-01T00:00:00Z'), reason: 'bug 1' }),
    skip('CASTest#old', { since: since('2016-01-01T00:00:00Z', '@all <b>') }),
    skip('CASTest#windows', {
      isConditional: true,
      text: '@DisabledOnOs(WINDOWS)',
      since: since('2021-01-01T00:00:00Z'),
    }),
  ],
};

describe('the list of ignores', () => {
  it('has the oldest first, with age, author and reason, and counts apart what depends on code', () => {
    const shown = renderTerminal(ignoresDocument(report), { width: 160, colour: false, unicode: true });
    expect(shown).toContain('2 skips at HEAD (d2923275e)');
    expect(shown).toContain('1 skip without a reason. 1 skip more depends on code or the machine.');
    expect(shown.indexOf('CASTest#old')).toBeLessThan(shown.indexOf('CASTest#windows'));
    expect(shown.indexOf('CASTest#windows')).toBeLessThan(shown.indexOf('CASTest#young'));
    expect(shown).toMatch(/CASTest#old.*2016-01-01 d2923275e\s+6\.6 y/);
    expect(shown).toContain('a.py: too long');
  });

  it('shows an author as text, never as a mention or markup', () => {
    const shown = renderGitHub(ignoresDocument(report));
    expect(shown).not.toMatch(/@all|<b>/);
  });

  it('says in JSON what is not known', () => {
    const json = JSON.parse(JSON.stringify(ignoresJson({ ...report, skips: [skip('A#f', {})] })));
    expect(json.skips).toMatchObject([{ test: 'A#f', reason: null, since: null }]);
  });

  it.each([
    ['2022-08-16T00:00:00Z', '0 d'],
    ['2022-07-01T00:00:00Z', '46 d'],
    ['2022-01-01T00:00:00Z', '7 mo'],
    ['2023-01-01T00:00:00Z', '0 d'],
  ])('counts from %s', (at, age) => expect(ageOf(at, report.now)).toBe(age));
});
