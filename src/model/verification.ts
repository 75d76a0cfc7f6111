/** Something that is not as it was recorded. */
export interface Difference {
  /** The iteration it is about; absent when it is about the run as a whole. */
  readonly iteration?: number;
  /** In words a person would use. Hostile text may stand in it. */
  readonly what: string;
}

/**
 * What reading the evidence again came to. none: nothing was computed again, or there were no numbers to compare with,
 * so nothing is proved; partly: equal as far as it could be looked at; older: as recorded, which today's rules would not
 * read like this.
 */
export type Proof = 'equal' | 'partly' | 'older' | 'different' | 'none';

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
  /** What was read by older rules, and is read otherwise by today's: no difference between record and evidence. */
  readonly older: readonly Difference[];
}

/** Nothing that was not looked at is called equal. */
export function proofOf(verification: Verification): Proof {
  const { iterations, recomputed, hasNumbers, differences, unproven, older } = verification;
  if (differences.length > 0) return 'different';
  if (!hasNumbers || (recomputed === 0 && iterations > 0)) return 'none';
  if (older.length > 0) return 'older';
  return unproven.length > 0 ? 'partly' : 'equal';
}
