import { describe, expect, it } from 'vitest';
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
  it.each([
    ['in GitHub', '/retrial stats Shop#pays', false],
    ['in GitHub as code', '/retrial stats `Shop#pays`', false],
    ['in Jira', '/retrial stats {{Shop#pays}}', true],
  ])('shows counts, interval, revisions and causes to anybody, %s', async (_, text, jira) => {
    expect(await answer(statistics, text, jira)).toBe(
      [
        'Statistics: 10 of 200 executed failed (5.0 %, 95 % CI 2.4–9.0)',
        '`Shop#pays`: 2 runs; asked 210 = executed 200 + skipped 7 + lost 3; executed 200 = passed 190 + failed 10.',
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
