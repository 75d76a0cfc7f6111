/** Milliseconds: services limit those who ask often, and nobody wants to hear of the end much later. */
const bounds = { least: 20_000, most: 300_000 };

/** How long to wait before the next look at a batch of this age: half its age, within bounds. */
export function nextLookIn(ageMs: number, leastMs = bounds.least): number {
  return Math.round(Math.min(bounds.most, Math.max(leastMs, ageMs / 2)));
}
