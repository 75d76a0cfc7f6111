import type { SpentTime } from './machine-time.ts';
import type { Bisection } from '../model/bisection.ts';
import type { EvidencePlace, RunFacts } from './repeat-report.ts';

/** Everything the wording of one finished (or stopped) bisection needs. */
export interface BisectionReport {
  /** Its revision and commit are the bad end's. */
  readonly run: RunFacts;
  /** Both ends as asked. Hostile texts. */
  readonly good: string;
  readonly bad: string;
  readonly bisection: Bisection;
  /** From start to end, in milliseconds. */
  readonly wallMs: number;
  /** What the machines of a CI service took for it; absent where that is not known. */
  readonly spent?: SpentTime;
  /** No report was read, so a skipped test looks like a passed one. */
  readonly exitCodesOnly: boolean;
  /** Set when the search was stopped before its end. */
  readonly partial?: 'cancelled' | 'interrupted';
  readonly evidence?: readonly EvidencePlace[];
}
