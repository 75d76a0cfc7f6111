import { describe, expect, it } from 'vitest';
import { cutFindings, evidenceFinding } from '../../src/app/check.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { EvidenceLimits } from '../../src/store/keeping.ts';
import { keepHouse, wrongWith } from '../../src/worker/keeping.ts';

const kept = { bytes: 1, decidedBytes: 0, isOver: false, isForeign: false };

function cursors() {
  const kept = new Map<string, unknown>();
  return {
    get: async (name: string) => kept.get(name),
    put: async (name: string, place: unknown) => void kept.set(name, place),
  };
}

describe('keeping house', () => {
  it('holds evidence to the server’s limits, forgets old rows in pieces, and says what went', async () => {
    const limits = readServerConfig(
      { name: 'server.yml', text: 'keep: { evidence: { gigabytes: 0.5, days: 30 } }' },
      {},
    ).keep.evidence;
    const asked: EvidenceLimits[] = [];
    const pruned: string[] = [];
    const pieces = (name: string, left: number[]) => ({
      async prune(before: string) {
        pruned.push(`${name} ${before.slice(0, 10)}`);
        return left.shift() ?? 0;
      },
    });
    const store = {
      turns: { take: async <Answer>(_name: string, work: () => Promise<Answer>) => work() },
      async keepEvidence(limit: EvidenceLimits) {
        asked.push(limit);
        return { ...kept, bytes: 4, runs: ['r-1'], files: 2, freed: 3 };
      },
      deliveries: pieces('deliveries', [500, 2]),
      charges: pieces('charges', []),
      orders: pieces('orders', [1]),
      cursors: {
        ...cursors(),
        async prune(start: string, before: string) {
          pruned.push(`${start}${before.slice(0, 10)}`);
          return 0;
        },
      },
    };
    const said: unknown[] = [];
    const now = new Date('2026-11-29T10:00:00Z');
    // What the store has beside what is used here is not needed.
    const warned: string[] = [];
    const warn = (message: string): void => void warned.push(message);
    const parts = { store: Object.assign(Object.create(null), store), limits, warn, now: () => now };
    await keepHouse({ ...parts, log: (_message, facts) => void said.push(facts) });
    const soon = new Date(now.getTime() + 20 * 60_000);
    await keepHouse({ ...parts, now: () => soon, log: () => void said.push('twice') });
    expect(asked).toEqual([{ mostBytes: 5e8, now, before: '2026-10-30T10:00:00.000Z' }]);
    expect(pruned).toEqual([
      ...Array.from({ length: 3 }, () => 'deliveries 2026-10-30'),
      'charges 2026-09-30',
      'orders 2026-08-31',
      'orders 2026-08-31',
      'mistakes of 2026-11-28',
      'heads of 2026-08-31',
      'alarms of 2026-11-27',
    ]);
    expect(warned).toEqual([]);
    expect(said).toEqual([
      {
        evidence: {
          bytes: 4,
          decidedBytes: 0,
          isOver: false,
          letGo: { runs: 1, files: 2, bytes: 3, first: ['r-1'] },
        },
        forgotten: { deliveries: 502, charges: 0, orders: 1, recent: 0 },
      },
    ]);
  });

  it.each([
    [{ decidedBytes: 3e9, isOver: true }, 'what decisions rest on takes 3.0 GB, more than'],
    [{ isOver: true }, 'evidence takes more than keep.evidence.gigabytes (2)'],
    [{ isForeign: true }, 'is another database’s: nothing is removed there'],
  ])('says what somebody has to see to: %o', (more, words) => {
    expect(wrongWith({ ...kept, ...more }, 2)).toContain(words);
    const limits = { keep: { evidence: { gigabytes: 2 } } };
    const look = { ...kept, bytes: 5e9, at: '2026-11-29T10:00:00Z', ...more };
    expect(evidenceFinding(limits, look)).toMatchObject({
      state: 'isForeign' in more ? 'wrong' : 'missing',
      what: expect.stringContaining('on 2026-11-29 it took 5.0 GB, of which decisions rest on'),
      advice: expect.stringContaining(words),
    });
    expect(evidenceFinding(limits, { ...look, ...kept }).state).toBe('ok');
  });

  it('tells the doctor which lists of builds were cut of late', () => {
    const cut = {
      repository: 'acme/shop',
      service: 'jenkins',
      since: '2026-11-20T10:00:00Z',
      words: ['only 1000'],
    };
    const look = { ...kept, at: '2026-11-29T10:00:00Z', cuts: [cut] };
    const what = 'history of acme/shop: builds on jenkins since 2026-11-20 may be missing: only 1000';
    expect(cutFindings(look)).toMatchObject([{ state: 'missing', what }]);
    expect(cutFindings(undefined)).toEqual([]);
  });

  it('takes away the files of batches whose run ended and whose evidence went, and no others', async () => {
    const runs = { 'r-gone': 'done', 'r-kept': 'done', 'r-goes-on': 'wait' } as const;
    const prune = async () => 0;
    const store = {
      turns: { take: async <Answer>(_name: string, work: () => Promise<Answer>) => work() },
      keepEvidence: async () => ({ ...kept, runs: [], files: 0, freed: 0 }),
      deliveries: { prune },
      charges: { prune },
      orders: { prune },
      cursors: { ...cursors(), prune },
      runs: { get: async (id: keyof typeof runs) => ({ stage: runs[id] }) },
      evidence: { goneAt: async (id: string) => (id === 'r-kept' ? undefined : '2026-11-01T00:00:00Z') },
    };
    const went: string[] = [];
    const service = {
      async prune(mayGo: (id: string) => Promise<boolean>) {
        for (const id of Object.keys(runs)) if (await mayGo(id)) went.push(id);
        return went.length;
      },
    };
    const said: unknown[] = [];
    const parts = { store: Object.assign(Object.create(null), store), limits: { gigabytes: 1 }, service };
    const now = () => new Date('2026-11-29T10:00:00Z');
    await keepHouse({ ...parts, now, log: (_message, facts) => void said.push(facts), warn: () => {} });
    expect(went).toEqual(['r-gone']);
    expect(said).toMatchObject([{ forgotten: { batches: 1 } }]);
    const hour = () => new Date('2026-11-29T11:00:00Z');
    await keepHouse({ ...parts, now: hour, log: (_message, facts) => void said.push(facts), warn: () => {} });
    expect(said).toHaveLength(2);
  });

  it.each(['gigabytes: 0', 'gigabytes: none', 'days: 0', 'weeks: 3'])('refuses %s', (wrong) => {
    const text = `keep: { evidence: { ${wrong} } }`;
    expect(() => readServerConfig({ name: 'server.yml', text }, {})).toThrow(/keep/);
  });
});
