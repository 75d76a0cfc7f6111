/** A branch that was pushed so that a CI service can build a commit nothing else points at, until the run is over. */
export interface ThrowAwayBranch {
  readonly batchId: string;
  readonly runId: string;
  /** The clone on this machine that has the commit. */
  readonly clone: string;
  /** Where it was pushed: an address, or the name of a remote of the clone. Never a secret. */
  readonly remote: string;
  readonly name: string;
  /** The full id of what it points at. */
  readonly commit: string;
}
