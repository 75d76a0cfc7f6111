/** Milliseconds: services limit those who ask often, and nobody wants to hear of the end much later. */
const bounds = { least: 20_000, most: 300_000 };

/** How long to wait before the next look at a batch of this age: half its age, within bounds. */
export function nextLookIn(ageMs: number, leastMs = bounds.least): number {
  return Math.round(Math.min(bounds.most, Math.max(leastMs, ageMs / 2)));
}

/** A length of time for people: `2.5 h`, `20 min`. */
export function inWords(ms: number): string {
  return ms >= 3_600_000 ? `${Math.round(ms / 360_000) / 10} h` : `${Math.round(ms / 60_000)} min`;
}
