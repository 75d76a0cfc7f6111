import type { Bisection } from './bisection.ts';
import type { Comparison } from './comparison.ts';
import type { Decision } from './decision.ts';
import type { Isolation } from './isolation.ts';
import type { FailureGroup } from './signature.ts';
import type { Verdict } from './verdict.ts';

/**
 * What could be done about a test that stands in a release's way. run-more: nothing can be decided yet.
 * fix-before-release, fix-later: somebody has to mend it. ignore: known to be rare, with a ticket that follows up.
 * relink: it belongs to another ticket. repair-environment: the test had no fair run. close: nothing is left to do.
 */
export type Action =
  | 'run-more'
  | 'fix-before-release'
  | 'fix-later'
  | 'ignore'
  | 'relink'
  | 'repair-environment'
  | 'close';

/** One rule's vote, with what it rests on and what would overturn it. */
export interface Vote {
  readonly action: Action;
  /** What the evidence shows, as a sentence without its full stop. */
  readonly reason: string;
  readonly wouldChange: string;
  /** For `relink`: the tickets people's own rules name. */
  readonly tickets?: readonly string[];
}

/** The heaviest vote, and the others. A person decides. */
export interface Advice extends Vote {
  readonly others: readonly Vote[];
  /** The failure rate a project lives with, 0 to 1; absent where no rate was measured. */
  readonly tolerance?: number;
}

/** What one finished run found out, for advice over several. */
export type Finding =
  | {
      readonly kind: 'repeat';
      readonly verdict: Verdict;
      readonly groups: readonly FailureGroup[];
      /** Where it was asked a question. */
      readonly decision?: Decision;
    }
  | { readonly kind: 'compare'; readonly comparison: Comparison }
  | { readonly kind: 'isolate'; readonly isolation: Isolation }
  | { readonly kind: 'bisect'; readonly bisection: Bisection };

/** A finding, and the run it comes from. */
export interface FoundRun {
  readonly run: string;
  /** As asked. */
  readonly revision: string;
  readonly commit?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The code was changed for it: it says nothing of the revision itself. */
  readonly isChanged: boolean;
  readonly finding: Finding;
}
