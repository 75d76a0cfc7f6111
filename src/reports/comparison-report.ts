import type { SpentTime } from './machine-time.ts';
import type { Advice } from '../model/advice.ts';
import type { Comparison } from '../model/comparison.ts';
import type { EvidencePlace, RunFacts } from './repeat-report.ts';

/** Everything the wording of one comparison needs, ended or stopped. */
export interface ComparisonReport {
  /** `revision` and `commit` are those of the side after. */
  readonly run: RunFacts;
  readonly comparison: Comparison;
  /** When the newest of the earlier runs ended that count for a side, in ISO form; absent where that is not known. */
  readonly reusedFrom?: { readonly before?: string; readonly after?: string };
  /** What the evidence points to; a person decides. */
  readonly advice?: Advice;
  /** From start to end, in milliseconds. */
  readonly wallMs: number;
  /** What the machines of a CI service took for it; absent where that is not known. */
  readonly spent?: SpentTime;
  /** No report was read, so a skipped test looks like a passed one. */
  readonly exitCodesOnly: boolean;
  readonly partial?: 'cancelled' | 'interrupted';
  /** The end of the output of a side that broke. */
  readonly brokenOutput?: string;
  readonly evidence?: readonly EvidencePlace[];
}
