import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockerStates, type BlockerFacts } from '../../src/model/blocker.ts';
import type { BoardSnapshot } from '../../src/model/release-board.ts';
import { releaseBoard, snapshotOf } from '../../src/releases/board.ts';
import { boardChanges, isUnchanged, matters } from '../../src/releases/changes.ts';
import { paceOf } from '../../src/releases/pace.ts';
import { isBlocker } from '../../src/releases/rule.ts';
import { branchOf, compareVersions, predecessorOf } from '../../src/releases/versions.ts';
import { blockersDocument } from '../../src/reports/blockers-document.ts';
import { blockersJson } from '../../src/reports/blockers-json.ts';
import { plain } from '../commands/fakes.ts';
import { runs } from '../plans/evidence.ts';
import { below, compared, decided, factsOf, found, now, on, pull, repeated, settings } from './facts.ts';

const rule = { milestones: ['4.1'], labels: ['blocker'] };

function ticket(key: string) {
  return { tracker: 'github', project: 'apache/cassandra', key } as const;
}

function numbered(key: string, more: Parameters<typeof factsOf>[0] = {}): BlockerFacts {
  return factsOf({ ...more, ticket: { ...more.ticket, ticket: ticket(key) } });
}

const deciding = numbered('1', { found: [found(below(runs(1, 1000), 0.01))] });
const nobodys = numbered('2', { ticket: { assignees: [] }, found: [found(repeated(runs(17, 200)))] });
const verifying = numbered('3', {
  ticket: { pullRequests: [pull()] },
  found: [found(compared(runs(12, 400), runs(0, 20)))],
});
const neverRan = numbered('4', { found: [found(repeated('s'.repeat(200)))] });
const running = numbered('5', { active: [{ run: 'r-9xyz', revision: 'cassandra-4.1', at: on(16, 7) }] });
const often = numbered('6', { found: [found(repeated(runs(40, 200)))] });
const seldom = numbered('7', { found: [found(repeated(runs(4, 200)))] });
const ignored = numbered('8', { decisions: [decided('ignore', { until: '4.2' })] });
const closed = numbered('9', { ticket: { status: 'closed', closedAt: on(15) } });
const cameBack = numbered('10', {
  ticket: { status: 'closed', closedAt: on(14) },
  found: [found(compared(runs(12, 400), runs(0, 1000)), { at: on(13) })],
  ciFailures: [{ at: on(15) }],
});

const keysOf = (all: readonly { ticket: { ticket: { key: string } } }[]) =>
  all.map((row) => row.ticket.ticket.key);

describe('what blocks a release', () => {
  const facts = factsOf().ticket;

  it.each([
    ['everything that is named holds', { milestones: ['4.1'], labels: ['blocker'] }, undefined, true],
    ['names are alike in any case', { labels: ['Blocker'] }, undefined, true],
    ['another milestone', { milestones: ['4.2'], labels: ['blocker'] }, undefined, false],
    ['a label it does not have', { milestones: ['4.1'], labels: ['urgent'] }, undefined, false],
    ['one of two labels', { labels: ['urgent', 'blocker'] }, undefined, true],
    ['a priority where it has none', { priorities: ['Blocker'] }, undefined, false],
    ['a search that did not find it', { jql: 'priority = Blocker' }, undefined, false],
    ['added by hand though no search found it', { jql: 'priority = Blocker' }, true, true],
    ['added by hand against the rule', { labels: ['urgent'] }, true, true],
    ['removed by hand against the rule', { labels: ['blocker'] }, false, false],
  ] as const)('%s', (_, asked, byHand, expected) => expect(isBlocker(facts, asked, byHand)).toBe(expected));

  it('is what was said last by hand, for this release', () => {
    const add = decided('blocker-add', { release: '4.1', at: on(12) });
    const remove = decided('blocker-remove', { release: '4.1', at: on(13) });
    const other = decided('blocker-add', { release: '4.2', at: on(14) });
    const shown = (decisions: BlockerFacts['decisions']) =>
      releaseBoard([factsOf({ decisions })], settings, { rule: { labels: ['urgent'] } }).blocking.length;
    expect([shown([]), shown([add]), shown([remove, add]), shown([add, remove, other])]).toEqual([
      0, 1, 0, 0,
    ]);
  });
});

describe('the board of a release', () => {
  const all = [closed, ignored, seldom, running, neverRan, often, verifying, nobodys, deciding, cameBack];

  it('puts first who must act, then the state, then the rate', () => {
    const { blocking } = releaseBoard(all, settings, { rule });
    expect(keysOf(blocking)).toEqual(['1', '2', '10', '6', '7', '3', '4', '5']);
  });

  it('puts the own rows of whoever looks before all others', () => {
    const mine = numbered('11', { ticket: { assignees: ['brandonw'] } });
    expect(keysOf(releaseBoard([...all, mine], settings, { rule, viewer: 'brandonw' }).blocking)[0]).toBe(
      '11',
    );
  });

  it('keeps what is decided and what is closed apart, and brings back a closed one whose fix failed', () => {
    const board = releaseBoard(all, settings, { rule });
    expect(keysOf(board.settled)).toEqual(['8']);
    expect(board.resolved.map(({ ticket: { key } }) => key)).toEqual(['9']);
    expect(keysOf(board.blocking)).toContain('10');
  });

  it('is the same whatever order the tickets come in', () => {
    const [one, other] = [all, all.toReversed()].map((facts) => releaseBoard(facts, settings, { rule }));
    expect(keysOf(one?.blocking ?? [])).toEqual(keysOf(other?.blocking ?? []));
  });
});

describe('what changed since an earlier board', () => {
  const snapshot = (facts: readonly BlockerFacts[]): BoardSnapshot =>
    snapshotOf(releaseBoard(facts, settings, { rule }));

  it('is nothing between a board and itself', () => {
    const board = snapshot([deciding, nobodys, ignored, closed]);
    expect(isUnchanged(boardChanges(board, board))).toBe(true);
    expect(matters(boardChanges(board, board))).toBe(false);
  });

  it('tells new, moved, resolved and removed ones apart', () => {
    const before = snapshot([deciding, neverRan, often, seldom, numbered('9')]);
    const ranNow = numbered('4', { found: [found(repeated(runs(9, 200)))] });
    const after = snapshot([
      deciding,
      ranNow,
      nobodys,
      numbered('6', { ticket: { labels: [] } }),
      seldom,
      closed,
    ]);
    expect(boardChanges(before, after)).toEqual({
      since: now,
      added: [{ ticket: ticket('2'), state: 'reproduced' }],
      resolved: [ticket('9')],
      removed: [ticket('6')],
      moved: [{ from: 'never-ran', to: 'reproduced', tickets: [ticket('4')] }],
      lastGone: false,
    });
  });

  it('makes one group of ten that went the same way', () => {
    const keys = Array.from({ length: 10 }, (_, at) => String(at + 20));
    const before = snapshot(keys.map((key) => numbered(key)));
    const after = snapshot(keys.map((key) => numbered(key, { found: [found(repeated(runs(9, 200)))] })));
    const { moved } = boardChanges(before, after);
    expect(moved).toEqual([{ from: 'new', to: 'reproduced', tickets: keys.map(ticket) }]);
  });

  it.each([
    ['a new blocker', [], [seldom], true],
    ['a ticket that arrives decided', [], [ignored], false],
    ['one that is reproduced', [numbered('7')], [seldom], false],
    ['one that needs a decision', [numbered('1')], [deciding], true],
    ['a closed one that came back', [numbered('10')], [cameBack], true],
    ['one of two resolved', [seldom, numbered('9')], [seldom, closed], false],
    ['the last one resolved', [numbered('9')], [closed], true],
    ['the last one ignored', [numbered('8')], [ignored], true],
  ] as const)('says whether people should hear of %s', (_, before, after, expected) => {
    expect(matters(boardChanges(snapshot(before), snapshot(after)))).toBe(expected);
  });

  it('accounts for every ticket of both boards exactly once', () => {
    const rows = fc.uniqueArray(
      fc.record({
        ticket: fc.nat(15).map((key) => ticket(String(key))),
        state: fc.constantFrom(...blockerStates),
      }),
      { selector: (row) => row.ticket.key },
    );
    fc.assert(
      fc.property(rows, rows, (old, fresh) => {
        const present = new Set(fresh.map(({ ticket: { key } }) => key));
        const resolved = old
          .map((row) => row.ticket)
          .filter(({ key }) => !present.has(key) && Number(key) % 2 === 0);
        const changes = boardChanges(
          { release: '4.1', at: on(1), rows: old, resolved: [] },
          { release: '4.1', at: now, rows: fresh, resolved },
        );
        const told = [
          ...changes.added.map((row) => row.ticket.key),
          ...changes.moved.flatMap(({ tickets }) => tickets.map(({ key }) => key)),
          ...changes.resolved.map(({ key }) => key),
          ...changes.removed.map(({ key }) => key),
        ];
        const stayed = fresh.filter((row) =>
          old.some((was) => was.ticket.key === row.ticket.key && was.state === row.state),
        );
        const union = new Set([...old, ...fresh].map((row) => row.ticket.key));
        expect(new Set(told).size).toBe(told.length);
        expect(told.length + stayed.length).toBe(union.size);
      }),
    );
  });
});

describe('the pace', () => {
  const done = (day: number) =>
    numbered(String(100 + day), { ticket: { status: 'closed', closedAt: on(day) } });

  it('is a division, rounded up to whole days', () => {
    const board = releaseBoard([done(1), done(2), done(3), seldom, often], settings, { rule });
    expect(paceOf(board)).toEqual({ resolved: 3, days: 60, open: 2, emptyInDays: 40 });
  });

  it('says no day where nothing was resolved', () => {
    expect(paceOf(releaseBoard([seldom], settings, { rule }))).toEqual({ resolved: 0, days: 60, open: 1 });
  });

  it('forgets what was resolved longer ago than it looks back', () => {
    const old = numbered('200', { ticket: { status: 'closed', closedAt: '2022-06-01T00:00:00.000Z' } });
    expect(paceOf(releaseBoard([old, seldom], settings, { rule })).resolved).toBe(0);
  });
});

describe('versions', () => {
  it.each([
    ['4.1', '4.2', -1],
    ['4.10', '4.9', 1],
    ['4.1', 'v4.1.0', 0],
    ['5.0-rc1', '5.0', -1],
    ['5.0-rc2', '5.0-rc10', -1],
    ['trunk', '4.1', undefined],
    ['4.1', '', undefined],
  ])('%s against %s', (a, b, expected) => expect(compareVersions(a, b)).toBe(expected));
});

describe('what is found of a release by its name', () => {
  it.each([
    ['4.1', ['4.0', '4.2', '3.11', '4.1-rc1', 'next'], '4.0'],
    ['4.0', ['3.0', '3.11', '3.2', '4.0'], '3.11'],
    ['4.1.1', ['4.1', '4.1.2', '4.0'], '4.1'],
    ['1.0', ['2.0'], undefined],
    ['next', ['4.0'], undefined],
  ])('%s comes after the newest before it of %j', (name, all, expected) =>
    expect(predecessorOf(name, all)).toBe(expected),
  );

  it.each([
    ['4.1', ['cassandra-4.1', 'cassandra-4.0', 'trunk'], 'cassandra-4.1'],
    ['4.1', ['release/4.1', 'fix-4.1', 'ann/4.1'], 'release/4.1'],
    ['4.1', ['v4.1', 'main'], 'v4.1'],
    ['4.1', ['4.1.x'], '4.1.x'],
    ['4.1.2', ['cassandra-4.1', 'cassandra-4.1.1'], 'cassandra-4.1'],
    ['4.1-rc1', ['release-4.1'], 'release-4.1'],
    ['4.1', ['release/4.1', 'cassandra-4.1'], undefined],
    ['4.1', ['cassandra-14.1', 'cassandra-4.10', '44.1'], undefined],
    ['next', ['next', 'release/next'], undefined],
  ])('%s lives on one of %j', (name, branches, expected) =>
    expect(branchOf(name, branches, 'apache/Cassandra')).toBe(expected),
  );
});

describe('what a blocker is about', () => {
  const about = (...decisions: BlockerFacts['decisions']): unknown => {
    const facts = numbered('1', { found: [found(repeated(runs(17, 200)))], decisions });
    const [row] = releaseBoard([facts], settings, { rule: {} }).blocking;
    return row?.cause;
  };
  const add = (day: number, cause?: 'test' | 'product', release = '4.1') =>
    decided('blocker-add', { at: on(day), release, ...(cause === undefined ? {} : { cause }) });

  it('is what was said last of it', () => {
    expect(about(add(10, 'test'), add(11, 'product'))).toBe('product');
    expect(about(add(11, 'product'), add(10, 'test'))).toBe('product');
    expect(about(add(10, 'test'), add(11))).toBe('test');
  });

  it('is nothing where nobody said so, or it was said of another release, taken back, or said later', () => {
    expect(about(add(10))).toBeUndefined();
    expect(about(add(10, 'test', '4.0'))).toBeUndefined();
    expect(
      about(add(10, 'test'), decided('blocker-remove', { at: on(11), release: '4.1' }), add(12)),
    ).toBeUndefined();
    expect(about(add(20, 'test'))).toBeUndefined();
  });

  it('stands on the board and in its data', () => {
    const facts = numbered('1', { decisions: [add(10, 'test')] });
    const board = releaseBoard([facts], settings, { rule: {} });
    const asked = { topic: { kind: 'status', id: 'x' }, board, pace: paceOf(board) } as const;
    expect(plain(blockersDocument(asked))).toContain('new (test)');
    expect(blockersJson(asked)).toMatchObject({ blocking: [{ cause: 'test' }] });
  });
});
