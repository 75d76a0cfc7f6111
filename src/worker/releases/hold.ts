import { createHash } from 'node:crypto';
import type { BoardSnapshot } from '../../model/release-board.ts';

/** A change that people are to be told of. Times are ISO 8601, UTC. */
export interface Stir {
  /** When it was first seen. */
  readonly since: string;
  /** When the board last changed since then. */
  readonly last: string;
  /** What the board looked like then. */
  readonly shape: string;
}

/** Where changes never end, people are told all the same. */
const longestMs = 5 * 60_000;

/**
 * What to remember of a change that is held back, so that ten changes in a row become one post; undefined when it is
 * time to tell. @param quietMs how long nothing more must have changed. Pure.
 */
export function heldBack(
  known: Stir | undefined,
  { rows, resolved }: BoardSnapshot,
  { now, quietMs }: { readonly now: Date; readonly quietMs: number },
): Stir | undefined {
  const at = now.toISOString();
  const shape = createHash('sha256')
    .update(JSON.stringify([rows, resolved]))
    .digest('hex')
    .slice(0, 16);
  const last = known?.shape === shape ? known.last : at;
  const since = known?.since ?? at;
  const isOver = (from: string, ms: number): boolean => now.getTime() - Date.parse(from) >= ms;
  return isOver(last, quietMs) || isOver(since, longestMs) ? undefined : { since, last, shape };
}
