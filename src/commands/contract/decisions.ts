import type { FixFinding } from '../../model/fix-finding.ts';
import type { Decision, LedgerEntry } from '../../model/ledger.ts';
import type { LostCoverage } from '../../reports/lost-coverage.ts';

/** Where an active run stands, in iterations. */
export interface RunProgress {
  readonly executed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly lost: number;
  /** 1 is next; absent once it has started. */
  readonly queuePlace?: number;
  readonly minutesLeft?: number;
  /** Where to watch it. */
  readonly url?: string;
}

/** Something a person has decided; whoever builds the program knows the ticket, the time and the evidence. */
export interface DecisionRequest extends Pick<
  Decision,
  'what' | 'reason' | 'release' | 'until' | 'test' | 'followUp' | 'mode' | 'cause'
> {
  readonly line: number;
  /** The command that takes it back, as typed here; absent where a person has to set it by hand. */
  readonly undo?: string;
  /** What no command takes back, in words. */
  readonly byHand?: string;
  /** A follow-up is to be made: in this project (a Jira key, or `owner/name`), else where the ticket is. */
  readonly newTicket?: { readonly project?: string };
  /** The follow-up blocks the release in the place of this ticket. */
  readonly movesBlocker?: boolean;
  /** How often the test is run on the branch of the pull request; absent: not at all. */
  readonly proofRuns?: number;
  /** The run it rests on; absent: the newest that has ended on the ticket, if there is one. */
  readonly run?: string;
}

/** A decision that was recorded, as after a crash before its first answer. */
export interface BegunDecision {
  /** It stands in the ledger: it was decided, whatever its author may do by now. */
  readonly isEntered: boolean;
  /** The ticket that was made for it. */
  readonly followUp?: string;
}

/** A decision that was entered and carried out. */
export interface DecisionMade {
  readonly entry: LedgerEntry;
  /** Steps that were refused, each with the reason; absent where all is done. Hostile text may stand in it. */
  readonly missing?: { readonly steps: readonly string[]; readonly isTriedAgain: boolean };
  /** The later entry of the ledger that holds in its place: what was missing then is not done any more. */
  readonly overtaken?: Pick<Decision, 'what' | 'by'> & Pick<LedgerEntry, 'number'>;
  /** Steps that were left out for the sake of a later entry of the ledger. */
  readonly skipped?: readonly (Pick<Decision, 'what' | 'by'> &
    Pick<LedgerEntry, 'number'> & { readonly tie: string })[];
  /** The command that takes it back. */
  readonly undo?: string;
  /** What no command takes back, in words. */
  readonly byHand?: string;
  /** Nothing in the code was to be taken back: what would ignore the test, where a pull request would. */
  readonly unmerged?: { readonly number?: number; readonly url?: string };
  /** The follow-up that was made. */
  readonly followUp?: { readonly name: string; readonly url: string; readonly release?: string };
  /** What the run it rests on came to. */
  readonly evidence?: RunProgress;
  /** What that run says of the fix that was accepted. */
  readonly found?: FixFinding;
  /** When that run's evidence was let go, so that nobody can look at it any more; ISO 8601. */
  readonly evidenceGoneAt?: string;
  /** How often the test is run on the branch of the proposal; absent: not at all. */
  readonly proofRuns?: number;
  /** The change of code that people are asked to take. */
  readonly proposal?: {
    readonly number: number;
    readonly url: string;
    /** In words. */
    readonly change: string;
    /** The branch that it stands on, and the one it is meant for. */
    readonly branch: string;
    readonly base: string;
  };
}

/** A change of a file as it would be. */
export interface ShownChange {
  readonly words: string;
  /** In the way of a diff. */
  readonly lines: string;
  /** Of an ignore that switches off. */
  readonly coverage?: LostCoverage;
}
