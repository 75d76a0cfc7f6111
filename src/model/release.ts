/** A version that a project ships: a GitHub milestone, a Jira fix version. */
export interface ListedRelease {
  readonly name: string;
  /** Shipped, archived or closed: nothing blocks it any more. */
  readonly isOut: boolean;
  /** Since when, ISO 8601; absent where the tracker does not say. */
  readonly outSince?: string;
}

/** Where a ticket stands on the way to releases. */
export interface TicketStanding {
  /** GitHub knows one, Jira any number. */
  readonly releases: readonly string[];
  readonly labels: readonly string[];
  /** Logins of those it is assigned to; absent where nobody asked. */
  readonly assignees?: readonly string[];
}
