import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';

/** The closed set of what evidence of one run can say. */
export type VerdictKind = 'nothing-ran' | 'environment-broken' | 'clean-so-far' | 'flaky' | 'broken';

/** What one rule thinks, with its reason. Rules do not depend on one another. */
export interface Opinion {
  readonly kind: VerdictKind;
  readonly reason: string;
}

/** What the evidence says, why, and what would change it. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly counts: Counts;
  /** Absent when nothing executed. */
  readonly estimate?: Estimate;
  readonly reasons: readonly string[];
  /** One sentence: the evidence that would overturn this. */
  readonly wouldChange: string;
}
