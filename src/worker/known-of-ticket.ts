import type { LinkedPullRequest } from '../model/blocker.ts';
import { isRefusal } from '../model/errors.ts';
import type { ListedRelease } from '../model/release.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Tracker } from '../trackers/tracker.ts';

/** What a tracker says around a ticket: asked once, for everything that goes by it. */
export interface KnownOfTicket {
  /** The releases it is on; none where nobody may say. */
  readonly releases: readonly string[];
  /** All releases of its project; absent where nobody may say, or nobody needs to. */
  readonly listed?: readonly ListedRelease[];
  /** Pull requests that name it; absent where nobody may say. */
  readonly pulls?: readonly LinkedPullRequest[];
}

/** Asks a tracker. What it refuses is left out. @throws what is no refusal, as it came */
export async function knownOfTicket(ticket: TicketRef, tracker: Tracker): Promise<KnownOfTicket> {
  const [standing, pulls] = await Promise.all([
    allowed(async () => tracker.standing(ticket)),
    allowed(async () => (await tracker.linkedPulls?.(ticket)) ?? []),
  ]);
  const releases = standing?.releases ?? [];
  const listed = releases.length === 0 ? undefined : await allowed(async () => tracker.releases(ticket));
  return {
    releases,
    ...(listed === undefined ? {} : { listed }),
    ...(pulls === undefined ? {} : { pulls }),
  };
}

async function allowed<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
