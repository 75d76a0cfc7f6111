/** What a run is to find out with as many iterations as that takes. */
export interface DecideQuestion {
  /** A failure rate to be shown as not reached, or as exceeded; absent: is the test flaky at all? */
  readonly rate?: number;
  /** The test must be able to fail, as on the old bug: the first failure answers. */
  readonly expect?: 'fail';
  /** Nothing but a first failure is wanted; it ends there, or at the most iterations. */
  readonly first?: true;
  /** The most iterations; 1,000 by default. */
  readonly most?: number;
}

/**
 * below, above: the rate asked about. reproduced: it fails, nobody asked about a rate. still-bites: it was to fail and
 * did. fails-no-more: it was to fail and did not. not-seen: no first failure came. undecided: neither yet. nothing-ran: no iteration was executed.
 */
export type DecisionKind =
  | 'below'
  | 'above'
  | 'reproduced'
  | 'still-bites'
  | 'fails-no-more'
  | 'not-seen'
  | 'undecided'
  | 'nothing-ran';

/** The answer to such a question, with its denominator. */
export interface Decision {
  readonly kind: DecisionKind;
  /** The failure rate that the answer is about, 0 to 1: the one asked for, or 1 %. */
  readonly rate: number;
  readonly expect?: 'fail';
  /** It was to end at its first failure, after so many iterations at the latest. */
  readonly first?: { readonly most: number };
  readonly failed: number;
  readonly executed: number;
  /** Executed iterations that would decide it if they went on as before; absent when too near to the rate to say. */
  readonly more?: number;
}
