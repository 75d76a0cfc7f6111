import type { Bisection } from './bisection.ts';
import type { Comparison } from './comparison.ts';
import type { Decision } from './decision.ts';
import type { Isolation } from './isolation.ts';
import type { FailureGroup } from './signature.ts';
import type { TestSkip } from './test-skip.ts';
import type { Verdict } from './verdict.ts';
import type { WantedRuns } from './wanted-runs.ts';

/**
 * What could be done about a test that stands in a release's way. run-more: nothing can be decided yet.
 * fix-before-release, fix-later: somebody has to mend it. ignore: known to be rare, with a ticket that follows up.
 * quarantine: let it run
 * without turning builds red. defer: this release need not wait for it. relink: it belongs to another ticket. repair-
 * environment: the test had no fair run. merge: a fix is proved and not in yet. close: nothing is left to do.
 */
export type Action =
  | 'run-more'
  | 'fix-before-release'
  | 'fix-later'
  | 'ignore'
  | 'quarantine'
  | 'defer'
  | 'relink'
  | 'repair-environment'
  | 'merge'
  | 'close';

/** One rule's vote, with what it rests on and what would overturn it. */
export interface Vote {
  readonly action: Action;
  /** What the evidence shows, as a sentence without its full stop. */
  readonly reason: string;
  readonly wouldChange: string;
  /** For `relink`: the tickets people's own rules name. */
  readonly tickets?: readonly string[];
  /** The runs that would answer it; absent where none would. */
  readonly wants?: WantedRuns;
}

/** How far the numbers carry advice. */
export type Confidence = 'low' | 'medium' | 'high';

/** The heaviest vote, and the others. A person decides. */
export interface Advice extends Vote {
  readonly others: readonly Vote[];
  /** The lanes it is about, by the project's own names; absent where it is about no runs of several. */
  readonly lanes?: readonly string[];
  /** The failure rate a project lives with, 0 to 1; absent where no rate was measured. */
  readonly tolerance?: number;
  /** The policy it was given by, as its project calls it. */
  readonly policy?: string;
}

/** What else is known of a test than its runs on a ticket. */
export interface Circumstances {
  /** What skips it where the release is built. */
  readonly skips?: readonly TestSkip[];
  /** What it did to ordinary CI builds; absent where no history is kept. */
  readonly builds?: TestBuilds;
  /** Pull requests that say they mend the ticket; those that were given up are none. */
  readonly fixes?: readonly ProposedFix[];
  /** The release that waits for the ticket. Hostile text. */
  readonly release?: string;
  /** The release after it that is not out. Hostile text. */
  readonly laterRelease?: string;
  /** The revisions that the release and the one before it are built from, as far as the project names them. */
  readonly builtFrom?: { readonly release?: string; readonly before?: string };
}

/** A test in the builds of ordinary CI. */
export interface TestBuilds {
  readonly days: number;
  /** Builds that it failed in, and those in which nothing else failed. */
  readonly red: number;
  readonly alone: number;
  /** By configuration; only where passes are known. */
  readonly lanes: readonly { readonly lane: string; readonly executed: number; readonly failed: number }[];
}

/** A pull request that may hold the fix. */
export interface ProposedFix {
  /** As people write it: `#12`. */
  readonly name: string;
  readonly isMerged: boolean;
  /** ISO 8601, UTC; absent where nobody says. */
  readonly mergedAt?: string;
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
  | {
      readonly kind: 'bisect';
      readonly bisection: Bisection;
      /** The good revision as asked. Hostile text. */
      readonly good?: string;
    };

/**
 * What two revisions say of the release that a ticket waits in. origin: whether the release before had the failure.
 * proposal: whether a fix that is not the release's yet takes it away. progress: whether the release's own branch has
 * lost it since. change: what the pull request that is the ticket does, which says nothing of a release before.
 */
export const RELEASE_ASPECTS = ['origin', 'proposal', 'progress', 'change'] as const;

export type ReleaseAspect = (typeof RELEASE_ASPECTS)[number];

/** A finding, and the run it comes from. */
export interface FoundRun {
  readonly run: string;
  /** As asked. */
  readonly revision: string;
  readonly commit?: string;
  /** The pull request whose head it was, where that is how it was asked. */
  readonly pull?: number;
  /** The configuration it ran in, as what is clean in one may fail in another; empty where a project has one only. */
  readonly lane: string;
  /** When it was asked, and its code taken; ISO 8601, UTC. */
  readonly at: string;
  /** When more iterations of the same code were wanted last; absent for never. */
  readonly addedAt?: string;
  /** What ran and how, in short: equal ones, at one commit in one lane, count together. Absent where nobody knows. */
  readonly how?: string;
  /** The code or the circumstances were changed for it: it says nothing of the revision itself. */
  readonly isChanged: boolean;
  /** The test's skip was taken off for it, which changes nothing of what is tested. */
  readonly isUnskipped?: true;
  /** The runner hid failures, by running again what failed: true rates may be higher. */
  readonly isLowerBound?: true;
  /** Of a comparison or a search: what it asks of the release; absent where nobody can say. */
  readonly asks?: ReleaseAspect;
  readonly finding: Finding;
}
