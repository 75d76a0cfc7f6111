import type { SidesEvidence } from '../model/question.ts';

/** Iterations to execute on one side. Orders of one round go out together, taken in turns on the same machines. */
export interface Order {
  readonly side: string;
  readonly runs: number;
  /** Leave the side at its first failure; only where one iteration runs at a time, so that none is cut. */
  readonly untilFailure?: boolean;
  /** Equally many runs of each order, to be held against each other; other rounds are shaped by what came before. */
  readonly inTurns?: boolean;
}

/** What a plan wants next: a round of orders, or nothing more. */
export type Step<Finding> =
  | {
      readonly kind: 'run';
      readonly orders: readonly Order[];
      /** What the round is for, in a few words of ours: "3 failures on main". */
      readonly aim: string;
    }
  | { readonly kind: 'done'; readonly finding: Finding };

/**
 * Decides from whole batches what to run next, or what was found. Pure: after a crash the same evidence gives the
 * same step, so nothing but the evidence needs to be kept.
 */
export type Plan<Finding> = (evidence: SidesEvidence) => Step<Finding>;
