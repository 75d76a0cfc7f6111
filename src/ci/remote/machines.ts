import type { BatchJob } from '../service.ts';

/**
 * Machines for a number of iterations: one for each `perMachine` begun, at most `machines`. Iterations of one machine are
 * not independent, so few on many machines say more than many on few.
 */
export function machinesFor(
  count: number,
  { perMachine, machines }: { readonly perMachine: number; readonly machines: number },
): number {
  return Math.max(1, Math.min(machines, Math.ceil(count / perMachine)));
}

/** What one machine gets when the first ones take what does not divide evenly; `index` counts from 0. */
export function shareOf(count: number, machines: number, index: number): number {
  return Math.floor(count / machines) + (index < count % machines ? 1 : 0);
}

/** What each machine gets when all of them run equally many, and together no more than `count`. */
export function eachOf(count: number, machines: number): number {
  return Math.max(1, Math.floor(count / machines));
}

/** What no machine is asked for where each runs equally many, as a job that says so. */
export function leftOver(
  name: string,
  { count, machines }: { readonly count: number; readonly machines: number },
): readonly BatchJob[] {
  const each = eachOf(count, machines);
  const rest = count - machines * each;
  if (rest <= 0) return [];
  const loss = `${machines} machines run ${each} each, which leaves ${rest} of ${count} over`;
  return [{ name, machine: 'none', state: 'not asked', asked: rest, loss }];
}
