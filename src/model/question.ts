import type { Iteration } from './iteration.ts';

/** The questions that more than one batch answers. decide: one revision, as many runs as it takes. */
export type QuestionName = 'decide' | 'compare' | 'bisect' | 'isolate';

/** Where a question is asked: a revision. */
export interface Side {
  /** Names the side in batches and plans: `before`, `after`, or a commit's full id. */
  readonly id: string;
  /** What people call it: a branch, a tag, the start of a commit's id. Hostile text. */
  readonly label: string;
  /** The full commit id; absent in a terminal, where the files as they stand are meant. */
  readonly commit?: string;
}

/** The iterations of one batch: `count` of them from index `first` on. Those of a round are numbered one after the other. */
export interface BatchSpan {
  readonly first: number;
  readonly count: number;
}

/** What came back from one side so far, whole batches only: a cut one favours outcomes that come fast. */
export interface SideEvidence {
  /** Indexes are unique over all sides of a question. */
  readonly iterations: readonly Iteration[];
  /** Iterations that were asked for; those that did not come back are lost. */
  readonly asked: number;
  /** Why nothing can run there, such as a failed build. */
  readonly broken?: string;
  /** The batches that were run in turns with another side, to be held against it. */
  readonly batches?: readonly BatchSpan[];
}

/** No run comes to so many iterations of its own. */
const earlierFrom = 1_000_000;

/** Iterations of an earlier run, numbered so that they are never taken for those of the run they stand in. */
export function asEarlier(iterations: readonly Iteration[], nth: number): readonly Iteration[] {
  return iterations.map((iteration) => ({ ...iteration, index: iteration.index + nth * earlierFrom }));
}

/** Whether an iteration with this index was brought in by an earlier run. */
export function isEarlier(index: number): boolean {
  return index > earlierFrom;
}

/** All sides that were asked anything, by their ids. */
export type SidesEvidence = ReadonlyMap<string, SideEvidence>;
