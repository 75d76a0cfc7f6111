import type { Pace, ReleaseBoard } from '../model/release-board.ts';
import { daysBetween } from './staleness.ts';

/** How far the pace looks back: two months, as release countdowns are usually long. */
const windowDays = 60;

/** Blockers resolved in the last 60 days against those still there: a division, and nothing but that. */
export function paceOf({ at, blocking, resolved }: ReleaseBoard): Pace {
  const within = resolved.filter(
    ({ closedAt }) => closedAt !== undefined && closedAt <= at && daysBetween(closedAt, at) < windowDays,
  );
  const pace = { resolved: within.length, days: windowDays, open: blocking.length };
  if (within.length === 0) return pace;
  return { ...pace, emptyInDays: Math.ceil((blocking.length * windowDays) / within.length) };
}
