import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';
import type { Signature } from './signature.ts';

/** What the counted runs of one place come to: one revision as it is, or one run whose code was changed. */
export interface PlaceStatistics {
  /** As asked. */
  readonly revision: string;
  readonly commit?: string;
  /** The code or the circumstances were changed for it: it says nothing of the revision itself. */
  readonly isChanged: boolean;
  /** Ids, newest first. */
  readonly runs: readonly string[];
  readonly counts: Counts;
  /** Absent when nothing executed. */
  readonly estimate?: Estimate;
}

/** One cause over the runs of several places. */
export interface CauseStatistics {
  readonly signature: Signature;
  readonly knownIssue?: string;
  /** Iterations that failed this way. */
  readonly failed: number;
  /** In how many runs it was seen. */
  readonly runs: number;
}

/** What a ticket's runs of one test counted, taken together. */
export interface TestStatistics {
  /** Newest first. */
  readonly places: readonly PlaceStatistics[];
  readonly counts: Counts;
  /** Only where every run is of one place: a rate over several is the rate of none. */
  readonly estimate?: Estimate;
  /** Most frequent first. */
  readonly causes: readonly CauseStatistics[];
  /** Counted runs that stopped at their answer: what they stopped at moves their rate. */
  readonly stoppedAtAnswer: number;
  /** Runs that compared, searched or isolated, which are not counted. */
  readonly others: number;
}
