/** Something that is not as it was recorded. */
export interface Difference {
  /** The iteration it is about; absent when it is about the run as a whole. */
  readonly iteration?: number;
  /** In words a person would use. Hostile text may stand in it. */
  readonly what: string;
}

/** What came of reading a run's evidence again. */
export interface Verification {
  readonly run: string;
  readonly iterations: number;
  /** Iterations that were computed again from the evidence. */
  readonly recomputed: number;
  /** Whether the report's own numbers were recorded, so that they could be compared. */
  readonly hasNumbers: boolean;
  /** Entries of the ledger that rest on it; absent where there is no ledger. */
  readonly decisions?: number;
  readonly differences: readonly Difference[];
  /** What could not be looked at, and why: neither equal nor different. */
  readonly unproven: readonly Difference[];
}
