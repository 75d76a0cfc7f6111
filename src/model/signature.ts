/** The identity of a cause. Stable across runs, machines and line drift; the version is part of the id. */
export interface Signature {
  /** `s1-` and 16 hex digits, where 1 is the version of the algorithm. */
  readonly id: string;
  /** What a person would call it: `CasWriteTimeoutException: CAS operation timed out`. */
  readonly title: string;
  /** `Class.method` of the first frame of the project's own code, if any. */
  readonly place?: string;
}

/** Failures of one cause within one run. */
export interface FailureGroup {
  readonly signature: Signature;
  /** Indexes of the iterations that failed this way, ascending. */
  readonly iterations: readonly number[];
  /** Whether the failures belong to the method asked for, or to its class. */
  readonly scope: 'method' | 'class';
  readonly phase: 'setup' | 'call' | 'teardown';
  /** The shortest full example. */
  readonly example: string;
  /** Every scope and phase the cause was seen in; `scope` and `phase` above are those of the most direct one. */
  readonly facets?: readonly FailureFacet[];
  /** The messages as they were, most frequent first; at most five. */
  readonly messages?: readonly MessageVariant[];
  /** How many different messages there were in all. */
  readonly distinctMessages?: number;
  /** Near-duplicates that were taken together, each with its reason, so that a person can undo it. */
  readonly links?: readonly SignatureLink[];
  /** The ticket that a person's rule names for these failures; then the id is `k1-` and 16 hex digits of that ticket. */
  readonly knownIssue?: string;
  /** First and last iteration that failed this way. */
  readonly first?: number;
  readonly last?: number;
}

/** Where in a test class a cause showed itself, and in which iterations. */
export interface FailureFacet {
  readonly scope: 'method' | 'class';
  readonly phase: 'setup' | 'call' | 'teardown';
  /** Ascending, each once. */
  readonly iterations: readonly number[];
}

/** One wording of a group's message. Hostile text. */
export interface MessageVariant {
  readonly text: string;
  readonly count: number;
}

/** Two signatures that are one cause because their places are equal and their messages alike. */
export interface SignatureLink {
  /** The id that was taken in. */
  readonly from: string;
  /** The id of the group. */
  readonly to: string;
  /** In words a person can judge. */
  readonly reason: string;
}
