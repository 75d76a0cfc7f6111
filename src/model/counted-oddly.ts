import type { Iteration } from './iteration.ts';

/** How many iterations count in another way than a part of what is known of them says. */
export interface CountedOddly {
  /** Failed, and their paths say that they passed. */
  readonly failedAsPassed: number;
  /** Passed, and their paths say that they failed. */
  readonly passedAsFailed: number;
  /** Skipped, and their paths say that they failed. */
  readonly skippedAsFailed: number;
  /** Passed up to where their reports broke off. */
  readonly cutShort: number;
}

/** Of all iterations of a run, so that its report can name each kind once. */
export function countedOddly(iterations: readonly Iteration[]): CountedOddly {
  const having = (outcome: Iteration['outcome'], pathSays: Iteration['pathSays']): number =>
    iterations.filter((one) => one.outcome === outcome && one.pathSays === pathSays).length;
  return {
    failedAsPassed: having('failed', 'passed'),
    passedAsFailed: having('passed', 'failed'),
    skippedAsFailed: having('skipped', 'failed'),
    cutShort: iterations.filter(({ cutShort }) => cutShort === true).length,
  };
}
