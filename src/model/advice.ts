/**
 * What could be done about a test that stands in a release's way. run-more: nothing can be decided yet.
 * fix-before-release, fix-later: somebody has to mend it. ignore: known to be rare, with a ticket that follows up.
 * relink: it belongs to another ticket. repair-environment: the test had no fair run. close: nothing is left to do.
 */
export type Action =
  | 'run-more'
  | 'fix-before-release'
  | 'fix-later'
  | 'ignore'
  | 'relink'
  | 'repair-environment'
  | 'close';

/** One rule's vote, with what it rests on and what would overturn it. */
export interface Vote {
  readonly action: Action;
  /** What the evidence shows, as a sentence without its full stop. */
  readonly reason: string;
  readonly wouldChange: string;
  /** For `relink`: the tickets people's own rules name. */
  readonly tickets?: readonly string[];
}

/** The heaviest vote, and the others. A person decides. */
export interface Advice extends Vote {
  readonly others: readonly Vote[];
  /** The failure rate a project lives with, 0 to 1; absent where no rate was measured. */
  readonly tolerance?: number;
}
