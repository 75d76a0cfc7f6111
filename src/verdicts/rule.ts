import type { Estimate } from '../model/estimate.ts';
import type { Counts } from '../model/iteration.ts';
import type { Opinion } from '../model/verdict.ts';

/** All a rule may look at. */
export interface Evidence {
  readonly counts: Counts;
  /** Absent when nothing executed. */
  readonly estimate?: Estimate;
  /** How many iterations were skipped or lost, by reason. */
  readonly skipReasons: ReadonlyMap<string, number>;
  readonly lostReasons: ReadonlyMap<string, number>;
  /** The runner runs again by itself what fails, and hides that. */
  readonly reruns?: boolean;
  /** Why the CI service could run no further iteration, if it said so. */
  readonly broken?: string;
}

/** One independent vote on the evidence. A rule knows of no other rule. */
export interface Rule {
  readonly name: string;
  /** An opinion with its reason, or nothing. */
  judge(evidence: Evidence): Opinion | undefined;
}

/** The reason of iterations that a person stopped; they say nothing about the environment. */
export const cancelledReason = 'cancelled';
