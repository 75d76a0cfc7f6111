/** A failure rate with its interval and its counts. */
export interface Estimate {
  readonly failed: number;
  /** The denominator: executed iterations. Never 0: with 0 executed there is no estimate. */
  readonly executed: number;
  /** failed / executed, 0 to 1. */
  readonly rate: number;
  /** Clopper-Pearson bounds, 0 to 1; one-sided at 0 failures (low is 0) and at all failures (high is 1). */
  readonly low: number;
  readonly high: number;
  /** 0.95 unless a policy says otherwise. */
  readonly level: number;
  /** The interval holds at every look at once: more was asked for after somebody had looked. */
  readonly isAnytime?: true;
}
