import type { TicketRef } from './ticket.ts';

/** What a ticket can be tied to. */
export interface LinkTarget {
  /** test: as it is selected. signature: the id of a cause. */
  readonly kind: 'test' | 'signature';
  readonly target: string;
}

/** A person tied a ticket to a test or a cause: its failures carry that ticket, those of the past as well. */
export interface IssueLink extends LinkTarget {
  readonly ticket: TicketRef;
  /** Login. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Whether people wrote down the id of a cause, as reports show it; everything else is a test. */
export function isSignatureId(text: string): boolean {
  return /^[sk]\d{1,3}-[0-9a-f]{16}$/.test(text);
}
