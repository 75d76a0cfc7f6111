import type { Cursors } from '../../src/store/cursors.ts';
import type { Turns } from '../../src/store/turns.ts';

/** Places and turns of a store of one process, in memory; places are kept as text, as a store keeps them. */
export function memory(): { readonly cursors: Cursors; readonly turns: Turns } {
  const places = new Map<string, string>();
  return {
    cursors: {
      get: async (name) => JSON.parse(places.get(name) ?? 'null') ?? undefined,
      put: async (name, place) => void places.set(name, JSON.stringify(place)),
      prune: async () => 0,
    },
    turns: { take: async (_, work) => work() },
  };
}
