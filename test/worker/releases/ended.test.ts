import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import { ServiceRefusal } from '../../../src/model/errors.ts';
import type { Decision } from '../../../src/model/ledger.ts';
import type { TicketRef } from '../../../src/model/ticket.ts';
import { tellEndedDecisions } from '../../../src/worker/releases/ended.ts';
import { refusedOrder } from '../../support/refused-order.ts';
import { silentTracker } from '../../support/silent-tracker.ts';

const project = { tracker: 'github', project: 'acme/shop' } as const;

function decided(key: string, more: Partial<Decision>): Decision {
  const at = '2026-01-02T03:04:05.000Z';
  const ticket: TicketRef = { ...project, key };
  return {
    id: `${key} ${more.what} ${more.at ?? at}`,
    what: 'ignore',
    by: 'ann',
    at,
    ticket,
    reason: 'x',
    ...more,
  };
}

/** Looks at decisions some time after another look; what was posted where. Some of them people refused to take. */
function desk(decisions: readonly Decision[], refused: readonly Decision[] = []) {
  const posted = new Map<string, Document[]>();
  const claimed = new Map<string, object>();
  const cursors = new Map<string, unknown>();
  const keyOf = ({ ticket, topic }: { ticket: TicketRef; topic: { id: string } }) =>
    `${ticket.key} ${topic.id}`;
  const store = {
    turns: { take: async <Answer>(_: string, work: () => Promise<Answer>) => work() },
    ledger: { of: async () => decisions.map((decision) => ({ decision })) },
    orders: { beginningWith: async () => refused.map(refusedOrder) },
    cursors: {
      get: async (name: string) => cursors.get(name),
      put: async (name: string, place: unknown) => void cursors.set(name, place),
    },
    posts: {
      get: async (key: Parameters<typeof keyOf>[0]) => claimed.get(keyOf(key)),
      claim: async () => ({ post: { claimedAt: '' }, isNew: true }),
      posted: async (key: Parameters<typeof keyOf>[0]) => void claimed.set(keyOf(key), { comment: {} }),
    },
  };
  let asked = 0;
  const gone = new Set<string>();
  const tracker = {
    ...silentTracker,
    async releases() {
      asked += 1;
      return ['4.1', '4.2'].map((name) => ({ name, isOut: name === '4.1' }));
    },
    async post({ key }: TicketRef, document: Document) {
      if (gone.has(key)) throw new ServiceRefusal('410 Gone');
      posted.set(key, [...(posted.get(key) ?? []), document]);
      return { commentId: '1' };
    },
  };
  return {
    posted,
    gone,
    asked: () => asked,
    look: async (now: string) =>
      tellEndedDecisions(
        { project, word: 'retrial' },
        { store: Object.assign(Object.create(null), store), tracker, now: () => new Date(now) },
      ),
  };
}

describe('decisions on tickets that no board shows', () => {
  it('come back though somebody wanted them otherwise since, and people refused to take that', async () => {
    const until = '2026-03-01';
    const at = '2026-02-01T00:00:00.000Z';
    const back = decided('1', { what: 'unignore', test: 'A#b', at });
    const longer = decided('2', { test: 'A#b', until: '2027-01-01', at });
    const never = decided('3', { test: 'A#b', until });
    const all = [decided('1', { test: 'A#b', until }), back, decided('2', { test: 'A#b', until }), longer];
    const { posted, look } = desk([...all, never], [back, longer, never]);
    await look('2026-03-02T00:00:00Z');
    expect([...posted.keys()]).toEqual(['1', '2']);
  });

  it('come back to their tickets once their day is over or their version is out, each once', async () => {
    const { posted, look } = desk([
      decided('1', { test: 'A#b', until: '2026-03-01' }),
      decided('2', { test: 'A#b', until: '2026-06-01' }),
      decided('3', { what: 'defer', release: '4.0', until: '4.1' }),
      decided('4', { what: 'waive', release: '4.0', until: '4.2' }),
      decided('5', { test: 'A#b', until: '4.1' }),
    ]);
    await look('2026-03-01T23:00:00Z');
    expect([...posted.keys()]).toEqual(['3', '5']);
    await look('2026-03-02T00:30:00Z');
    await look('2026-03-02T01:31:00Z');
    await look('2026-03-02T03:00:00Z');
    expect([...posted].map(([key, documents]) => [key, documents.length])).toEqual([
      ['3', 1],
      ['5', 1],
      ['1', 1],
    ]);
    expect(JSON.stringify(posted.get('1'))).toContain('Now it is open again');
  });

  it('come back to all other tickets when one of them is gone', async () => {
    const { posted, look, gone } = desk(
      ['1', '2', '3'].map((key) => decided(key, { test: 'A#b', until: '2026-03-01' })),
    );
    gone.add('1');
    await expect(look('2026-03-02T00:00:00Z')).rejects.toThrow('410');
    expect([...posted.keys()]).toEqual(['2', '3']);
    await look('2026-03-02T00:10:00Z');
    gone.clear();
    await look('2026-03-02T01:10:00Z');
    expect([...posted.keys()]).toEqual(['2', '3', '1']);
  });

  it('are called what they are: a test in quarantine is run as it is', async () => {
    const { posted, look } = desk([
      decided('1', { test: 'A#b', until: '2026-03-01', mode: 'quarantine' }),
      decided('2', { test: 'A#b', until: '2026-03-01' }),
    ]);
    await look('2026-03-02T00:00:00Z');
    expect(JSON.stringify(posted.get('1'))).toContain('The quarantine');
    expect(JSON.stringify(posted.get('1'))).not.toContain('unskip');
    expect(JSON.stringify(posted.get('2'))).toContain('repeat A#b unskip');
  });

  it('come back though something was decided about another release since', async () => {
    const until = '2026-03-01';
    const at = '2026-02-01T00:00:00.000Z';
    const { posted, look } = desk([
      decided('1', { what: 'waive', release: '4.0', until }),
      decided('1', { what: 'blocker-add', release: '4.1', at }),
      decided('2', { what: 'waive', release: '4.0', until }),
      decided('2', { what: 'waive', release: '4.1', until: '2027-01-01', at }),
      decided('3', { what: 'waive', release: '4.0', until }),
      decided('3', { what: 'blocker-remove', release: '4.0', at }),
    ]);
    await look('2026-03-02T00:00:00Z');
    expect([...posted].map(([key, documents]) => [key, documents.length])).toEqual([
      ['1', 1],
      ['2', 1],
    ]);
  });

  it('say nothing of what was put off to a release that is not out, or put back', async () => {
    const { posted, look } = desk([
      decided('1', { what: 'defer', release: '4.1', until: '4.2' }),
      decided('2', { what: 'defer', release: '4.0', until: '4.2' }),
      decided('2', { what: 'defer', release: '4.2', until: '4.0', at: '2026-02-01T00:00:00.000Z' }),
      decided('3', { what: 'defer', release: '4.2', until: '4.2' }),
    ]);
    await look('2026-03-02T00:00:00Z');
    expect([...posted.keys()]).toEqual([]);
  });

  it('say nothing when they were taken back, decided again, or few may read them', async () => {
    const until = '2026-03-01';
    const later = '2026-02-01T00:00:00.000Z';
    const hidden = { ...project, key: '4', visibility: { type: 'role', value: 'Admins' } } as const;
    const { posted, look, asked } = desk([
      decided('1', { test: 'A#b', until }),
      decided('1', { what: 'unignore', test: 'A#b', at: later }),
      decided('2', { what: 'waive', release: '4.1', until }),
      decided('2', { what: 'blocker-add', release: '4.1', at: later }),
      decided('3', { what: 'waive', release: '4.1', until }),
      decided('3', { what: 'waive', release: '4.1', until: '2027-01-01', at: later }),
      decided('4', { test: 'A#b', until, ticket: hidden }),
      decided('5', { test: 'A#b', until }),
      decided('5', { what: 'accept', at: later }),
    ]);
    await look('2026-03-02T00:00:00Z');
    expect([...posted.keys()]).toEqual(['5']);
    expect(asked()).toBe(0);
  });
});
