import { describe, expect, it } from 'vitest';
import { ignoresInForce } from '../../src/digests/history/ignores.ts';
import type { Decision } from '../../src/model/ledger.ts';
import { refusedOrder } from '../support/refused-order.ts';

const project = { tracker: 'github', project: 'acme/shop' } as const;

describe('ignores in force', () => {
  it('are those that nobody took back: what people refused to take counts for nothing', async () => {
    const decided = (id: string, more: Partial<Decision> = {}): Decision => ({
      id,
      what: 'ignore',
      by: 'ann',
      reason: 'x',
      at: '2026-01-02T00:00:00.000Z',
      ticket: { ...project, key: '1' },
      test: 'A#b',
      ...more,
    });
    const first = decided('1');
    const back = decided('2', { what: 'unignore', at: '2026-01-03T00:00:00.000Z' });
    const never = decided('3', { test: 'C#d' });
    const inForce = async (refused: readonly Decision[]) => {
      const ledger = { of: async () => [first, back, never].map((decision) => ({ decision })) };
      const orders = { beginningWith: async () => refused.map(refusedOrder) };
      const store = Object.assign(Object.create(null), { ledger, orders });
      const found = await ignoresInForce(project, store, { now: '2026-02-01T00:00:00.000Z' });
      return found.map(({ id }) => id);
    };
    expect(await inForce([])).toEqual(['3']);
    expect(await inForce([back, never])).toEqual(['1']);
  });

  it.each([
    ['A#b', 'com.x.A#b', []],
    ['com.x.A#b', 'A#b', []],
    ['com.x.A#b', 'com.y.A#b', ['1']],
    // Nobody can say which one is run again, so both stay listed.
    ['com.x.A#b com.y.A#b', 'A#b', ['1', '2']],
  ])('go by the test, however it is written: %s ignored, %s run again', async (ignored, back, left) => {
    const all = [
      ...ignored.split(' ').map((test) => ({ what: 'ignore', test })),
      { what: 'unignore', test: back },
    ].map((one, at) => ({
      ...one,
      id: String(at + 1),
      by: 'ann',
      reason: 'x',
      at: `2026-01-0${at + 1}T00:00:00.000Z`,
      ticket: { ...project, key: '1' },
    }));
    const ledger = { of: async () => all.map((decision) => ({ decision })) };
    const store = Object.assign(Object.create(null), { ledger, orders: { beginningWith: async () => [] } });
    const found = await ignoresInForce(project, store, { now: '2026-02-01T00:00:00.000Z' });
    expect(found.map(({ id }) => id)).toEqual(left);
  });
});
