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
}
