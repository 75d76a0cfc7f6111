import type { Estimate } from '../model/estimate.ts';
import type { Iteration } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { Verdict } from '../model/verdict.ts';

/** Everything a report of one repeat run is worded from. Times are milliseconds. */
export interface RepeatReport {
  readonly run: {
    readonly id: string;
    /** The selector as asked; empty when a whole command was repeated. */
    readonly test: string;
    readonly revision: string;
    readonly commit?: string;
    readonly lane?: string;
    /** Where it ran, in words: `this machine, 2 at a time`. */
    readonly where: string;
    /** The one person the report addresses. */
    readonly requestedBy?: string;
    readonly note?: string;
    readonly wallMs?: number;
  };
  readonly verdict: Verdict;
  readonly groups: readonly { readonly group: FailureGroup; readonly estimate: Estimate }[];
  readonly iterations: readonly Iteration[];
  readonly skipReasons: readonly Reason[];
  readonly lostReasons: readonly Reason[];
  /** No report was read, so a skipped test looks like a passed one. */
  readonly exitCodesOnly: boolean;
  /** Why not everything that was asked was run. */
  readonly partial?: 'cancelled' | 'interrupted';
  /** The last lines of what broke, where the environment did. */
  readonly brokenOutput?: string;
  /** Where reports and logs lie, in words. */
  readonly evidence?: string;
  /** Commands a reader can copy as they are, best first. */
  readonly next: readonly string[];
}

export interface Reason {
  readonly words: string;
  readonly count: number;
}
