import { describe, expect, it } from 'vitest';
import type { OrdinaryHistory } from '../../src/model/history.ts';
import type { TestStatistics } from '../../src/model/test-statistics.ts';
import { plain, post, runOf } from './fakes.ts';

const counts = { asked: 210, executed: 200, passed: 190, failed: 10, skipped: 7, lost: 3 };
const estimate = { failed: 10, executed: 200, rate: 0.05, low: 0.0242, high: 0.09, level: 0.95 };
const place = {
  revision: 'trunk',
  commit: '0123456789abcdef0123456789abcdef01234567',
  isChanged: false,
  runs: ['r-two2', 'r-one1'],
  counts,
  estimate,
};
const statistics: TestStatistics = {
  places: [place],
  counts,
  estimate,
  causes: [
    {
      signature: { id: 's1-0000000000000001', title: 'Timeout at Register' },
      knownIssue: 'SHOP-12',
      failed: 10,
      runs: 2,
    },
  ],
  stoppedAtAnswer: 0,
  others: 0,
};

async function answer(
  found: TestStatistics,
  text = '/retrial stats Shop#pays',
  jira = false,
): Promise<string> {
  const { replies } = await post(text, {
    changes: { right: 'read', statistics: async () => found },
    ...(jira ? { comment: { ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' } } } : {}),
  });
  return plain(replies[0]?.document);
}

describe('stats', () => {
  it('says beside them what ordinary CI says, place by place, and since when it is broken', async () => {
    const counts = { passed: 0, skipped: 0, unrated: 0 };
    const at = (day: string) => ({
      project: 'shop',
      id: day,
      branch: 'trunk',
      lane: 'jdk11',
      passesKnown: true,
      commit: `c${day}`,
      at: `2026-03-${day}T10:00:00.000Z`,
    });
    const broken = { kind: 'broken', brokenSince: at('09'), lastPassed: at('08') } as const;
    const place = { branch: 'trunk', lane: 'jdk11', executed: 5, failed: 3, ...counts, ...broken };
    const weekCounts = [
      { failed: 0, executed: 2 },
      { failed: 3, executed: 3 },
    ];
    const history = { test: 'org.Shop#pays', weeks: [0, 3], branches: [], placesDiffer: false };
    const found: OrdinaryHistory = {
      from: '2026-03-02T00:00:00.000Z',
      until: '2026-03-16T00:00:00.000Z',
      tests: [{ ...history, ...place, weekCounts, places: [{ ...place, weekCounts }] }],
    };
    const asked: unknown[] = [];
    const { replies } = await post('/retrial stats Shop#pays since=2w', {
      changes: {
        right: 'read',
        statistics: async () => statistics,
        ordinary: async (...args) => (asked.push(args[1]), found),
      },
    });
    const shown = plain(replies[0]?.document);
    expect(shown).toContain(
      'Ordinary CI, 2 Mar 2026 to 16 Mar 2026: 1 test, broken since 9 Mar 2026 at `c09`, passed last at `c08`.',
    );
    expect(shown).toContain('`Shop#pays` | `trunk` | `jdk11` | broken | 3 / 5 | 60.0 % | `·▇`');
    expect(asked).toEqual([{ lastMs: 1_209_600_000 }]);
  });

  it('says that no build named a test, where builds were read', async () => {
    const nothing = { from: '2026-03-02T00:00:00.000Z', until: '2026-03-16T00:00:00.000Z', tests: [] };
    const { replies } = await post('/retrial stats Shop#pays', {
      changes: { statistics: async () => statistics, ordinary: async () => nothing },
    });
    expect(plain(replies[0]?.document)).toContain('16 Mar 2026: no build named it.');
  });

  it.each([
    ['in GitHub', '/retrial stats Shop#pays', false],
    ['in GitHub as code', '/retrial stats `Shop#pays`', false],
    ['in Jira', '/retrial stats {{Shop#pays}}', true],
  ])('shows counts, interval, revisions and causes to anybody, %s', async (_, text, jira) => {
    expect(await answer(statistics, text, jira)).toBe(
      [
        'Statistics: 10 of 200 executed failed (5.0 %, 95 % CI 2.4–9.0)',
        '`Shop#pays`: 2 runs; asked 210 = executed 200 + skipped 7 + lost 3; executed 200 = passed 190 + failed 10.',
        'Only runs `of the last 30d` are counted; `since=all` counts older ones too.',
        'Revision | Failed | Executed | Rate | Runs',
        '`012345678`, trunk | 10 | 200 | 5.0 % (2.4–9.0) | r-two2, r-one1',
        'Failure | Failed | Seen in | Signature',
        '`Timeout at Register`, known: `SHOP-12` | 10 of 200 | 2 runs | `s1-0000000000000001`',
        'Next: `/retrial repeat Shop#pays x200`',
      ].join('\n'),
    );
  });

  it('says what it leaves out, and gives no rate over several revisions', async () => {
    const { estimate: _, ...several } = statistics;
    const reply = await answer({ ...several, places: [place, place], stoppedAtAnswer: 1, others: 2 });
    expect(reply).toContain('Statistics: 10 of 200 executed failed\n');
    expect(reply).toContain('no rate over all of them');
    expect(reply).toContain('1 run stopped at an answer');
    expect(reply).toContain('2 runs that compared, searched or isolated');
  });

  it.each([
    ['no failure', 0, { low: 0, high: 0.0149 }, 'below 1.5 %, 95 % sure'],
    ['nothing but failures', 200, { low: 0.9851, high: 1 }, 'above 98.5 %, 95 % sure'],
  ])('gives one bound for %s', async (_, failed, bounds, words) => {
    const changed = { ...counts, failed, passed: 200 - failed };
    const one = { ...estimate, failed, rate: failed / 200, ...bounds };
    expect(await answer({ ...statistics, counts: changed, estimate: one })).toContain(words);
  });

  it('says that nothing ran, and that nothing is known yet', async () => {
    const { estimate: _, ...none } = statistics;
    const skipped = { asked: 9, executed: 0, passed: 0, failed: 0, skipped: 9, lost: 0 };
    expect(await answer({ ...none, counts: skipped, causes: [] })).toContain('Nothing ran: 0 of 9');
    expect(await answer({ ...none, counts: skipped, places: [], causes: [] })).toContain('No statistics yet');
  });

  it.each([
    ['', { lastMs: 2_592_000_000 }, 'Only runs `of the last 30d` are counted; `since=all`'],
    ['since=2w', { lastMs: 1_209_600_000 }, 'Only runs `of the last 2w` are counted.'],
    ['since=ALL branch=trunk', { revision: 'trunk' }, 'Only runs `at trunk` are counted.'],
    ['since=all', {}, 'Statistics: '],
  ])('counts those of the time that is asked for: %s', async (words, window, said) => {
    const asked: unknown[] = [];
    const { replies } = await post(`/retrial stats Shop#pays ${words}`, {
      changes: { statistics: async (_, given) => (asked.push(given), statistics) },
    });
    expect(asked).toEqual([window]);
    const reply = plain(replies[0]?.document);
    expect(reply).toContain(said);
    expect(reply.includes('are counted')).toBe(words !== 'since=all');
  });

  it('takes the test of the last run, and asks for one where none ran', async () => {
    const asked: string[] = [];
    const changes = {
      statistics: async ({ text }: { readonly text: string }) => {
        asked.push(text);
        return statistics;
      },
    };
    await post('/retrial history', { runs: [runOf('r-1aaa')], changes });
    expect(asked).toEqual(['CASTest#testOld']);
    const { replies } = await post('/retrial stats', { changes });
    expect(replies[0]?.codes).toEqual(['E-MISSING']);
  });
});
