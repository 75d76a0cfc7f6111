/**
 * A seeded source of whole numbers from 0 to `below` - 1, for tests by permutation: equal seeds give equal
 * results. Mulberry32 (T. Ettinger), good enough for shuffling, not for secrets.
 * @param seed a whole number; only its lowest 32 bits count
 */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
