import type { QuestionName } from '../model/question.ts';
import type { RunFacts } from './repeat-report.ts';

/** Counts of a run that goes on: asked = executed + skipped + lost + those still to come. */
export interface CountsSoFar {
  readonly asked: number;
  readonly executed: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Only those known to be lost; what may still come back is not counted. */
  readonly lost: number;
}

/** A run that goes on, as progress comments and the live block of a terminal show it. */
export interface RunProgress {
  readonly run: RunFacts;
  readonly counts: CountsSoFar;
  /** Set when the run goes on until told to stop: `asked` then says only how many came back. */
  readonly openEnded?: boolean;
  /** Milliseconds until the end, as far as one can tell. */
  readonly etaMs?: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
  /** Outcomes in the order they came in, the newest last; a tail is enough. */
  readonly newest: readonly ('passed' | 'failed' | 'skipped' | 'lost')[];
  readonly newestFailure?: { readonly iteration: number; readonly title: string; readonly evidence?: string };
  /** What the run is to find out; its lanes are then the sides of the question, and nobody knows how many runs it takes. */
  readonly question?: QuestionName;
  /** One row each when a run has several lanes. */
  readonly lanes?: readonly { readonly lane: string; readonly counts: CountsSoFar }[];
  readonly liveUrl?: string;
  /** The word that commands on a ticket begin with; `retrial` unless configured. */
  readonly commandWord?: string;
}

/** How many have neither come back nor been lost. */
export function stillToCome({ asked, executed, skipped, lost }: CountsSoFar): number {
  return Math.max(0, asked - executed - skipped - lost);
}
