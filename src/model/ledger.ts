import type { TicketRef } from './ticket.ts';

/** What people decide about a test or about what a release waits for. */
export const decisionVerbs = [
  'ignore',
  'unignore',
  'blocker-add',
  'blocker-remove',
  'defer',
  'waive',
  'accept',
  'link',
  'unlink',
] as const;

export type DecisionVerb = (typeof decisionVerbs)[number];

/** What a blocker is about: the product's code, the test's, the machines and services of CI, or those of the product. */
export const blockerCauses = ['product', 'test', 'ci-infra', 'product-infra', 'unknown'] as const;

export type BlockerCause = (typeof blockerCauses)[number];

/** What a person decided, on which evidence, until when. All texts are hostile. */
export interface Decision {
  /** Of the command that asked for it: a decision that comes twice after a crash is entered once. */
  readonly id: string;
  readonly what: DecisionVerb;
  /** Login of the person who decided. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Where it was decided. */
  readonly ticket: TicketRef;
  readonly reason: string;
  /** The release it is about. */
  readonly release?: string;
  /** What the blocker is about, as somebody judged it. */
  readonly cause?: BlockerCause;
  /** The test it is about, as selected. */
  readonly test?: string;
  /** A date or a version, after which it holds no more. */
  readonly until?: string;
  /** The ticket in which the cause is followed up, as people write it. */
  readonly followUp?: string;
  /** The test goes on running, and its failures break no build any more; absent: it runs no more. */
  readonly mode?: 'quarantine';
  /** The run whose evidence it rests on. */
  readonly run?: string;
  /** The hash over that run's data, 64 hex digits. */
  readonly evidence?: string;
  /** The id of the signature that the ticket tracks. */
  readonly signature?: string;
}

/** Whether it says what a ticket tracks: that stands in the ledger, and settles nothing about a release or a test. */
export function isAboutTracking({ what }: Pick<Decision, 'what'>): boolean {
  return what === 'link' || what === 'unlink';
}

/** A decision in its place in the ledger, which is never rewritten. */
export interface LedgerEntry {
  /** From 1, without gaps. */
  readonly number: number;
  readonly decision: Decision;
  /** The hash of the entry before it; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 over `previous` and the decision, 64 hex digits. */
  readonly hash: string;
}

/** Whether the ledger is as it was written. */
export interface LedgerCheck {
  readonly entries: number;
  /** The newest entry's hash: who noted it down sees later whether entries are gone from the end. */
  readonly last: string;
  /** What is wrong, in words, oldest first; empty when every entry follows from the one before. */
  readonly faults: readonly string[];
}

/** The day until which a decision holds, YYYY-MM-DD; undefined for a version, be it as much like a date as 2026.12. */
export function dayOf(until: string | undefined): string | undefined {
  return until !== undefined && /^\d{4}-\d\d-\d\d$/.test(until) ? until : undefined;
}
