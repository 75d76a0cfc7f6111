import type { KnownIssueRule } from '../../failures/known-issues.ts';
import type { Bisection } from '../../model/bisection.ts';
import type { CommitRange } from '../../model/commit-range.ts';
import type { SidesEvidence } from '../../model/question.ts';
import type { Background } from '../../statistics/bisect/models.ts';
import type { Step } from '../plan.ts';

/** A range of commits to search. Sides are commits: a side's id is the commit's full id. */
export interface BisectQuestion {
  readonly range: CommitRange;
  /** Insides of merges by the merge's id, each fetched when a step asked for it. */
  readonly inside?: ReadonlyMap<string, CommitRange>;
  /** False to name a merge and stop there. */
  readonly intoMerges?: boolean;
  /** Id of the signature to search for; the most frequent one at the bad end unless told. */
  readonly signature?: string;
  /** Chance of a wrong culprit that is accepted, and of a bad good end; 0.05 by default. */
  readonly delta?: number;
  /** A failure rate below this counts as not failing; 0.01 by default. */
  readonly rate?: number;
  /** Most iterations asked over all commits; unlimited by default. */
  readonly mostRuns?: number;
  /** Most commits that are tried, both ends among them; unlimited by default. */
  readonly mostSteps?: number;
  /** Iterations that run at a time; 1 by default. */
  readonly maxParallel?: number;
  /** What building a commit costs, in iterations, as long as nothing was measured; 0 by default. */
  readonly buildCost?: number;
  /** Commits that are built already; every one with runs is. */
  readonly built?: readonly string[];
  /** What is believed of the good side; `unlikely` to fail by default. `expected`: a failing good end is no end. */
  readonly background?: Background;
  readonly known?: readonly KnownIssueRule[];
}

/** As of any plan, or the wish to know what a merge brought in: put that into `inside` and ask again. */
export type BisectStep = Step<Bisection> | { readonly kind: 'expand'; readonly merge: string };

/** Decides from whole batches; the same evidence and insides give the same step. */
export type BisectPlan = (evidence: SidesEvidence) => BisectStep;
