import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { RetryableError } from '../../src/model/errors.ts';
import type { Delivery } from '../../src/store/deliveries.ts';
import { pollJira, startPolling, type JiraPoll } from '../../src/webhooks/jira-poll.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import {
  addIssue,
  edit,
  newJira,
  remove,
  say,
  type FakeComment,
  type FakeState,
} from '../fakes/jira/state.ts';
import { memory } from '../support/memory.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
const open: FakeJira[] = [];
let fake: FakeJira;
let reader: Reader;

/** Somebody who reads along, and what he kept. */
interface Reader {
  readonly poll: JiraPoll;
  readonly kept: Map<string, Delivery>;
  readonly queued: string[];
  readonly logged: string[];
  readonly told: string[];
  readonly fails: { store: number; enqueue: number };
  /** Ids of the comments that were kept, in the order of their keeping. */
  readonly comments: () => string[];
}

function readerOf(jira: FakeJira): Reader {
  const kept = new Map<string, Delivery>();
  const [queued, logged, told]: [string[], string[], string[]] = [[], [], []];
  const fails = { store: 0, enqueue: 0 };
  const poll: JiraPoll = {
    client: new Jira({ url: jira.url, kind: 'data-center', token: 'secret' }),
    site: jira.url,
    projects: ['SHOP', 'TOYS'],
    overlapMs: 15 * minute,
    cursors: memory().cursors,
    async store(deliveries) {
      if (fails.store > 0) throw new Error(`the store is away ${(fails.store -= 1)}`);
      return deliveries.map((one) => {
        if (kept.has(one.id)) return 'known';
        kept.set(one.id, one);
        return 'new';
      });
    },
    async changed(project) {
      told.push(project);
    },
    async enqueue(id) {
      if (fails.enqueue > 0) throw new Error(`the queue is away ${(fails.enqueue -= 1)}`);
      queued.push(id);
    },
    now: () => new Date(),
    log: (message) => logged.push(message),
  };
  const comments = () => [...kept.keys()].map((id) => id.slice(id.lastIndexOf(':') + 1));
  return { poll, kept, queued, logged, told, fails, comments };
}

function by(author: string, body = 'words', issue = 'SHOP-1'): FakeComment {
  return say(fake.state, { issue, author, body });
}

function pass(state: FakeState, ms: number): void {
  state.skewMs += ms;
}

const searches = () => fake.state.requests.filter(({ path }) => path.endsWith('/search')).length;

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  reader = readerOf(fake);
});
afterAll(() => Promise.all(open.map((one) => one.close())));

describe('reading along in a Jira', () => {
  it('begins now: what was written before is never found, whatever happens to it', async () => {
    const old = by('jane');
    pass(fake.state, 1_000);
    await pollJira(reader.poll);
    edit(fake.state, old, 'jane', '/retrial repeat A#b');
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([]);
  });

  it('hears the other projects when Jira shows one of them to nobody, and says which', async () => {
    await pollJira(reader.poll);
    fake.state.hidden.add('TOYS');
    const one = by('jane', 'first');
    expect(await pollJira(reader.poll)).toBe(1);
    expect(reader.comments()).toEqual([one.id]);
    expect(reader.logged).toEqual([expect.stringContaining('does not have these projects')]);
    // One that comes back is heard from where it was last looked at, however often the others were meanwhile.
    addIssue(fake.state, 'TOYS-1');
    const two = by('joe', 'second', 'TOYS-1');
    pass(fake.state, 3 * 60 * minute);
    const three = by('jane', 'third');
    expect(await pollJira(reader.poll)).toBe(1);
    pass(fake.state, 3 * 60 * minute);
    expect(await pollJira(reader.poll)).toBe(0);
    fake.state.hidden.delete('TOYS');
    expect(await pollJira(reader.poll)).toBe(1);
    expect(reader.comments()).toEqual([one.id, three.id, two.id]);
    expect(await pollJira(reader.poll)).toBe(0);
  });

  it('says that nothing can be read when Jira shows none of the projects', async () => {
    await pollJira(reader.poll);
    fake.state.hidden.add('SHOP').add('TOYS');
    by('jane', 'first');
    await expect(pollJira(reader.poll)).rejects.toThrow('does not exist for the field');
    fake.state.hidden.clear();
    expect(await pollJira(reader.poll)).toBe(1);
  });

  it('finds each comment once, with where it is and how it read', async () => {
    await pollJira(reader.poll);
    const one = by('jane', 'first');
    const two = by('joe', 'second');
    by('retrial', 'our own');
    expect(await pollJira(reader.poll)).toBe(2);
    expect(await pollJira(reader.poll)).toBe(0);
    expect(reader.comments().toSorted()).toEqual([one.id, two.id]);
    const [payload] = [...reader.kept.values()].map((delivery) => JSON.parse(delivery.payload));
    expect(payload).toMatchObject({
      issue: 'SHOP-1',
      seen: { author: expect.any(String), text: expect.any(String) },
    });
    expect(reader.queued).toHaveLength(2);
  });

  it('keeps with a comment that it was edited before the first look', async () => {
    await pollJira(reader.poll);
    const one = by('jane', 'I’ll try');
    pass(fake.state, 2_000);
    edit(fake.state, one, 'jane', '/retrial repeat A#b');
    by('joe', '/retrial help');
    await pollJira(reader.poll);
    const seen = [...reader.kept.values()].map(({ payload }) => JSON.parse(payload).seen);
    expect(new Map(seen.map(({ author, isEdited }) => [author, isEdited]))).toEqual(
      new Map([
        ['jane', true],
        ['joe', false],
      ]),
    );
  });

  it('tells of each project whose issues have changed, once a look', async () => {
    await pollJira(reader.poll);
    await pollJira(reader.poll);
    reader.told.length = 0;
    by('jane');
    by('joe', 'x', addIssue(fake.state, 'SHOP-3').key);
    by('joe', 'x', addIssue(fake.state, 'TOYS-3').key);
    await pollJira(reader.poll);
    expect(reader.told.toSorted()).toEqual(['SHOP', 'TOYS']);
  });

  it('asks for comments only where something changed', async () => {
    addIssue(fake.state, 'SHOP-2');
    await pollJira(reader.poll);
    by('jane');
    await pollJira(reader.poll);
    const before = fake.state.requests.length;
    await pollJira(reader.poll);
    expect(fake.state.requests.slice(before).map(({ path }) => path.replace(/.*\//, ''))).toEqual([
      'serverInfo',
      'search',
    ]);
  });

  it('finds what comes within the same minute, after another look', async () => {
    await pollJira(reader.poll);
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      ids.push(by('jane', `nr ${at}`).id);
      await pollJira(reader.poll);
    }
    expect(reader.comments()).toEqual(ids);
  });

  it.each([-26 * 60, -3, 3, 26 * 60])('does not mind a clock that is %i minutes off', async (off) => {
    pass(fake.state, off * minute);
    by('jane', 'before');
    pass(fake.state, 1_000);
    await pollJira(reader.poll);
    const one = by('jane');
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([one.id]);
  });

  it('catches up after a day of silence', async () => {
    await pollJira(reader.poll);
    const ids: string[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      pass(fake.state, 60 * minute);
      const key = addIssue(fake.state, `SHOP-${hour + 10}`).key;
      ids.push(by('jane', 'words', key).id);
    }
    fake.state.pageSize = 5;
    await pollJira(reader.poll);
    expect(reader.comments().toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    [30, [true, true]],
    [5, [true, false]],
  ])('reaches back as far as it is told: %i minutes', async (lookBack, found) => {
    const poll = { ...reader.poll, overlapMs: lookBack * minute };
    await pollJira(poll);
    pass(fake.state, 60 * minute);
    await pollJira(poll);
    const seen: boolean[] = [];
    for (const lag of [3, 20]) {
      fake.state.indexLagMs = lag * minute;
      const { id } = by('jane');
      for (let at = 0; at < 8; at += 1) {
        pass(fake.state, 3 * minute);
        await pollJira(poll);
      }
      seen.push(reader.comments().includes(id));
    }
    expect(seen).toEqual(found);
  });

  it('finds what the index learns of some minutes later', async () => {
    await pollJira(reader.poll);
    fake.state.indexLagMs = 10 * minute;
    const one = by('jane');
    for (let at = 0; at < 4; at += 1) {
      await pollJira(reader.poll);
      pass(fake.state, 3 * minute);
    }
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([one.id]);
  });

  it('misses nothing when an issue changes between two pages', async () => {
    for (const key of ['SHOP-2', 'SHOP-3', 'TOYS-1']) addIssue(fake.state, key);
    await pollJira(reader.poll);
    const ids = ['SHOP-1', 'SHOP-2', 'SHOP-3', 'TOYS-1'].map((key) => by('jane', 'words', key).id);
    fake.state.pageSize = 1;
    // The first moves behind the last, and the second into its place, unseen.
    const after = () => ids.push(by('jane', 'later', 'SHOP-1').id);
    fake.state.faults.push({ method: 'POST', path: /search/, after });
    await pollJira(reader.poll);
    expect(reader.comments().toSorted()).toEqual(ids.toSorted());
  });

  it('leaves deleted comments alone', async () => {
    await pollJira(reader.poll);
    remove(fake.state, by('jane'));
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([]);
  });

  it('hands on what the queue could not take to the sweep', async () => {
    await pollJira(reader.poll);
    by('jane');
    reader.fails.enqueue = 1;
    expect(await pollJira(reader.poll)).toBe(1);
    expect(reader.kept.size).toBe(1);
    expect(reader.logged).toEqual(['comment kept but not queued: the sweep will']);
  });

  it('does not stop at an issue that can’t be read', async () => {
    addIssue(fake.state, 'SHOP-2');
    await pollJira(reader.poll);
    by('jane', 'words', 'SHOP-1');
    const two = by('jane', 'words', 'SHOP-2');
    fake.state.faults.push({ method: 'GET', path: /SHOP-1\/comment/, status: 403, text: '{}' });
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([two.id]);
    expect(reader.logged).toEqual(['the comments of an issue can’t be read']);
  });

  it.each([
    ['status 500', { status: 500 }],
    ['status 503', { status: 503, headers: { 'retry-after': '60' } }],
    ['a lost answer', { loseAnswer: true }],
    ['no JSON', { status: 200, text: '{"comments":' }],
  ])(
    'hears the other issues while one answers with %s, and that one from where it was left',
    async (_, how) => {
      addIssue(fake.state, 'SHOP-2');
      await pollJira(reader.poll);
      fake.state.faults.push({ method: 'GET', path: /SHOP-1\/comment/, times: Infinity, ...how });
      const sick = [by('jane', 'first', 'SHOP-1').id];
      const heard: string[] = [];
      for (let hour = 0; hour < 30; hour += 1) {
        heard.push(by('jane', `nr ${hour}`, 'SHOP-2').id);
        await pollJira(reader.poll);
        pass(fake.state, 60 * minute);
      }
      expect(reader.comments()).toEqual(heard);
      expect(reader.logged).toEqual(['the comments of an issue can’t be read']);
      sick.push(by('joe', 'second', 'SHOP-1').id);
      await pollJira(reader.poll);
      fake.state.faults.length = 0;
      expect(await pollJira(reader.poll)).toBe(2);
      expect(reader.comments().slice(heard.length).toSorted()).toEqual(sick.toSorted());
      expect(await pollJira(reader.poll)).toBe(0);
    },
  );

  it('tries one sick issue a look, and leaves one that is sick for a week', async () => {
    for (const key of ['SHOP-2', 'SHOP-3']) addIssue(fake.state, key);
    await pollJira(reader.poll);
    const path = /SHOP-[12]\/comment/;
    fake.state.faults.push({ method: 'GET', path, status: 500, times: Infinity });
    const [one, two] = [by('jane', 'words', 'SHOP-1'), by('jane', 'words', 'SHOP-2')];
    await pollJira(reader.poll);
    const before = fake.state.requests.length;
    for (let at = 0; at < 4; at += 1) await pollJira(reader.poll);
    const asked = fake.state.requests.slice(before).flatMap((each) => path.exec(each.path)?.[0] ?? []);
    expect(asked).toEqual(['SHOP-1/comment', 'SHOP-2/comment', 'SHOP-1/comment', 'SHOP-2/comment']);
    pass(fake.state, 8 * 24 * 60 * minute);
    fake.state.faults.length = 0;
    await pollJira(reader.poll);
    expect(reader.comments()).not.toContain(one.id);
    expect(reader.comments()).not.toContain(two.id);
    expect(reader.logged.filter((line) => line.includes('for a week'))).toHaveLength(2);
    const three = by('jane', 'later', 'SHOP-1');
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([three.id]);
  });

  it('tries a sick issue for a week, however long nobody looked before', async () => {
    await pollJira(reader.poll);
    const { id } = by('jane', 'words', 'SHOP-1');
    pass(fake.state, 10 * 24 * 60 * minute);
    fake.state.faults.push({ method: 'GET', path: /SHOP-1\/comment/, status: 500, times: 4 });
    for (let day = 0; day < 5; day += 1) {
      await pollJira(reader.poll);
      pass(fake.state, 24 * 60 * minute);
    }
    expect(reader.comments()).toEqual([id]);
  });

  it('stops where no issue can be read at all, and misses nothing', async () => {
    const keys = Array.from({ length: 15 }, (_, at) => addIssue(fake.state, `SHOP-${at + 10}`).key);
    await pollJira(reader.poll);
    fake.state.faults.push({ method: 'GET', path: /\/comment/, status: 500, times: Infinity });
    const ids = keys.map((key) => by('jane', 'words', key).id);
    for (let at = 0; at < 3; at += 1) {
      await expect(pollJira(reader.poll)).rejects.toThrow(RetryableError);
      pass(fake.state, 60 * minute);
    }
    fake.state.faults.length = 0;
    expect(await pollJira(reader.poll)).toBe(15);
    expect(reader.comments().toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    ['the search', { method: 'POST', path: /search/, status: 429, headers: { 'retry-after': '1' } }],
    ['the clock', { method: 'GET', path: /serverInfo/, status: 503 }],
    ['the comments', { method: 'GET', path: /SHOP-2\/comment/, status: 429 }],
    ['the network', { method: 'POST', path: /search/, loseAnswer: true }],
  ])('goes on where it was when %s failed', async (_, fault) => {
    addIssue(fake.state, 'SHOP-2');
    await pollJira(reader.poll);
    const ids = [by('jane', 'words', 'SHOP-1').id, by('jane', 'words', 'SHOP-2').id];
    fake.state.faults.push(fault);
    await expect(pollJira(reader.poll)).rejects.toThrow(RetryableError);
    pass(fake.state, 50 * minute);
    await pollJira(reader.poll);
    expect(reader.comments().toSorted()).toEqual(ids.toSorted());
  });

  it('goes on where it was when the store failed', async () => {
    await pollJira(reader.poll);
    const one = by('jane');
    reader.fails.store = 1;
    await expect(pollJira(reader.poll)).rejects.toThrow('the store is away');
    await pollJira(reader.poll);
    expect(reader.comments()).toEqual([one.id]);
  });

  it('comes through a long list of changes although it is stopped again and again', async () => {
    await pollJira(reader.poll);
    const keys = Array.from({ length: 12 }, (_, at) => addIssue(fake.state, `SHOP-${at + 10}`).key);
    for (const key of keys) by('jane', 'words', key);
    for (let at = 0; at < 12; at += 1) {
      const path = new RegExp(`${keys[at]}/comment`);
      fake.state.faults.push({ method: 'GET', path, status: 429 });
    }
    let looks = 0;
    while (reader.kept.size < 12 && looks < 20) {
      await pollJira(reader.poll).catch(() => {});
      looks += 1;
    }
    expect(reader.kept.size).toBe(12);
    // Each of them twice, and once the issue that was there before.
    expect(fake.state.requests.filter(({ path }) => path.endsWith('/comment'))).toHaveLength(25);
  });

  it('keeps every comment exactly once, whatever happens in whatever order', async () => {
    const issues = ['SHOP-1', 'SHOP-2', 'TOYS-1'];
    const event = fc.oneof(
      fc.record({ kind: fc.constant('say' as const), issue: fc.constantFrom(...issues) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90 * minute }) }),
      fc.record({ kind: fc.constant('look' as const) }),
      fc.record({ kind: fc.constant('edit' as const), nth: fc.nat(9) }),
      fc.record({
        kind: fc.constant('fault' as const),
        path: fc.constantFrom(/search/, /comment/, /serverInfo/),
        status: fc.constantFrom(429, 503, 502),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        async (events, pageSize) => {
          const state = newJira({ pageSize });
          for (const key of issues.slice(1)) addIssue(state, key);
          const jira = await startFakeJira(state);
          const own = readerOf(jira);
          await pollJira(own.poll);
          for (const one of events) {
            if (one.kind === 'say') say(state, { issue: one.issue, author: 'jane', body: 'words' });
            if (one.kind === 'pass') pass(state, one.ms);
            if (one.kind === 'look') await pollJira(own.poll).catch(() => {});
            if (one.kind === 'fault') {
              const { path, status } = one;
              state.faults.push({ method: path.source === 'search' ? 'POST' : 'GET', path, status });
            }
            const target = one.kind === 'edit' ? state.comments[one.nth] : undefined;
            if (target !== undefined) edit(state, target, 'jane', 'other words');
          }
          state.faults.length = 0;
          await pollJira(own.poll);
          expect(own.comments().toSorted()).toEqual(state.comments.map(({ id }) => id).toSorted());
          expect(own.queued).toHaveLength(state.comments.length);
          await jira.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('looking again and again', () => {
  it('waits as long as Jira asks, and ends at once when told', async () => {
    fake.state.faults.push({
      method: 'GET',
      path: /serverInfo/,
      status: 429,
      headers: { 'retry-after': '600' },
    });
    const patient = startPolling(reader.poll, 10);
    await until(() => reader.logged.length > 0);
    expect(reader.logged).toEqual(['Jira was not read']);
    await new Promise((later) => setTimeout(later, 100));
    expect(searches()).toBe(0);
    await patient.close();
  });

  it('finds what is written while it goes on', async () => {
    const polling = startPolling(reader.poll, 10);
    await until(() => searches() > 0);
    const one = by('jane');
    await until(() => reader.kept.size === 1);
    await polling.close();
    expect(reader.comments()).toEqual([one.id]);
    const before = searches();
    await new Promise((later) => setTimeout(later, 50));
    expect(searches()).toBe(before);
  });
});
