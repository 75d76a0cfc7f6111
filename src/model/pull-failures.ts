import type { Build, SignatureHistory } from './history.ts';

/**
 * What the branches say of a failure on a pull request. known: the test failed there in this way. cause-known: other
 * tests did. other-way: the test failed there, never in this way. broken: it fails there from some build on. new: none.
 */
export type Standing = 'known' | 'cause-known' | 'other-way' | 'broken' | 'new';

/** A test that failed in a pull request's builds of one commit. */
export interface PullFailure {
  readonly test: string;
  readonly standing: Standing;
  readonly lanes: readonly string[];
  readonly causes: readonly Pick<SignatureHistory, 'id' | 'title' | 'knownIssue'>[];
  /** The same test on branches, within the window: executed = passed + failed. */
  readonly elsewhere: {
    readonly executed: number;
    readonly failed: number;
    /** Failures in builds whose passes are unknown; in no rate. */
    readonly unrated: number;
    readonly brokenSince?: Build;
  };
}

/** What failed on a pull request, at the commit that was built last. */
export interface PullFailures {
  readonly pull: number;
  readonly commit: string;
  /** Lanes whose builds of that commit were read. */
  readonly lanes: readonly string[];
  /** Those of them of which some reports could not be read: more may have failed there. */
  readonly partialLanes: readonly string[];
  /** How many days the branches are looked back. */
  readonly days: number;
  /** What is new first. */
  readonly failures: readonly PullFailure[];
}
