import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockersDocument, type BlockersReport } from '../../src/reports/blockers-document.ts';
import { blockersJson } from '../../src/reports/blockers-json.ts';
import { releaseBoard, snapshotOf } from '../../src/releases/board.ts';
import { boardChanges } from '../../src/releases/changes.ts';
import { paceOf } from '../../src/releases/pace.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import { runs } from '../plans/evidence.ts';
import { compared, culprit, decided, factsOf, found, on, pull } from '../releases/facts.ts';
import { repeated, settings } from '../releases/facts.ts';
import { hostileText } from '../support/hostile-text.ts';
import { stories } from './blockers-stories.ts';

describe.each(Object.entries(stories))('the summary %s', (name, report) => {
  it('reads well on GitHub', async () => {
    await expect(`${renderGitHub(blockersDocument(report))}\n`).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('reads well in Jira', async () => {
    await expect(`${renderJiraWiki(blockersDocument(report))}\n`).toMatchFileSnapshot(`golden/${name}.wiki`);
  });

  it('reads well in a terminal', async () => {
    const shown = renderTerminal(blockersDocument(report), { width: 120, colour: false, unicode: true });
    await expect(shown).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('gives a program the same rows in the same order', async () => {
    const json = JSON.stringify(blockersJson(report), undefined, 2);
    await expect(`${json}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });
});

const topic = { kind: 'status', id: '4711' } as const;
const rule = { labels: ['blocker'] };
const flaky = found(repeated(runs(17, 200)));
const gone = found(compared(runs(12, 400), runs(0, 1000)), { at: on(13) });

function many(size: number, more: Parameters<typeof factsOf>[0] = {}) {
  return Array.from({ length: size }, (_, at) =>
    factsOf({
      ...more,
      ticket: { ...more.ticket, ticket: { tracker: 'github', project: 'a/b', key: String(at + 1) } },
    }),
  );
}

function storyOf(name: string): BlockersReport {
  const found = stories[name];
  if (found === undefined) throw new Error(`no story is called ${name}`);
  return found;
}

describe('the summary of a release', () => {
  it('counts each blocker once in its headline', () => {
    const [headline] = blockersDocument(storyOf('blockers-of-4.1')).blocks;
    const shown = JSON.stringify(headline);
    expect(shown).toContain('blocked by 2, 1 needs a decision, 1 verifying');
  });

  it('never says that a release is ready: it says what it knows', () => {
    const shown = renderGitHub(blockersDocument(storyOf('blockers-none-left')));
    expect(shown).toContain('no known blocker');
    expect(shown).not.toMatch(/ready|green|safe|ship/i);
  });

  it('gives no pass mark while something was not looked at', () => {
    const [headline] = blockersDocument(storyOf('blockers-incomplete')).blocks;
    expect(headline).toMatchObject({ kind: 'headline', mark: 'info' });
  });

  it('shows what fits of a long list, and how much it left out', () => {
    const board = releaseBoard(many(70), settings, { rule });
    const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board) }));
    expect(shown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(51);
    expect(shown).toContain('20 more blockers not shown');
  });

  it('tells ten changes of one kind in one sentence', () => {
    const [old, fresh] = [many(10), many(10, { found: [found(repeated(runs(9, 200)))] })].map((facts) =>
      releaseBoard(facts, settings, { rule }),
    );
    if (old === undefined || fresh === undefined) throw new Error('no boards');
    const changes = boardChanges(snapshotOf(old), snapshotOf(fresh));
    const shown = renderGitHub(blockersDocument({ topic, board: fresh, pace: paceOf(fresh), changes }));
    expect(shown.match(/went from new to reproduced/g)).toHaveLength(1);
  });

  it('says when and where a fix failed, and gives no numbers of before it', () => {
    const facts = factsOf({
      ticket: { labels: ['blocker'], status: 'closed', closedAt: on(14) },
      found: [found(repeated(runs(17, 200))), found(compared(runs(12, 400), runs(0, 1000)), { at: on(13) })],
      ciFailures: [{ at: on(15) }],
    });
    const board = releaseBoard([facts], settings, { rule });
    const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board) }));
    expect(shown).toContain('1 failure in CI');
    expect(shown).toContain('it failed again on 2022-08-15, after the fix was verified');
    expect(shown).not.toMatch(/12 \/ 400|17 \/ 200/);
  });

  it.each([
    ['the commit of a known cause', { found: [flaky, found(culprit)] }, /cause known.*; it began with/],
    [
      'the pull request that is to fix it',
      { ticket: { pullRequests: [pull()] }, found: [flaky] },
      /fix proposed.*; pull request .*34 is to fix it/,
    ],
    [
      'a decision that ran out',
      { found: [flaky], decisions: [decided('waive', { until: '2022-08-13' })] },
      /decision.*; the decision held until 2022-08-13 and has run out/,
    ],
    [
      'a lane in which it was not shown gone',
      {
        found: [flaky, found(repeated(runs(17, 200)), { lane: '`x` | @mick\n| 9' }), gone],
      },
      /verifying.*not shown gone in/,
    ],
  ] as const)('says what numbers do not tell: %s', (_, more, words) => {
    const board = releaseBoard([factsOf(more)], settings, { rule });
    const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board) }));
    expect(shown).toMatch(words);
    expect(shown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(shown).not.toMatch(/@mick/);
  });

  it('says of what fails in another way since its fix how often it did, and no numbers of before', () => {
    const merged = pull({ state: 'merged', mergedAt: on(14) });
    const ciFailures = [{ at: on(15), signature: 's1-another' }];
    const told = factsOf({ ticket: { pullRequests: [merged] }, found: [flaky, gone], ciFailures });
    const board = releaseBoard([told], settings, { rule });
    const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board) }));
    expect(shown).toMatch(/reproduced.*1 failure in CI.*; it failed, in another way than what was fixed/);
    expect(shown).not.toMatch(/17 \/ 200|12 \/ 400/);
  });

  it('says once that it fails on the release before too', () => {
    const old = found(
      compared(runs(17, 200), runs(17, 200), { before: 'cassandra-4.0', after: 'cassandra-4.1' }),
    );
    const board = releaseBoard([factsOf({ found: [flaky, old] })], settings, { rule });
    const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board) }));
    expect(shown.match(/fails on the release before/g)).toHaveLength(1);
  });

  it('calls nobody by a mention, whoever owns a blocker', () => {
    const report = storyOf('blockers-of-4.1');
    const shown = renderGitHub(blockersDocument(report));
    expect(shown).toContain('belliottsmith');
    expect(shown).not.toMatch(/@\w/);
  });

  it('keeps hostile titles, tests, branches and reasons within their row and their list item', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const blocker = factsOf({ test: one, ticket: { title: other, assignees: [other] } });
        const waived = factsOf({
          ticket: { title: one },
          decisions: [decided('waive', { by: other, reason: one, until: other })],
        });
        const board = releaseBoard([blocker, { ...blocker, test: other }, waived], settings, { rule });
        const shown = renderGitHub(blockersDocument({ topic, board, pace: paceOf(board), gaps: [other] }));
        expect(shown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(
          2 + board.blocking.length,
        );
        expect(shown.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(board.settled.length);
      }),
    );
  });
});
