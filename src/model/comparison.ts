import type { CountedOddly } from './counted-oddly.ts';
import type { Estimate } from './estimate.ts';
import type { Counts } from './iteration.ts';
import type { Side } from './question.ts';
import type { FailureGroup } from './signature.ts';

/** The closed set of what two revisions can say about one signature, worst first. */
export const COMPARISON_KINDS = [
  'regression',
  'pre-existing-worse',
  'no-data',
  'need-more-runs',
  'pre-existing',
  'still-flaky-better',
  'fixed',
  'not-reproduced',
] as const;

export type ComparisonKind = (typeof COMPARISON_KINDS)[number];

/** Which revision of a comparison is meant. */
export type ComparedSide = 'before' | 'after';

/** What one signature's runs before and after say, and how many more would settle it. */
export interface ComparisonResult {
  readonly kind: ComparisonKind;
  /** Chance of such counts if nothing had changed; 1 when no change is claimed; absent without data. */
  readonly p?: number;
  /** The side that lacks runs, for `no-data` and `need-more-runs`. */
  readonly side?: ComparedSide | 'both';
  /** Executed runs still missing on `side`; 0 when settled; absent when nobody can say. */
  readonly more?: number;
  /** For `fixed`: the rate after is below this, with confidence 1 - alpha. */
  readonly residual?: number;
}

/** One cause on both revisions. Denominators leave out runs that failed in another way: they may have hidden it. */
export interface ComparedSignature {
  readonly group: FailureGroup;
  /** Absent where nothing executed. */
  readonly before?: Estimate;
  readonly after?: Estimate;
  readonly result: ComparisonResult;
  /** Where not decided: the cheapest way on, its next runs and what the whole way is expected to take. */
  readonly cheapest?: { readonly side: ComparedSide; readonly runs: number; readonly inAll: number };
  /** 95 % Newcombe interval of the rate after minus the rate before; absent where a side has no runs. */
  readonly difference?: { readonly low: number; readonly high: number };
}

/** One revision of a comparison as a whole. */
export interface ComparedRevision {
  readonly side: Side;
  readonly counts: Counts;
  /** Why iterations were skipped or lost: reason and how many, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly iterations: number }[];
  readonly broken?: string;
  /** Failures gather on some machines more than chance explains: the intervals are too narrow. */
  readonly clustered?: boolean;
  readonly odd: CountedOddly;
  /** Iterations that earlier runs of the same commit brought in. */
  readonly reused: number;
}

/** The side that lacks runs, and how many at most are wanted next; no number where nobody can say. */
export function lackingRuns({ rows, overall }: Comparison): {
  readonly side: ComparedSide;
  readonly runs?: number;
} {
  const [cheapest] = rows.flatMap((row) => row.cheapest ?? []);
  const side = (cheapest?.side ?? overall.side) === 'before' ? 'before' : 'after';
  const runs = cheapest?.runs ?? overall.more;
  return { side, ...(runs === undefined ? {} : { runs }) };
}

/** Two revisions set side by side, per signature. */
export interface Comparison {
  readonly before: ComparedRevision;
  readonly after: ComparedRevision;
  /** One per cause, those that settle the overall verdict first. */
  readonly rows: readonly ComparedSignature[];
  /** The worst row; without any failure what the clean runs say. */
  readonly overall: ComparisonResult;
  /** One side skipped runs and the other none: they may not have run the same thing. */
  readonly skipsDiffer: boolean;
  /** Chance of a wrong "regression" or "fixed" that was accepted, over all rows together. */
  readonly alpha: number;
  /** A failure rate below this counts as not reproduced. */
  readonly rate: number;
}
