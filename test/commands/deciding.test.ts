import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import type { DecisionRequest } from '../../src/commands/contract/decisions.ts';
import { commentOf, plain, post, runOf, ticket, worldOf } from './fakes.ts';

const may = { changes: { right: 'decide' as const } };

describe('deciding commands', () => {
  it.each([
    ['blocker', { what: 'blocker-add', release: '4.1', reason: 'none given' }],
    ['blocker cause=test', { what: 'blocker-add', release: '4.1', cause: 'test' }],
    ['blocker add cause=CI-infra reason=x', { what: 'blocker-add', cause: 'ci-infra', reason: 'x' }],
    ['blocker add release=4.2', { what: 'blocker-add', release: '4.2' }],
    ['blocker remove reason="an old bug"', { what: 'blocker-remove', release: '4.1', reason: 'an old bug' }],
    ['defer to=4.2 reason="too deep"', { what: 'defer', release: '4.1', until: '4.2', reason: 'too deep' }],
    ['postpone to="5.0 alpha" reason=x', { what: 'defer', until: '5.0 alpha' }],
    ['waive reason="the test\'s fault"', { what: 'waive', release: '4.1', reason: "the test's fault" }],
    [
      'ignore A#b reason="its own clock" until=4.2 ticket=SHOP-12',
      { what: 'ignore', test: 'A#b', until: '4.2', followUp: 'SHOP-12', reason: 'its own clock' },
    ],
    ['ignore A#b reason=x until=4.2', { newTicket: {}, release: '4.1' }],
    ['ignore A#b reason=x until=4.2 ticket=here', { followUp: 'apache/cassandra#17461' }],
    [
      'ignore A#b reason=x until=4.2 ticket=SHOP blocker=move release=4.0',
      { newTicket: { project: 'SHOP' }, movesBlocker: true, release: '4.0' },
    ],
    [
      'ignore A#b reason=x until=4.2 ticket=#9 blocker=move release=4.0',
      { followUp: '#9', movesBlocker: true },
    ],
    ['unignore A#b', { what: 'unignore', test: 'A#b', undo: 'ignore "A#b" reason="…" until=…' }],
    ['waive reason=x until=2027-01-31', { what: 'waive', until: '2027-01-31' }],
  ])('%s', async (line, expected) => {
    const { decided, replies } = await post(`Hm.\n/retrial ${line}`, may);
    expect(decided).toMatchObject([{ line: 2, ...expected }]);
    expect(replies).toMatchObject([{ reaction: '+1', document: { topic: { kind: 'decision' } } }]);
  });

  it.each([
    ['ignore A#b reason=x', 'E-MISSING', '`ignore` needs `until=`'],
    ['ignore A#b until=4.2', 'E-MISSING', '`ignore` needs a `reason="…"`'],
    ['ignore A#b reason=x until=4.2 ticket=later', 'E-VALUE', '`later` is no ticket'],
    ['ignore A#b reason=x until=4.2 mode=off', 'E-VALUE', 'neither `ignore` nor `quarantine`'],
    ['ignore A#b reason=x until=4.2 ticket=here blocker=move', 'E-VALUE', 'needs another ticket'],
    [
      'ignore A#b reason=x until=4.2 ticket=SHOP-12 blocker=move',
      'E-VALUE',
      'can’t move to `SHOP-12`: from here only',
    ],
    ['ignore A#b reason=x until=4.2 ticket=other/repo#9 blocker=move', 'E-VALUE', '`other/repo#9`'],
    ['ignore A#b reason=x until=4.2 ticket=#17461 blocker=move', 'E-VALUE', 'needs another ticket'],
    ['ignore A#b reason=x until=4.2 ticket=SHOP-12 blocker=move dry-run', 'E-VALUE', '`SHOP-12`'],
    ['ignore reason=x until=4.2', 'E-MISSING', 'This needs a test'],
    ['defer reason=x', 'E-MISSING', '`defer` needs `to=`'],
    ['defer to=4.2', 'E-MISSING', '`defer` needs a `reason="…"`'],
    ['waive', 'E-MISSING', '`waive` needs a `reason="…"`'],
    ['waive reason=""', 'E-VALUE', 'The reason is empty'],
    ['waive reason=x until=2027-02-31', 'E-VALUE', 'is no day of any calendar'],
    [`waive reason="${'x'.repeat(501)}"`, 'E-VALUE', 'at most 500 characters'],
    ['blocker add cause=moon', 'E-VALUE', '`product`, `test`, `ci-infra`, `product-infra` or `unknown`'],
    ['blocker add cause=', 'E-VALUE', "isn't known here"],
    ['blocker remove cause=test', 'E-VALUE', '`cause=` says what a blocker is about'],
    ['blocker ad', 'E-VALUE', 'neither `add` nor `remove`'],
    ['accept', 'E-MISSING', 'No comparison with a fix has ended here'],
  ])('%s is refused with %s', async (line, code, words) => {
    const { decided, replies } = await post(`/retrial ${line}`, may);
    expect(decided).toEqual([]);
    expect(replies).toMatchObject([{ reaction: 'confused', codes: [code] }]);
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('adds no pull request to the blockers, since no board would show it, but takes one off', async () => {
    const onPull = { ...may, comment: { isPullRequest: true } };
    for (const line of ['blocker', 'blocker add release=4.1', 'blocker add dry-run']) {
      const { decided, replies } = await post(`/retrial ${line}`, onPull);
      expect(decided).toEqual([]);
      expect(replies).toMatchObject([{ reaction: 'confused', codes: ['E-VALUE'] }]);
      expect(plain(replies[0]?.document)).toContain('on the issue that it fixes');
    }
    const { decided } = await post('/retrial blocker remove', onPull);
    expect(decided).toMatchObject([{ what: 'blocker-remove' }]);
  });

  it.each(['blocker', 'defer to=4.2 reason=x', 'waive reason=x'])(
    '%s takes the right to decide',
    async (line) => {
      const { decided, replies } = await post(`/retrial ${line}`);
      expect(decided).toEqual([]);
      expect(replies).toMatchObject([{ reaction: '-1', codes: ['E-DENIED'] }]);
    },
  );

  it.each([
    'defer to=4.2 reason=x',
    'waive reason=x',
    'blocker remove',
    'ignore A#b reason=x until=4.2 blocker=move',
  ])('%s may be left to release managers', async (line) => {
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
    const changes = { right: 'decide' as const, settings: { ...settings, releaseManagers: ['Mick'] } };
    const { decided, replies } = await post(`/retrial ${line}`, { changes });
    expect(decided).toEqual([]);
    expect(plain(replies[0]?.document)).toContain('ask `Mick`');
    expect(plain(replies[0]?.document)).toContain("That isn't yours to decide here");
    const comment = { author: { login: 'mick', isBot: false } };
    expect((await post(`/retrial ${line}`, { changes, comment })).decided).toHaveLength(1);
  });

  it('shows anybody what would be decided, and decides nothing', async () => {
    const { decided, replies } = await post('/retrial waive reason=x dry-run', {
      changes: { right: 'read' },
    });
    expect(decided).toEqual([]);
    expect(plain(replies[0]?.document)).toContain('Nothing was decided.');
    expect(plain(replies[0]?.document)).toContain("You can't decide it yourself: that takes write access.");
  });

  it('shows the change that a dry run would propose', async () => {
    const changes = { preview: async () => ({ words: 'the line of A#b', lines: '+A#b' }) };
    const line = '/retrial ignore A#b reason=x until=4.2 mode=quarantine dry-run';
    const { decided, replies } = await post(line, { changes });
    expect(decided).toEqual([]);
    expect(replies[0]?.document?.blocks).toContainEqual({ kind: 'code', text: '+A#b' });
    expect(plain(replies[0]?.document)).toContain('Its change: `the line of A#b`');
  });

  it.each([
    [{ lost: 1, left: 2, isEveryVariant: false }, 'exactly that test. No other test changes. 2 other tests'],
    [{ lost: 1, left: 2, isEveryVariant: true }, 'all variants of that test: its framework has no mark'],
    [
      { lost: 4, left: 0, isEveryVariant: false },
      '4 tests: those of the class or group that is named. This file',
    ],
  ])('says in a dry run what would be switched off: %j', async (coverage, words) => {
    const preview = async () => ({ words: '@Ignore', lines: '+@Ignore', coverage });
    const line = '/retrial ignore A#b[0] reason=x until=4.2 dry-run';
    const { replies } = await post(line, { changes: { preview } });
    expect(plain(replies[0]?.document)).toContain(`A pull request would switch off ${words}`);
  });

  it('shows no line of code to whom may only read', async () => {
    const preview = async () => ({ words: 'the line of A#b', lines: '+A#b' });
    const line = '/retrial ignore A#b reason=x until=4.2 dry-run';
    const { replies } = await post(line, { changes: { preview, right: 'read' } });
    expect(plain(replies[0]?.document)).toContain('Nothing was decided');
    expect(plain(replies[0]?.document)).not.toContain('A#b:');
    expect(replies[0]?.document?.blocks.some(({ kind }) => kind === 'code')).toBe(false);
    const { replies: shown } = await post(line, { changes: { preview, right: 'run' } });
    expect(shown[0]?.document?.blocks).toContainEqual({ kind: 'code', text: '+A#b' });
  });

  it.each([
    ['blocker add release=4.1', { what: 'blocker-remove', release: '4.1' }],
    ['blocker remove release=4.1', { what: 'blocker-add', release: '4.1' }],
    ['defer to=4.2 reason=x', { what: 'defer', until: '4.1' }],
    ['waive reason=x release=4.1', { what: 'blocker-add', release: '4.1' }],
    ['accept release=4.1', { what: 'blocker-add', release: '4.1' }],
    ['ignore "A#b > c" reason=x until=4.2', { what: 'unignore', test: 'A#b > c' }],
    [`ignore 'a.js > says "hi"' reason=x until=4.2`, { what: 'unignore', test: 'a.js > says "hi"' }],
    ['ignore ``a.js > "it\'s"`` reason=x until=4.2', { what: 'unignore', test: `a.js > "it's"` }],
    ['ignore A#b reason=x until=4.2 mode=quarantine', { what: 'unignore', test: 'A#b' }],
  ])('takes %s back by what its reply says, typed as it stands there', async (line, wanted) => {
    const runs = [runOf('r-1', { stage: 'done', state: 'finished', question: 'compare' })];
    const options = { ...may, runs };
    const [made] = (await post(`/retrial ${line}`, options)).decided;
    const { decided } = await post(`/retrial ${made?.undo}`, options);
    expect(decided).toMatchObject([wanted]);
  });

  it('says how a decision is taken back', async () => {
    const { replies } = await post('/retrial defer to=4.2 reason="too deep"', may);
    expect(plain(replies[0]?.document)).toContain('To take it back: `/retrial defer to=4.1 reason="…"`');
    const changes = { ...may.changes, standing: async () => ({ releases: ['4.0', '4.1'], labels: [] }) };
    const which = await post('/retrial defer to=4.2 reason="too deep"', { changes });
    expect(plain(which.replies[0]?.document)).toContain('Say which: `release=4.0`, `release=4.1`');
    const several = await post('/retrial defer to=4.2 release=4.1 reason="too deep"', { changes });
    expect(several.decided).toMatchObject([{ release: '4.1', until: '4.2' }]);
    expect(plain(several.replies[0]?.document)).toContain(
      'To take it back: `/retrial defer to=4.1 release=4.2 reason="…"`',
    );
    const there = await post('/retrial defer to=4.0 release=4.1 reason="too deep"', { changes });
    const releases = 'its releases were 4.0, 4.1: set that by hand';
    expect(plain(there.replies[0]?.document)).toContain(`To take it back: ${releases}`);
    const moved = await post('/retrial blocker add release=4.2', { changes });
    const back = 'To take it back: `/retrial blocker remove release=4.2`';
    expect(plain(moved.replies[0]?.document)).toContain(`${back}; ${releases}`);
    const move = '/retrial ignore A#b reason=x until=4.2 blocker=move';
    const withBlocker = await post(move, may);
    expect(plain(withBlocker.replies[0]?.document)).toContain(
      'To take it back: `/retrial unignore "A#b"`; for the blocker, `/retrial blocker add release=4.1` here and `/retrial blocker remove` on the follow-up',
    );
    const stays = await post('/retrial blocker add release=4.1', { changes });
    expect(plain(stays.replies[0]?.document)).not.toContain('by hand');
  });

  it('names the status that the ticket gets by it, and that no command takes that back', async () => {
    const settings = {
      defaultCount: 200,
      maxCount: 2_000,
      commandWord: 'retrial',
      statusAfter: { waive: 'Resolved' },
    };
    const changes = { ...may.changes, settings };
    const { replies } = await post('/retrial waive reason=x', { changes });
    expect(plain(replies[0]?.document)).toContain('Status | `Resolved`');
    expect(plain(replies[0]?.document)).toContain('blocker add release=4.1`; its status by hand');
    const shown = await post('/retrial waive reason=x dry-run', { changes });
    expect(plain(shown.replies[0]?.document)).toContain('Status | `Resolved`');
    const other = await post('/retrial defer to=4.2 reason=x', { changes });
    expect(plain(other.replies[0]?.document)).not.toMatch(/status/i);
  });

  it('goes on with what was recorded for the line, whatever the ticket says now', async () => {
    const decision = {
      what: 'waive',
      id: 'd-1',
      ticket: commentOf('').ticket,
      by: 'ann',
      reason: 'y',
    } as const;
    const entry = { number: 3, previous: '0'.repeat(64), hash: 'b'.repeat(64) };
    const changes = {
      ...may.changes,
      standing: async () => ({ releases: [], labels: [] }),
      decided: async (line: number) =>
        line === 2
          ? {
              entry: { ...entry, decision: { ...decision, release: '4.1', at: '2022-08-16T08:00:00Z' } },
              undo: 'blocker add release=4.1',
            }
          : undefined,
    };
    const { decided, replies } = await post('Hm.\n/retrial waive reason=x', { changes });
    expect(decided).toEqual([]);
    expect(plain(replies[0]?.document)).toContain('Waived: `4.1` may ship with it');
    expect(plain(replies[0]?.document)).toContain('To take it back: `/retrial blocker add release=4.1`');
  });

  it('says which step of a decision is missing, and is carried out again while that may help', async () => {
    const { context } = worldOf('');
    const steps = ['the pull request: 422 a ruleset\n/retrial waive'];
    const decide =
      (isTriedAgain: boolean): typeof context.decide =>
      async (asked) => ({ ...(await context.decide(asked)), missing: { steps, isTriedAgain } });
    const line = '/retrial ignore A#b reason=x until=4.2';
    const { replies } = await post(line, { changes: { ...may.changes, decide: decide(true) } });
    expect(replies).toMatchObject([{ reaction: '+1', unfinished: 'd-1' }]);
    expect(plain(replies[0]?.document)).toContain('Decided; this step is missing. It is tried again');
    expect(plain(replies[0]?.document)).toContain('the pull request: 422 a ruleset /retrial waive');
    const late = await post(line, { changes: { ...may.changes, decide: decide(false) } });
    expect(late.replies[0]?.unfinished).toBeUndefined();
    expect(plain(late.replies[0]?.document)).toContain('do it by hand');
  });

  it('says by which later decision it was overtaken before it was done', async () => {
    const { context } = worldOf('');
    const decide: typeof context.decide = async (asked) => {
      const overtaken = { number: 12, what: 'blocker-add' as const, by: 'bob' };
      return { ...(await context.decide(asked)), overtaken };
    };
    const line = '/retrial ignore A#b reason=x until=4.2';
    const { replies } = await post(line, { changes: { ...may.changes, decide } });
    const words = 'Overtaken by entry 12 of the ledger, `blocker add` by `bob`: what was missing';
    expect(plain(replies[0]?.document)).toContain(words);
    expect(replies[0]?.unfinished).toBeUndefined();
  });

  it('says which step was left out for the sake of a later decision', async () => {
    const { context } = worldOf('');
    const decide: typeof context.decide = async (asked) => {
      const later = { number: 12, what: 'blocker-add' as const, by: 'bob' };
      const skipped = [{ tie: 'the blocker’s move to SHOP-6', ...later }];
      return { ...(await context.decide(asked)), skipped };
    };
    const line = '/retrial ignore A#b reason=x until=4.2';
    const { replies } = await post(line, { changes: { ...may.changes, decide } });
    expect(plain(replies[0]?.document)).toContain(
      'Left out: the blocker’s move to SHOP-6, since it would overrule entry 12 of the ledger, `blocker add` by `bob`.',
    );
  });

  it('names the pull request to close where an ignore is taken back before it was merged', async () => {
    const { context } = worldOf('');
    const decide: typeof context.decide = async (asked) => {
      const unmerged = { number: 12, url: 'https://git.example.org/12' };
      return { ...(await context.decide(asked)), unmerged };
    };
    const { replies, started } = await post('/retrial unignore A#b', { changes: { ...may.changes, decide } });
    expect(plain(replies[0]?.document)).toContain('nothing skips it there. Close #12, which would');
    expect(started).toEqual([]);
  });

  it('says that the evidence it rests on was let go', async () => {
    const { context } = worldOf('');
    const decide: typeof context.decide = async (asked) => {
      const made = await context.decide({ ...asked, run: 'r-1' });
      return { ...made, evidenceGoneAt: '2026-11-02T10:00:00.000Z' };
    };
    const { replies } = await post('/retrial waive reason=x', { changes: { ...may.changes, decide } });
    expect(plain(replies[0]?.document)).toContain('its evidence was let go on 2026-11-02');
  });

  it('runs a test on the pull request that takes its ignore off', async () => {
    const proposal = {
      number: 12,
      url: 'https://git.example.org/12',
      change: 'x',
      branch: 'retrial/unignore-1',
      base: 'cassandra-4.1',
    };
    const { context } = worldOf('');
    const decide: typeof context.decide = async (asked) => ({ ...(await context.decide(asked)), proposal });
    const { started, replies } = await post('/retrial unignore A#b x50', {
      changes: { ...may.changes, decide },
    });
    const revision = { kind: 'name', name: 'retrial/unignore-1' };
    expect(started).toMatchObject([{ count: 50, revision, selector: { text: 'A#b' } }]);
    expect(plain(replies[0]?.document)).toContain('`r-new1`, 50 times on that branch');
    expect(plain(replies[0]?.document)).toContain('#12 to `cassandra-4.1`');
    const startRun = async () => {
      throw new UserError('E-BUDGET', 'The week is `spent`.');
    };
    const refused = await post('/retrial unignore A#b', { changes: { ...may.changes, decide, startRun } });
    expect(plain(refused.replies[0]?.document)).toContain('none: The week is `spent`.');
  });

  it('asks for the release of a ticket that is on none, or on several', async () => {
    const on = (...releases: string[]) => ({
      ...may.changes,
      standing: async () => ({ releases, labels: [] }),
    });
    const none = await post('/retrial waive reason=x', { changes: on() });
    expect(plain(none.replies[0]?.document)).toContain('Say which: `release=4.1`, `release=4.2`.');
    const several = await post('/retrial waive reason=x', { changes: on('4.0', 'the "big" one') });
    expect(plain(several.replies[0]?.document)).toContain(`\`release=4.0\`, \`release='the "big" one'\``);
  });
});

describe('accept', () => {
  const ended = { stage: 'done' as const, state: 'finished' as const };
  const runs = [runOf('r-aaaa', { ...ended, question: 'compare' }), runOf('r-bbbb', ended), runOf('r-cccc')];

  it('rests on the last comparison, or on the run that is named', async () => {
    expect((await post('/retrial accept', { ...may, runs })).decided).toMatchObject([{ run: 'r-aaaa' }]);
    const none = { changes: { ...may.changes, standing: async () => ({ releases: [], labels: [] }) }, runs };
    expect((await post('/retrial accept release=4.2', none)).decided).toMatchObject([{ release: '4.2' }]);
    expect((await post('/retrial accept r-bbbb reason=x', { ...may, runs })).decided).toMatchObject([
      { run: 'r-bbbb' },
    ]);
  });

  it('takes no run that goes on, and none in which nothing ran', async () => {
    const active = await post('/retrial accept r-cccc', { ...may, runs });
    expect(plain(active.replies[0]?.document)).toContain('has not ended yet');
    const nothing = await post('/retrial accept', { ...may, runs, progress: { executed: 0 } });
    expect(plain(nothing.replies[0]?.document)).toContain('Nothing ran in `r-aaaa`: that is no evidence');
    expect([...active.decided, ...nothing.decided]).toEqual([]);
  });

  const compared = { stage: 'done', state: 'finished', question: 'compare' } as const;
  const told = (says: 'gone' | 'worse' | 'origin', run: string) =>
    ({ run, says, before: { failed: 20, executed: 400 }, after: { failed: 40, executed: 400 } }) as const;
  const withFindings = (findings: readonly ReturnType<typeof told>[]) => ({
    changes: { ...may.changes, fixFindings: async () => findings },
    runs: findings.map(({ run }) => runOf(run, compared)),
  });

  it('wants a reason where the run shows no fix, and says what it shows', async () => {
    const options = withFindings([told('worse', 'r-aaaa')]);
    const { decided, replies } = await post('/retrial accept', options);
    expect(decided).toEqual([]);
    expect(replies).toMatchObject([{ reaction: 'confused', codes: ['E-MISSING'] }]);
    expect(plain(replies[0]?.document)).toContain('In `r-aaaa` it got worse: 20/400 -> 40/400.');
    expect(plain(replies[0]?.document)).toContain('`/retrial accept r-aaaa reason="…"`');
    const dry = await post('/retrial accept reason="we ship it" dry-run', options);
    expect(dry.decided).toEqual([]);
    expect(plain(dry.replies[0]?.document)).toContain('`r-aaaa`: it got worse: 20/400 -> 40/400');
    const { decided: made } = await post('/retrial accept reason="we ship it"', options);
    expect(made).toMatchObject([{ run: 'r-aaaa', reason: 'we ship it' }]);
    expect(made[0]).not.toHaveProperty('found');
  });

  it('means the newest comparison with a fix, not one with the release before', async () => {
    const findings = [told('origin', 'r-bbbb'), told('gone', 'r-aaaa')];
    const { decided } = await post('/retrial accept', withFindings(findings));
    expect(decided).toMatchObject([{ run: 'r-aaaa' }]);
    const only = await post('/retrial accept', withFindings([told('origin', 'r-bbbb')]));
    expect(plain(only.replies[0]?.document)).toContain('No comparison with a fix has ended here');
  });

  it('is answered with what its run says', async () => {
    const made = async ({ line, ...asked }: DecisionRequest) => {
      const decision = { ...asked, id: `d-${line}`, ticket, by: 'driftx', at: '2022-08-16T08:00:00Z' };
      const entry = { number: 7, decision, previous: '0'.repeat(64), hash: 'a'.repeat(64) };
      return { entry, found: told('worse', 'r-aaaa') };
    };
    const { changes, runs } = withFindings([told('worse', 'r-aaaa')]);
    const { replies } = await post('/retrial accept reason=x', {
      changes: { ...changes, decide: made },
      runs,
    });
    const reply = plain(replies[0]?.document);
    expect(reply).toContain('What it says | `r-aaaa`: it got worse: 20/400 -> 40/400');
    // The board may ask more: no reply says that nothing is left to be shown.
    expect(reply).toContain('Accepted as fixed in `4.1`');
    expect(reply).toContain('where only ordinary CI saw it fail, verifying until enough runs');
    expect(reply).not.toContain('enough for');
  });
});
