import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlakyList, FlakyTest, TestHistory } from '../../src/model/history.ts';
import { flakyDocument } from '../../src/reports/flaky-document.ts';
import { flakyJson } from '../../src/reports/flaky-json.ts';
import { shortNames } from '../../src/reports/short-names.ts';
import { sparkline } from '../../src/reports/sparkline.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { hostileText } from '../support/hostile-text.ts';

function history(test: string, over: Partial<TestHistory> = {}): TestHistory {
  const counts = { executed: 400, passed: 369, failed: 31, skipped: 0, unrated: 0 };
  return {
    test,
    kind: 'flaky',
    ...counts,
    weeks: [1, 0, 30],
    weekCounts: [
      { failed: 1, executed: 100 },
      { failed: 0, executed: 0 },
      { failed: 30, executed: 300 },
    ],
    branches: [],
    places: [],
    placesDiffer: false,
    lastFailed: '2026-03-20T00:00:00Z',
    ...over,
  };
}

const cause = {
  id: 's1-1',
  title: 'IOException: lock lost',
  count: 31,
  first: '2026-03-02',
  last: '2026-03-20',
  tests: ['a'],
  knownIssue: 'SHOP-7',
};

function list(failing: readonly FlakyTest[], over: Partial<FlakyList> = {}): FlakyList {
  const window = { from: '2026-03-02T00:00:00Z', until: '2026-03-23T00:00:00Z', weeks: [] };
  return {
    project: 'shop',
    ...window,
    failing,
    gone: [],
    neverRan: [],
    signatures: [],
    partialBuilds: 0,
    cost: { redBuilds: 0 },
    ...over,
  };
}

describe('the flaky list as a document', () => {
  it('shows rate with counts, weeks, and the ticket of the most frequent cause', () => {
    const shown = renderGitHub(
      flakyDocument(list([{ history: history('org.shop.PayTest#pays'), signatures: [cause], isNew: true }])),
    );
    expect(shown).toContain('2026-03-02 to 2026-03-23: 1 flaky');
    expect(shown).toMatch(/PayTest#pays.*31 \/ 400.*7\.8 %.*▁∅▇.*2026-03-20.*lock lost.*SHOP-7/);
    expect(shown).toContain('did not fail in the window before');
  });

  it('shows counts and no rate where passes are unknown', () => {
    const unrated = history('PayTest#pays', {
      kind: 'failures-only',
      executed: 0,
      passed: 0,
      failed: 0,
      unrated: 5,
    });
    const shown = renderGitHub(flakyDocument(list([{ history: unrated, signatures: [] }])));
    expect(shown).toContain('Failed, passes unknown');
    expect(shown).not.toContain('%');
    expect(JSON.stringify(flakyJson(list([{ history: unrated, signatures: [] }])))).not.toContain('"rate"');
  });

  it('draws a long window in bars of several weeks, each with the rate of its own, the newest whole', () => {
    const weekCounts = [7, 0, ...Array.from({ length: 49 }, () => 0), 3, 4].map((failed) => ({
      failed,
      executed: 10,
    }));
    const shown = renderGitHub(
      flakyDocument(list([{ history: history('T#t', { weekCounts }), signatures: [] }])),
    );
    expect(shown).toContain('Rate each 3 weeks');
    expect(shown).toContain(`| \`▇${'·'.repeat(16)}▅\` |`);
  });

  it('says since which commit a test is broken, and where it passed last', () => {
    const build = (id: string, at: string) => ({
      project: 'shop',
      id,
      branch: 'main',
      lane: 'jdk11',
      passesKnown: true,
      commit: `${id}000000000`,
      at,
    });
    const broken = history('T#t', {
      kind: 'broken',
      brokenSince: build('bad', '2026-03-05T10:00:00Z'),
      lastPassed: build('good', '2026-03-04T10:00:00Z'),
    });
    const shown = renderGitHub(flakyDocument(list([{ history: broken, signatures: [] }])));
    expect(shown).toMatch(/since 2026-03-05 at `bad000000`, passed last at `good00000`/);
    const { lastPassed: _, ...never } = broken;
    expect(renderGitHub(flakyDocument(list([{ history: never, signatures: [] }])))).toContain(
      'no pass known before',
    );
  });

  it('shows a test place by place only where its places differ', () => {
    const counts = { passed: 0, skipped: 0, unrated: 0, branch: 'main' } as const;
    const places = [
      { ...counts, lane: 'jdk11', kind: 'broken', executed: 9, failed: 9, weekCounts: [] },
      { ...counts, lane: 'jdk8', kind: 'passing', executed: 90, failed: 0, weekCounts: [] },
      { ...counts, lane: 'arm', kind: 'never-ran', executed: 0, failed: 0, weekCounts: [] },
    ] as const;
    const shown = (placesDiffer: boolean): string =>
      renderGitHub(
        flakyDocument(list([{ history: history('T#t', { places, placesDiffer }), signatures: [] }])),
      );
    expect(shown(true)).toContain('1 test differs by branch or lane');
    expect(shown(true)).toMatch(/jdk11.*broken.*9 \/ 9.*100 %/);
    expect(shown(true)).toMatch(/jdk8.*no failure.*0 \/ 90.*0 %/);
    expect(shown(true)).toMatch(/arm.*never ran.*0 \/ 0 \|\s+\|/);
    expect(shown(false)).not.toContain('jdk8');
  });

  it('claims nothing where nothing failed', () => {
    const shown = renderGitHub(
      flakyDocument(list([], { neverRan: [history('T#t', { kind: 'never-ran' })] })),
    );
    expect(shown).toContain('no failure seen, 1 never ran');
  });

  it('says that counts are partial where reports could not be read', () => {
    expect(renderGitHub(flakyDocument(list([])))).not.toContain('Partial');
    expect(renderGitHub(flakyDocument(list([], { partialBuilds: 3 })))).toContain(
      '**Partial:** 3 builds, of which some reports could not be read',
    );
  });

  it('cuts what is long and says so', () => {
    const many = Array.from({ length: 25 }, (_, at) => ({ history: history(`T#t${at}`), signatures: [] }));
    expect(renderGitHub(flakyDocument(list(many)))).toContain('5 more.');
  });

  it('keeps hostile names and titles within their row', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, title) => {
        const test = { history: history(name), signatures: [{ ...cause, title }] };
        const shown = renderGitHub(flakyDocument(list([test])));
        expect(shown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
      }),
    );
  });
});

describe('names and bars', () => {
  it('drop packages, as long as tests stay different', () => {
    const tests = ['org.a.T#x', 'org.b.T#x', 'org.a.U#y.z', 'a/b.test.ts#does', 'pkg.mod#t', 'V'];
    expect(tests.map(shortNames(tests))).toEqual([
      'org.a.T#x',
      'org.b.T#x',
      'U#y.z',
      'a/b.test.ts#does',
      'pkg.mod#t',
      'V',
    ]);
  });

  it.each([
    [[], ''],
    [[0, 0], '··'],
    [[1, 7], '▁▇'],
    [[1, 1000, 0, 500], '▁▇·▄'],
    [[0.01, null, 0.02], '▄∅▇'],
  ])('draw %j as %s', (values, bars) => {
    expect(sparkline(values)).toBe(bars);
  });
});
