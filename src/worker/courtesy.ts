import { messageOf, RetryableError } from '../model/errors.ts';
import type { TrackerName } from '../model/ticket.ts';

/** Says something that a run does not depend on. Rejects only with what is no trouble of the tracker's. */
export type Courtesy = (tracker: TrackerName, say: () => Promise<void>) => Promise<void>;

interface Surroundings {
  readonly now: () => Date;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** How long a tracker is left alone that does not say how long; milliseconds. */
const respiteMs = 60_000;

/**
 * A run goes on while its tracker is away: reactions and progress are left unsaid until the time the tracker asked
 * for, a minute unless it did, for all runs alike. Results are never said this way.
 */
export function createCourtesy({ now, log }: Surroundings): Courtesy {
  const silentUntil = new Map<TrackerName, number>();
  return async (tracker, say) => {
    if (now().getTime() < (silentUntil.get(tracker) ?? 0)) return;
    try {
      await say();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      silentUntil.set(tracker, now().getTime() + (error.retryAfterMs ?? respiteMs));
      log('a tracker is away, the run goes on', { tracker, error: messageOf(error) });
    }
  };
}
