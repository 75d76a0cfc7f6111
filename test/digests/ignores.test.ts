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
});
