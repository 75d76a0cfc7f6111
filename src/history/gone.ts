import type { Sighting } from '../model/history.ts';

/** Without a failure in so many runs a test counts as gone from the list. */
const goneAfter = 300;

/** A window in milliseconds since 1970: from inclusive, until exclusive. */
interface Window {
  readonly from: number;
  readonly until: number;
}

/**
 * Whether a window is the one to tell in that a test fails no more: the first without its failure by whose end so many of its
 * runs were clean since the last one, in each lane that it failed in: a pass of another shows nothing. @param sightings all that are known of it, until the window's end, in any order
 */
export function isGoneIn({ from, until }: Window, sightings: readonly Sighting[]): boolean {
  const failed = sightings.filter((one) => one.failed > 0);
  if (failed.length === 0) return false;
  const last = failed.map(timeOf).reduce((a, b) => Math.max(a, b));
  const lanes = [...new Set(failed.map(({ build }) => build.lane))];
  const clean = sightings.filter((one) => one.build.passesKnown && timeOf(one) > last);
  const cleanIn = (lane: string, end: number): number =>
    clean
      .filter((one) => one.build.lane === lane && timeOf(one) < end)
      .reduce((sum, { passed }) => sum + passed, 0);
  const cleanBy = (end: number): number => Math.min(...lanes.map((lane) => cleanIn(lane, end)));
  if (last >= from || cleanBy(until) < goneAfter) return false;
  return last >= from - (until - from) || cleanBy(from) < goneAfter;
}

function timeOf({ build }: Sighting): number {
  return Date.parse(build.at);
}
