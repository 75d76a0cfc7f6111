import type { Advice, Circumstances, Confidence, FoundRun } from '../../model/advice.ts';
import type { OrdinaryHistory } from '../../model/history.ts';
import type { IssueLink, LinkTarget } from '../../model/issue-link.ts';
import type { ListedDigest } from '../../model/digest.ts';
import type { Document } from '../../model/document.ts';
import type { Manner } from '../../model/manner.ts';
import type { FixFinding } from '../../model/fix-finding.ts';
import type { ReleaseLook } from '../../model/release-board.ts';
import type { TicketStanding } from '../../model/release.ts';
import type { Permit } from '../../model/permit.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { RevisionWhy } from '../../model/revision-why.ts';
import type { TestSelector } from '../../model/selector.ts';
import type { TestStatistics } from '../../model/test-statistics.ts';
import type { TestSkip } from '../../model/test-skip.ts';
import type { Comment, Right, TicketRef } from '../../model/ticket.ts';
import type { Revision } from '../language/revision.ts';
import type { BegunDecision, DecisionMade, DecisionRequest, RunProgress, ShownChange } from './decisions.ts';
import type { CommandHelp } from './help.ts';
import type { AddedReckoning, Reckoning } from './reckoning.ts';
import type { ProjectSettings } from './settings.ts';

/** What a run is to find out, beyond how often the test fails. */
export type QuestionRequest =
  /** Runs until the evidence is enough: is the rate below this one, or can the test still fail? */
  | { readonly kind: 'decide'; readonly rate?: number; readonly expect?: 'fail' }
  /** Runs until the first failure, and no more than so many. */
  | { readonly kind: 'decide'; readonly first: true; readonly most: number }
  /** The revision of the request against `base`; absent: where it branched off the default branch. */
  | {
      readonly kind: 'compare';
      readonly base?: Revision;
      /** Without a base: the release from whose branch it branched off; absent: the default branch. */
      readonly release?: string;
      readonly runs?: number;
      /** How old runs may be that are counted too. */
      readonly reuseMs?: number;
    }
  /** The first commit after `good`, up to the revision of the request, that brought the failure. */
  | {
      readonly kind: 'bisect';
      readonly good: Revision;
      readonly mostRuns?: number;
      readonly mostSteps?: number;
      readonly intoMerges?: false;
    }
  | { readonly kind: 'isolate'; readonly runs?: number };

/** How the code is to be changed for one run. */
export interface OverlayWishes {
  readonly unskip: boolean;
  /** From the project's file. */
  readonly names: readonly string[];
  readonly testsFrom?: Revision;
}

/** A run somebody may start. What is absent takes the project's default. */
export interface RunRequest {
  readonly ticket: TicketRef;
  /** Comment and line together are asked once: the same pair again means a repeated delivery. */
  readonly commentId: string;
  readonly line: number;
  readonly requestedBy: string;
  readonly selector: TestSelector;
  /** Absent: the head of the pull request, what was named here last, the release's branch, the default one. */
  readonly revision?: Revision;
  /** Whose branch is meant where no revision is named. */
  readonly release?: string;
  /** 0 when the question decides how many it takes. */
  readonly count: number;
  readonly question?: QuestionRequest;
  readonly overlays?: OverlayWishes;
  /** In which lanes, each in a run of its own; absent for the project's first one. */
  readonly lanes?: readonly string[];
  readonly timeoutMs?: number;
  /** Absent for the usual way. */
  readonly manner?: Manner;
  readonly note?: string;
  /** Post a result only if it isn't clean. */
  readonly quiet: boolean;
}

/** Iterations to add to a run. */
export type AddRequest = { readonly id: string; readonly line: number } & (
  | { readonly kind: 'extend'; readonly runs: number }
  | { readonly kind: 'retry' }
);

/** Why a retry has nothing to ask for. */
export type NothingToAdd = 'nothing-lost' | 'still-running';

/** Which runs statistics are about; what is absent leaves nothing out. */
export interface StatisticsWindow {
  /** Those asked for in the last milliseconds. */
  readonly lastMs?: number;
  /** Those asked for on this release's branch. */
  readonly release?: string;
  /** Those asked for at this revision, or at the commit that begins so. */
  readonly revision?: string;
}

/** A link, and what ordinary CI saw of it in the last days. */
export interface Tied {
  readonly isNew: boolean;
  readonly days: number;
  readonly failures: number;
  readonly builds: number;
  /** ISO time of the oldest; empty when there is none. */
  readonly since: string;
  /** Whether there were no more than were read. */
  readonly isAll: boolean;
}

/** A setting as people read it. */
export interface ShownSetting {
  readonly name: string;
  readonly value: string;
  /** A few words. */
  readonly what: string;
}

/** All a command may know and do; whoever builds the program implements it. Every function means this ticket. */
export interface CommandContext {
  readonly comment: Comment;
  /** What the author may do in the ticket's project. */
  readonly right: Right | 'none';
  readonly settings: ProjectSettings;
  /** The program, and the project's settings for people; no secrets. */
  readonly about: { readonly version: string; readonly settings: readonly ShownSetting[] };
  /**
   * Starts a run in each lane and answers the first of them; asked again with the same comment and line, the same one.
   * @throws UserError E-REF, E-BUDGET, E-CI, E-OVERLAY
   */
  startRun(request: RunRequest): Promise<{
    readonly run: RepeatRun;
    readonly alreadyActive?: boolean;
    readonly why?: RevisionWhy;
  }>;
  activeRuns(): Promise<readonly RepeatRun[]>;
  /** The ticket's runs, ended or not, newest first. */
  runsHere(): Promise<readonly RepeatRun[]>;
  /** The run of this ticket that was asked last, whatever became of it. */
  latestRun(): Promise<RepeatRun | undefined>;
  /** Any run by its id; commands show those of the ticket's own project only. */
  findRun(id: string): Promise<RepeatRun | undefined>;
  /** Ends a run; what it has is reported as partial. A run that has ended stays as it is. */
  cancelRun(id: string): Promise<void>;
  /** What this ticket's ended runs of a test say together; changes nothing. */
  recommendation(
    test: TestSelector,
    release?: string,
  ): Promise<
    Circumstances & {
      readonly runs: readonly FoundRun[];
      /** Ids of those that say nothing of the ticket's release. */
      readonly elsewhere?: readonly string[];
      readonly advice?: Advice;
      readonly confidence?: Confidence;
      /** Where people can read the policy that it goes by. */
      readonly policyUrl?: string;
    }
  >;
  /** What skips a test where the release is built; none where that is not known. */
  skips(test: TestSelector): Promise<readonly TestSkip[]>;
  /** What this ticket's ended runs of a test counted; changes nothing. */
  statistics(test: TestSelector, window: StatisticsWindow): Promise<TestStatistics>;
  /** What ordinary CI said of a test, in the last seven weeks unless told; undefined where none was ever read. */
  ordinary(
    test: TestSelector,
    window: Pick<StatisticsWindow, 'lastMs'>,
  ): Promise<OrdinaryHistory | undefined>;
  /** What a run would be and cost at most; starts nothing. @throws UserError where it would be refused */
  reckon(request: RunRequest): Promise<Reckoning>;
  /** Who may run here beside those whose role says so. */
  readonly permits: {
    all(): Promise<readonly Permit[]>;
    /** In the author's name; one given before stays as it is. */
    give(login: string): Promise<void>;
    /** Whether there was one. */
    takeBack(login: string): Promise<boolean>;
  };
  /**
   * Adds iterations to a run of this ticket, or as many as it lost; the same comment and line add once.
   * @throws UserError E-VALUE over the project's limit, E-BUDGET
   */
  addRuns(request: AddRequest): Promise<'added' | NothingToAdd>;
  /** What adding would come to and cost; adds nothing. @throws UserError E-VALUE over the project's limit */
  reckonAdding(request: AddRequest): Promise<AddedReckoning | NothingToAdd>;
  /** What the ticket is tied to: its name stands beside those failures. */
  readonly links: {
    all(): Promise<readonly IssueLink[]>;
    /** In the author's name; one that is there stays as it is. */
    tie(target: LinkTarget, line: number): Promise<Tied>;
    /** Absent: all of them. How many that were. */
    untie(target: LinkTarget | undefined, line: number): Promise<number>;
  };
  progressOf(runId: string): Promise<RunProgress>;
  /** Runs of this ticket that came to an end and found something out, newest first. */
  endedRuns(): Promise<readonly RepeatRun[]>;
  standing(): Promise<TicketStanding>;
  /** What ended runs of the ticket's test say of a fix in a release, newest first; changes nothing. */
  fixFindings(release: string): Promise<readonly FixFinding[]>;
  /** What a release of the ticket's project waits for; changes nothing. @throws UserError E-VALUE */
  lookAtRelease(release: string): Promise<ReleaseLook>;
  /** Scheduled summaries of the ticket's project. */
  readonly digests: {
    all(): Promise<readonly ListedDigest[]>;
    /** As it would read now; none where there is nothing to tell. @throws UserError E-VALUE for no such name */
    write(name: string): Promise<readonly Document[]>;
    /** In the author's name; all of them where none is named. @throws UserError E-VALUE for no such name */
    turn(name: string | undefined, isOn: boolean): Promise<void>;
  };
  /** Releases of the ticket's project that are not out yet. */
  openReleases(): Promise<readonly string[]>;
  /** How far the decision of a line has come; nothing is gone on with. Undefined when none was recorded. */
  begun(line: number): Promise<BegunDecision | undefined>;
  /** Keeps a decision that is not entered from being taken for one that is under way. */
  letGo(line: number): Promise<void>;
  /** The decision that was recorded for a line of this comment, gone on with; undefined when none was. */
  decided(line: number): Promise<DecisionMade | undefined>;
  /**
   * The change of code that a decision would ask people to take, computed and not made; undefined where it changes none.
   * @throws UserError for whatever would keep it from being made
   */
  preview(request: Omit<DecisionRequest, 'line'>): Promise<ShownChange | undefined>;
  /** Enters a decision and carries it out; the same comment and line again change nothing more. @throws UserError E-VALUE */
  decide(request: DecisionRequest): Promise<DecisionMade>;
}

/** What a command is applied in: the context, its own line, and all commands for the sake of help. */
export interface Scene extends CommandContext {
  readonly line: number;
  readonly commands: readonly CommandHelp[];
}
