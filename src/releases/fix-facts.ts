import type { BlockerFacts, TicketFacts } from '../model/blocker.ts';

/** As much of what is known of a ticket as fixes are followed with. */
export interface FixFacts extends Omit<BlockerFacts, 'ticket'> {
  readonly ticket: Pick<TicketFacts, 'pullRequests' | 'closedAt'>;
}
