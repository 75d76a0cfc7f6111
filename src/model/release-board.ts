import type { BlockerStanding, BlockerState, Release, TicketFacts } from './blocker.ts';
import type { BlockerCause } from './ledger.ts';
import type { LastGreen } from './history.ts';
import type { TicketRef } from './ticket.ts';

/** What makes a ticket block a release: everything that is named must hold, one of each list is enough. */
export interface BlockerRule {
  /** Milestones or fix versions. */
  readonly milestones?: readonly string[];
  readonly labels?: readonly string[];
  readonly priorities?: readonly string[];
  /** A search in the tracker's own language (JQL) that must find it. */
  readonly jql?: string;
}

/** A ticket on a board. */
export interface BoardRow {
  readonly ticket: TicketFacts;
  readonly test?: string;
  /** What it is about, as somebody said when they made it a blocker. */
  readonly cause?: BlockerCause;
  readonly standing: BlockerStanding;
}

/** What is known of a release at one moment. */
export interface ReleaseBoard {
  readonly release: Release;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whom the release waits for, those who must act first. */
  readonly blocking: readonly BoardRow[];
  /** Ignored, deferred or waived. */
  readonly settled: readonly BoardRow[];
  /** Closed, newest first. */
  readonly resolved: readonly TicketFacts[];
}

/** What a board is remembered by, for the next one to be held against; plain JSON. */
export interface BoardSnapshot {
  readonly release: string;
  readonly at: string;
  readonly rows: readonly { readonly ticket: TicketRef; readonly state: BlockerState }[];
  readonly resolved: readonly TicketRef[];
}

/** Blockers that went the same way. */
export interface BoardMove {
  readonly from: BlockerState;
  readonly to: BlockerState;
  readonly tickets: readonly TicketRef[];
}

/** Everything that is different from an earlier board, grouped: any number of changes is one post. */
export interface BoardChanges {
  readonly since: string;
  readonly added: readonly { readonly ticket: TicketRef; readonly state: BlockerState }[];
  /** Closed since. */
  readonly resolved: readonly TicketRef[];
  /** No longer a blocker, though not closed. */
  readonly removed: readonly TicketRef[];
  readonly moved: readonly BoardMove[];
  /** Nothing blocks any more, and something did. */
  readonly lastGone: boolean;
}

/** What a release waits for at one moment. */
export interface ReleaseLook {
  readonly board: ReleaseBoard;
  readonly pace: Pace;
  /** Absent where no build of ordinary CI tells. */
  readonly green?: LastGreen;
  /** What could not be looked at. */
  readonly gaps: readonly string[];
}

/** How fast blockers went away, and where that leads: arithmetic, no promise. */
export interface Pace {
  readonly resolved: number;
  /** Days looked back. */
  readonly days: number;
  readonly open: number;
  /** Whole days until none is left at that pace; absent where none was resolved. */
  readonly emptyInDays?: number;
}
