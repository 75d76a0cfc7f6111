import type { Manner } from './manner.ts';
import type { QuestionName } from './question.ts';
import type { TestSelector } from './selector.ts';
import type { TicketRef } from './ticket.ts';

/** The stages a run goes through, in order; each may be repeated safely. */
export type Stage = 'prepare' | 'trigger' | 'wait' | 'collect' | 'report' | 'done';

/** How a run ended, or `active`. A cancelled run still reports what it has. */
export type RunState = 'active' | 'cancelled' | 'finished' | 'failed';

/** One request: a selection, at one revision, in one lane, asked for N iterations. */
export interface RepeatRun {
  /** `r-` and four to eight letters and digits. */
  readonly id: string;
  readonly ticket: TicketRef;
  /** The comment that asked, and who wrote it. */
  readonly commentId: string;
  readonly requestedBy: string;
  readonly selector: TestSelector;
  /** As asked: a branch, tag or commit; the full commit id once prepared. */
  readonly revision: string;
  readonly commit?: string;
  readonly lane: string;
  /** With what was added later; 0 when a question decides how many it takes. */
  readonly asked: number;
  /** What was added to the run after it was asked, oldest first; absent for nothing. */
  readonly additions?: readonly Addition[];
  /** What the run is to find out, beyond how often the test fails in `asked` iterations. */
  readonly question?: QuestionName;
  /** Name of a member of the CI registry. */
  readonly service: string;
  readonly stage: Stage;
  readonly state: RunState;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly note?: string;
  /** How it is run other than usually. */
  readonly manner?: Manner;
}

/** Iterations that were added to a run. */
export interface Addition {
  /** extend: a person wanted more. retry: as many as were lost are asked once more. */
  readonly kind: 'extend' | 'retry';
  readonly runs: number;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The comment that asked, and its line: the same pair adds once. */
  readonly commentId: string;
  readonly line: number;
  /** Iterations that had come back by then: what could be looked at before more were wanted. */
  readonly seen: number;
  /** A person had stopped the run before. */
  readonly afterStop?: boolean;
  /** The run had ended, and was taken up again. */
  readonly afterEnd?: boolean;
  /** Iterations that had been handed to a service by then: a stopped run never hands over the rest. */
  readonly given?: number;
}

/** Iterations to be handed to a service in all; what was stopped before it was handed over is lost, not made up for. */
export function toHandOver({ asked, additions = [] }: Pick<RepeatRun, 'asked' | 'additions'>): number {
  const at = additions.findLastIndex(({ afterEnd, given }) => afterEnd === true && given !== undefined);
  const given = additions[at]?.given;
  return given === undefined ? asked : given + additions.slice(at).reduce((sum, { runs }) => sum + runs, 0);
}

/** What a run's comments are about: each addition gets comments of its own, since an edit is news to nobody. */
export function topicIdOf({ id, additions = [] }: Pick<RepeatRun, 'id' | 'additions'>): string {
  return additions.length === 0 ? id : `${id}-${additions.length + 1}`;
}

/** Since when a run has been under way without a rest (ISO 8601), and how many iterations it had by then. */
export function underWaySince({ createdAt, additions = [] }: Pick<RepeatRun, 'createdAt' | 'additions'>): {
  readonly at: string;
  readonly seen: number;
} {
  const last = additions.findLast(({ afterEnd }) => afterEnd === true);
  return last ?? { at: createdAt, seen: 0 };
}

/** Whether more were wanted after results had come back: then the number of iterations is not independent of them. */
export function isLookedAt({ additions = [] }: Pick<RepeatRun, 'additions'>): boolean {
  return additions.some(({ kind, seen }) => kind === 'extend' && seen > 0);
}

/** How a batch came to its end. */
export interface BatchEnd {
  /** Iterations that came back; fewer than asked when it was ended before, or broke. */
  readonly cameBack: number;
  /** Why no further iteration could run. */
  readonly broken?: string;
}

/** What a CI service says of its machines' time for a batch, in milliseconds. */
export interface MachineTime {
  /** Added up over machines: checkout, building, tests. */
  readonly machineMs: number;
  /** How long the batch waited for its first machine. */
  readonly waitedMs?: number;
}

/** Nothing could be had from a service, time after time. */
export interface Silence {
  /** Of the service itself, or of the files that a batch left there. */
  readonly of: 'service' | 'files';
  /** ISO 8601, UTC. */
  readonly since: string;
  /** How often it was tried. */
  readonly times: number;
}

/** One CI pipeline, or local pool of processes, that executes part of a run. */
export interface Batch {
  /** Goes into the CI before anything else does, so that a crash cannot trigger twice. */
  readonly id: string;
  readonly runId: string;
  /** Iterations asked of this batch, numbered from `first`. */
  readonly first: number;
  readonly count: number;
  /** The side of the run's question that it executes. */
  readonly side?: string;
  /** It may be ended at its first failure. */
  readonly untilFailure?: boolean;
  /** It is held against the other batch of its round. */
  readonly inTurns?: boolean;
  /** When the service was last asked to start it, ISO 8601, UTC; it may have begun though nothing came back. */
  readonly attemptedAt?: string;
  /** When its code host was last known to have the branch whose push starts it, ISO 8601, UTC. */
  readonly pushedAt?: string;
  /** When the service last told that something of it ended, ISO 8601: what it says is asked, never believed. */
  readonly wokenAt?: string;
  /** The service's own reference, once triggered. */
  readonly ref?: string;
  /** One at most of each kind; absent or empty while its service answers. */
  readonly silences?: readonly Silence[];
  /** Where a person can look at it. */
  readonly page?: string;
  /** What a reader of its result should know, in a sentence. */
  readonly note?: string;
  /** Set once nothing more comes back from it. */
  readonly ended?: BatchEnd;
  /** What its machines took, where the service said so after its end. */
  readonly spent?: MachineTime;
  /** When the first of the service's own copies goes away at the latest, ISO 8601, UTC. */
  readonly expiresAt?: string;
}
