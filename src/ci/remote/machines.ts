/**
 * Machines for a number of iterations: one for each `perMachine` begun, at most `most`. Iterations of one machine are
 * not independent, so few on many machines say more than many on few.
 */
export function machinesFor(
  count: number,
  { perMachine, most }: { readonly perMachine: number; readonly most: number },
): number {
  return Math.max(1, Math.min(most, Math.ceil(count / perMachine)));
}

/** What one machine gets when the first ones take what does not divide evenly; `index` counts from 0. */
export function shareOf(count: number, machines: number, index: number): number {
  return Math.floor(count / machines) + (index < count % machines ? 1 : 0);
}
