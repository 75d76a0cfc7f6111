import { messageOf, RetryableError, ServiceRefusal } from '../model/errors.ts';
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
 * A run goes on while its tracker is away or refuses: reactions and progress are left unsaid until the time the tracker
 * asked for, a minute unless it did, for all runs alike. Results are never said this way.
 */
export function createCourtesy({ now, log }: Surroundings): Courtesy {
  const silentUntil = new Map<TrackerName, number>();
  return async (tracker, say) => {
    if (now().getTime() < (silentUntil.get(tracker) ?? 0)) return;
    try {
      await say();
    } catch (error) {
      const isAway = error instanceof RetryableError;
      // A Jira that is being mended may answer everything with a page.
      if (!isAway && !(error instanceof ServiceRefusal)) throw error;
      silentUntil.set(tracker, now().getTime() + ((isAway ? error.retryAfterMs : undefined) ?? respiteMs));
      log('a tracker does not take it, the run goes on', { tracker, error: messageOf(error) });
    }
  };
}
