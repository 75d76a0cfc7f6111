import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSelector } from '../../../src/model/selector.ts';
import type { TicketRef } from '../../../src/model/ticket.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { foundRuns } from '../../../src/worker/recommendation.ts';
import { knownOn } from '../../../src/worker/releases/facts.ts';
import { withOwnerless } from '../../../src/worker/releases/ownerless.ts';
import { factsOf } from '../../releases/facts.ts';
import { storeFolder, type TemporaryFolder } from '../../support/places.ts';
import { newRun } from '../../support/runs.ts';

const settings = { repository: '/r', fetch: false, settings: {}, quiet: false };
let folder: TemporaryFolder;
let store: Store;

beforeAll(async () => {
  folder = await storeFolder();
  store = await openStore({ folder: folder.path });
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

let tickets = 0;
function ticketRef(): TicketRef {
  tickets += 1;
  return { tracker: 'github', project: 'acme/shop', key: String(tickets), installation: 1 };
}

/** A run that ended with one iteration, minutes after the hour. */
async function ended(ticket: TicketRef, test: string, minute: number, more: object = {}): Promise<string> {
  const at = `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`;
  const selector = parseSelector(test);
  const state = { stage: 'done', state: 'finished', createdAt: at, lane: 'jdk11' } as const;
  const { id } = await newRun(store, { ticket, selector, ...state, settings: { ...settings, ...more } });
  await store.batches.put({ id: `${id}-1`, runId: id, first: 1, count: 1, ended: { cameBack: 1 } });
  const iteration = { index: 1, machine: 'm', durationMs: 1, results: [], outcome: 'passed' } as const;
  await store.iterations.add(id, [iteration]);
  return id;
}

describe('what the store knows of a ticket', () => {
  it('is about the test that was run first, however it is named, and about no other', async () => {
    const ticket = ticketRef();
    const first = await ended(ticket, 'CasTest#apply', 1);
    await ended(ticket, 'OtherTest#apply', 2);
    const full = await ended(ticket, 'org.acme.CasTest#apply', 3);
    await ended(ticket, 'CasTest', 4);
    const known = await knownOn(ticket, store, new Map());
    expect(known.test).toBe('CasTest#apply');
    expect(known.found.map(({ run }) => run)).toEqual([full, first]);
    expect(known.found[0]).toMatchObject({ lane: 'jdk11' });
    const advised = await foundRuns({ ticket, test: 'CasTest#apply' }, store);
    expect(advised.map(({ run }) => run)).toEqual([full, first]);
  });

  it('loses no run, however many came after it', async () => {
    const ticket = ticketRef();
    const first = await ended(ticket, 'CasTest#apply', 1);
    for (let more = 0; more < 101; more += 1)
      await newRun(store, {
        ticket,
        selector: parseSelector('OtherTest#apply'),
        createdAt: `2026-11-23T10:${String(2 + (more % 3)).padStart(2, '0')}:00.000Z`,
        settings,
      });
    const all = (await store.runs.on(ticket)).map(({ id, createdAt }) => ({ id, createdAt }));
    expect(new Set(all.map(({ id }) => id)).size).toBe(102);
    expect(all.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))).toEqual(all);
    const known = await knownOn(ticket, store, new Map());
    expect([known.test, known.found.map(({ run }) => run)]).toEqual(['CasTest#apply', [first]]);
  });

  it('is about the test that it is tied to, and the causes', async () => {
    const ticket = ticketRef();
    await ended(ticket, 'OtherTest#apply', 1);
    const own = await ended(ticket, 'CasTest#apply', 2);
    const said = { ticket, by: 'ann', at: '2026-11-23T09:00:00.000Z' };
    await store.issueLinks.add('acme/shop', { ...said, kind: 'test', target: 'org.acme.CasTest#apply' });
    await store.issueLinks.add('acme/shop', { ...said, kind: 'signature', target: 's1-0123456789abcdef' });
    const known = await knownOn(ticket, store, new Map());
    expect(known).toMatchObject({ test: 'org.acme.CasTest#apply', causes: ['s1-0123456789abcdef'] });
    expect(known.found.map(({ run }) => run)).toEqual([own]);
  });

  it('tells a pull request by its number, and what a running comparison holds it against', async () => {
    const ticket = ticketRef();
    const revisionWhy = { kind: 'pull', pull: 34 };
    await ended(ticket, 'CasTest#apply', 1, { revisionWhy });
    await newRun(store, {
      ticket,
      question: 'compare',
      settings: { ...settings, revisionWhy, question: { base: 'cassandra-4.1' } },
    });
    const known = await knownOn(ticket, store, new Map());
    expect(known.found).toMatchObject([{ pull: 34 }]);
    expect(known.active).toMatchObject([{ question: 'compare', pull: 34, base: 'cassandra-4.1' }]);
  });

  it('is as new as what was added to a run last', async () => {
    const ticket = ticketRef();
    const id = await ended(ticket, 'CasTest#apply', 1);
    const at = '2026-11-25T10:00:00.000Z';
    await store.runs.add(id, { kind: 'extend', runs: 5, by: 'ann', at, commentId: 'c', line: 1, seen: 1 });
    await store.runs.update(id, { stage: 'done', state: 'finished' });
    const { found } = await knownOn(ticket, store, new Map());
    expect(found).toMatchObject([{ at: '2026-11-23T10:01:00.000Z', addedAt: at }]);
  });
});

describe('since when a ticket has no owner', () => {
  it('is known from the first look that saw none, and begins anew after an owner', async () => {
    const project = { tracker: 'github', project: 'acme/shop', installation: 1 } as const;
    const look = async (now: string, assignees: readonly string[]) => {
      const { ticket } = factsOf({ ticket: { assignees, createdAt: '2021-01-01T00:00:00.000Z' } });
      const [told] = await withOwnerless([ticket], { project, release: '4.1', now }, store);
      return told?.ownerlessSince;
    };
    expect(await look('2026-11-20T10:00:00.000Z', ['ann'])).toBeUndefined();
    expect(await look('2026-11-21T10:00:00.000Z', [])).toBe('2026-11-21T10:00:00.000Z');
    expect(await look('2026-11-22T10:00:00.000Z', [])).toBe('2026-11-21T10:00:00.000Z');
    expect(await look('2026-11-23T10:00:00.000Z', ['bob'])).toBeUndefined();
    expect(await look('2026-11-24T10:00:00.000Z', [])).toBe('2026-11-24T10:00:00.000Z');
  });
});
