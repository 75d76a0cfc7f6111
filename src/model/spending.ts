import type { TicketRef } from './ticket.ts';

/** What runs cost. */
export interface Cost {
  readonly iterations: number;
  /** The time these iterations took or are reckoned to take, in milliseconds, added up over machines. */
  readonly ms: number;
}

/** What somebody has used; `pending` is the part of it that runs hold which have not ended. */
export interface Used extends Cost {
  readonly pending: Cost;
}

/** What has been used of everything that a budget can be about. */
export interface Spending {
  readonly person: Used;
  readonly ticket: Used;
  /** The whole repository. */
  readonly week: Used;
  /** What one iteration of the test took lately, or of any test there; absent before one ran. Milliseconds. */
  readonly msEach?: number;
}

/** Who pays: the same person and ticket in the same repository. */
export interface Payer {
  /** `owner/name`: what runs there shares one budget, from whatever tracker it was asked. */
  readonly repository: string;
  readonly ticket: TicketRef;
  /** The login in the ticket's tracker. */
  readonly person: string;
  /** As typed: what the test took before says what it will take. */
  readonly selector?: string;
}

/** One command that is paid for: comment and line name it, so that it pays once however often it is handled. */
export interface Charge extends Payer {
  readonly commentId: string;
  readonly line: number;
  /** The command's runs by their lane: what it costs is held for each in equal parts. */
  readonly lanes: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}
