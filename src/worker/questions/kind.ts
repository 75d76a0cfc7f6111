import type { Finding } from '../../model/advice.ts';
import type { Document } from '../../model/document.ts';
import type { Side, SidesEvidence } from '../../model/question.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { PlottedRate } from '../../reports/interval-plot.ts';
import type { Order } from '../../plans/plan.ts';
import type { RunSettings, WorkerParts } from '../parts.ts';

/** A run with what it was asked with and what its revisions turned out to be. */
export interface AskedRun {
  readonly run: RepeatRun;
  readonly settings: RunSettings;
  /** As `resolve` returned it; undefined when the run ended before. */
  readonly resolved: unknown;
}

/** What CI services keep of a run themselves. */
export interface ServiceCopies {
  /** Addresses where a person can look at the batches, for as long as their service keeps them. */
  readonly pages: readonly string[];
  /** When the copies of batches go away, where their service says so; ISO 8601, UTC. */
  readonly expiries: readonly string[];
}

/** What came of a run, for its report. */
export interface Ending {
  readonly evidence: SidesEvidence;
  /** Why a service could run no further iteration, and where its output lies. */
  readonly broken?: { readonly what: string; readonly output: string };
  readonly isCancelled: boolean;
  readonly copies: ServiceCopies;
}

/** A report as a picture and as data. */
export interface AnswerFiles {
  /** Empty for no picture. */
  readonly plot: readonly PlottedRate[];
  /** Anything JSON can hold. */
  readonly data: unknown;
}

/** An answer, ready to be posted. */
export interface Answer {
  readonly document: Document;
  /** What a tracker that keeps files gets beside the words. */
  readonly files?: AnswerFiles;
  /** Nothing a person must look at: not posted when they asked for bad news only. */
  readonly isGood: boolean;
  /** For the log: the verdict and its numbers. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What an answer is made with: whoever computes it again posts nothing. */
export type AnswerParts = Pick<WorkerParts, 'store' | 'now' | 'commandWord' | 'log'>;

/** A question while it is worked on. Everything follows from the evidence, so a crash loses nothing. */
export interface OpenQuestion {
  /** @throws RangeError for a side the question does not know */
  sideOf(id: string): Side;
  /** The settings of a side's batches, where they are not those of the run. */
  settingsOf?(id: string): unknown;
  /** A side that cannot be tested is said to be so and gone around; otherwise it ends the run. */
  readonly goesAround?: boolean;
  /** The next round; empty once it is answered. */
  next(evidence: SidesEvidence): readonly Order[] | Promise<readonly Order[]>;
  answer(ending: Ending, parts: AnswerParts): Promise<Answer>;
  /** What was found out, for advice over several runs; undefined when it never got so far. */
  finding(evidence: SidesEvidence): Finding | undefined | Promise<Finding | undefined>;
}

/** The commit people think of first, and whatever else the question needs to know of its revisions. */
export interface Resolution {
  readonly commit: string;
  /** Anything JSON can hold; handed back to `open`. */
  readonly resolved?: unknown;
}

/** One kind of question: how its revisions are settled, and how it is opened after that. */
export interface QuestionKind {
  /**
   * Turns names into commits, once: a branch that moves on does not change what is asked. What the clone does not
   * have is fetched already.
   * @throws UserError that ends the run and is told to whoever asked.
   */
  readonly resolve: (run: RepeatRun, settings: RunSettings, parts: WorkerParts) => Promise<Resolution>;
  open(asked: AskedRun): OpenQuestion;
}
