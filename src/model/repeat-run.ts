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
  readonly asked: number;
  /** Name of a member of the CI registry. */
  readonly service: string;
  readonly stage: Stage;
  readonly state: RunState;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly note?: string;
}

/** One CI pipeline, or local pool of processes, that executes part of a run. */
export interface Batch {
  /** Goes into the CI before anything else does, so that a crash cannot trigger twice. */
  readonly id: string;
  readonly runId: string;
  /** Iterations asked of this batch, numbered from `first`. */
  readonly first: number;
  readonly count: number;
  /** The service's own reference, once triggered. */
  readonly ref?: string;
}
