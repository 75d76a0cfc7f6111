import type { FoundRun } from './advice.ts';
import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';
import type { BlockerCause, DecisionVerb } from './ledger.ts';
import type { QuestionName } from './question.ts';
import type { TicketRef } from './ticket.ts';

/**
 * Where a ticket that a release waits for stands, most pressing first. new: it fails in CI and nobody looked, or too
 * few runs say anything. never-ran: no run executed the test. not-reproduced: clean in enough runs to have seen it.
 * verified: the failure is gone, with enough runs. fix-failed: it came back after that. decision: the evidence is
 * complete and no fix is in sight. The last three: a person decided, until some date or version.
 */
export const blockerStates = [
  'fix-failed',
  'decision',
  'reproduced',
  'cause-known',
  'fix-proposed',
  'verifying',
  'verified',
  'never-ran',
  'not-reproduced',
  'new',
  'ignored',
  'deferred',
  'waived',
] as const;

export type BlockerState = (typeof blockerStates)[number];

/** What is shipped, and what it is held against. Names are hostile text. */
export interface Release {
  readonly name: string;
  /** The branch its code lives on; absent: the tracker's default branch. */
  readonly branch?: string;
  /** The release before it, whose failures are no regressions. */
  readonly predecessor?: { readonly name: string; readonly branch?: string };
}

/** What became of a pull request. */
export const pullStates = ['open', 'merged', 'closed'] as const;

export type PullState = (typeof pullStates)[number];

/** A pull request of the ticket's code that names it. */
export interface LinkedPullRequest {
  readonly number: number;
  readonly state: PullState;
  readonly author: string;
  readonly headBranch?: string;
  readonly headCommit?: string;
  /** ISO 8601, UTC. */
  readonly mergedAt?: string;
  /** The commit by which it came into its branch, its full id. */
  readonly mergeCommit?: string;
  /** Its head lives in a fork, whose code is run for nobody by the number of the pull request. */
  readonly isFork?: true;
  /** It names the ticket, and nothing it says is that it mends it. */
  readonly isMention?: true;
}

/** What a tracker says about a ticket. All texts are hostile; times are ISO 8601, UTC. */
export interface TicketFacts {
  readonly ticket: TicketRef;
  readonly title: string;
  readonly url?: string;
  readonly status: 'open' | 'closed';
  readonly labels: readonly string[];
  /** Milestone or fix versions. */
  readonly milestones: readonly string[];
  readonly priority?: string;
  /** Logins. */
  readonly assignees: readonly string[];
  readonly createdAt: string;
  readonly closedAt?: string;
  /** Since when nobody was seen to own it; absent: since it was created. */
  readonly ownerlessSince?: string;
  readonly pullRequests: readonly LinkedPullRequest[];
  /** The search that the project's rule names has found it. */
  readonly isFoundBySearch?: boolean;
}

/** What a person decided about a blocker; an entry of the ledger is one. */
export interface BlockerDecision {
  readonly what: DecisionVerb;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  /** The release it is about; absent: all of them. */
  readonly release?: string;
  /** What the blocker is about. */
  readonly cause?: BlockerCause;
  /** The test it is about, as selected. */
  readonly test?: string;
  /** A day, through its end in UTC, or a version before which it holds. */
  readonly until?: string;
  /** The test goes on running, and blocks nothing. */
  readonly mode?: 'quarantine';
  /** The run it rests on. */
  readonly run?: string;
  /** The change of code that people are asked to take; absent where none is needed. */
  readonly proposal?: DecisionProposal;
}

/** missing: it is to be proposed, and could not be yet. closed: people did not take it. */
export interface DecisionProposal {
  readonly state: PullState | 'missing';
  /** Absent while it is missing. */
  readonly number?: number;
}

/** A run that has not ended. */
export interface ActiveRun {
  readonly run: string;
  readonly question?: QuestionName;
  readonly revision: string;
  /** The pull request whose head it is, where that is how it was asked. */
  readonly pull?: number;
  /** What a comparison holds it against, as asked; absent: where it left the default branch. */
  readonly base?: string;
  readonly at: string;
}

/** One failure in ordinary CI on the release's branch. */
export interface CiFailure {
  readonly at: string;
  readonly signature?: string;
  /** What was built; absent where nobody said. */
  readonly commit?: string;
}

/**
 * How often its test ran in ordinary CI on the release's branch, in the lanes that it failed in and builds that tell of
 * passes too.
 */
export interface CiCounts {
  /** executed = passed + failed. */
  readonly executed: number;
  readonly failed: number;
  /** Executed since its last failure, and since an accepted fix came in, in the lane with the fewest. */
  readonly clean: number;
  /** The window, in whole days. */
  readonly days: number;
}

/** All that is known of one ticket; nothing else decides about its state. */
export interface BlockerFacts {
  readonly ticket: TicketFacts;
  /** The test it is about, as selected, once anybody said. */
  readonly test?: string;
  /** Ids of the causes that people tied to it; absent for none: then it is about all failures of its test. */
  readonly causes?: readonly string[];
  /** Runs that ended and found something out, in any order. */
  readonly found: readonly FoundRun[];
  readonly active: readonly ActiveRun[];
  /** In any order. */
  readonly decisions: readonly BlockerDecision[];
  readonly ciFailures: readonly CiFailure[];
  /** Commits that came up since its newest fix was merged and do not hold it; absent: times alone tell. */
  readonly older?: readonly string[];
  /** Absent where nobody counted, or no build tells. */
  readonly ciCounts?: CiCounts;
}

/** The numbers a state rests on. */
export type BlockerEvidence =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'ci';
      readonly failures: number;
      readonly last: string;
      /** Of the last days' executions; absent where they are not known. */
      readonly rate?: { readonly estimate: Estimate; readonly days: number };
    }
  | { readonly kind: 'never-ran'; readonly counts: Counts }
  | { readonly kind: 'rate'; readonly estimate: Estimate; readonly run: string }
  | {
      readonly kind: 'before-after';
      /** Absent where nothing executed. */
      readonly before?: Estimate;
      readonly after?: Estimate;
      readonly run: string;
    };

/** Who has to do something before anything moves. */
export type Waiting =
  | { readonly kind: 'manager' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly login: string }
  /** A run of ours is under way. */
  | { readonly kind: 'run'; readonly run: string }
  /** Decided: nothing until then. */
  | { readonly kind: 'settled'; readonly until?: string };

/** What to type on the ticket: the verb, and its arguments without the test. */
export interface NextCommand {
  readonly verb: 'repeat' | 'compare' | 'bisect' | 'isolate' | 'recommend' | 'status' | 'accept' | 'defer';
  /** Absent where the command takes none; `TEST` stands for one that people have to name. */
  readonly test?: string;
  readonly words: readonly string[];
}

/** The one main next action. */
export interface NextStep {
  /** A few words in the imperative, such as "assign it". */
  readonly what: string;
  /** Absent where a decision holds: there is nothing to do, or what is left is done elsewhere. */
  readonly command?: NextCommand;
}

/** Nobody moves it. */
export interface Stale {
  readonly why: 'no-owner' | 'no-evidence';
  /** Whole days. */
  readonly days: number;
}

/** Where a blocker stands, on what, and what comes next. */
export interface BlockerStanding {
  readonly state: BlockerState;
  /** A sentence without its full stop. */
  readonly why: string;
  readonly evidence: BlockerEvidence;
  /** It failed on the release before, too. */
  readonly failsBefore: boolean;
  readonly waitsFor: Waiting;
  readonly next: NextStep;
  readonly stale?: Stale;
  /** The decision that holds, or that ran out. */
  readonly decision?: BlockerDecision;
}
