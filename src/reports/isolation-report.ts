import type { Isolation } from '../model/isolation.ts';
import type { EvidencePlace, RunFacts } from './repeat-report.ts';

/** Everything the wording of one isolation needs. */
export interface IsolationReport {
  readonly run: RunFacts;
  readonly isolation: Isolation;
  /** From start to end, in milliseconds. */
  readonly wallMs: number;
  readonly exitCodesOnly: boolean;
  /** Copies that ran at once in the scope `loaded`. */
  readonly copies: number;
  readonly partial?: 'cancelled' | 'interrupted';
  /** The end of the output of what broke a scope. */
  readonly brokenOutput?: string;
  readonly evidence?: readonly EvidencePlace[];
}
