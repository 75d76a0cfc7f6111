import type { SpentTime } from './machine-time.ts';
import type { RevisionWhy } from '../model/revision-why.ts';
import type { Advice } from '../model/advice.ts';
import type { Decision } from '../model/decision.ts';
import type { Estimate } from '../model/estimate.ts';
import type { ForkHead } from '../model/fork-head.ts';
import type { Iteration } from '../model/iteration.ts';
import type { Addition } from '../model/repeat-run.ts';
import type { FailureGroup } from '../model/signature.ts';
import type { TestSkip } from '../model/test-skip.ts';
import type { Verdict } from '../model/verdict.ts';

/** Who reads it: decides which commands are suggested, `/retrial …` or `retrial …`, and how much is shown. */
export type Audience = 'ticket' | 'terminal';

/** What is known of a run beside its results. All texts may come from outside. */
export interface RunFacts {
  readonly id: string;
  /** The selection as typed; empty when a command runs without one. */
  readonly selector: string;
  /** As asked: a branch, tag or commit; absent for the files as they are. */
  readonly revision?: string;
  /** Why it is this one, where none was named. */
  readonly revisionWhy?: RevisionWhy;
  /** Heads of forks that were run. */
  readonly forks?: readonly ForkHead[];
  /** The full commit id. */
  readonly commit?: string;
  readonly commitUrl?: string;
  readonly lane?: string;
  /** Where it ran, in words: "this machine, 2 at a time". */
  readonly service: string;
  /** What was laid over the revision, in words; empty for none. */
  readonly overlays: readonly string[];
  /** The words of a command that asked for them, such as `unskip`. */
  readonly askedOverlays?: readonly string[];
  /** How it was run other than usually, in the words that asked for it; absent for the usual way. Hostile text. */
  readonly manner?: readonly string[];
  /** Its runner runs again by itself what fails, and hides that. */
  readonly reruns?: true;
  /** What took skips off, as a unified diff; empty or absent where nothing did. Hostile text. */
  readonly skipDiff?: string;
  /** What was added to the run after it was asked, oldest first. */
  readonly additions?: readonly Addition[];
  readonly note?: string;
  /** Login of the person to tell. */
  readonly requestedBy?: string;
  /** What `retrial repeat` was given beside the test and the count, so that it can be typed again. */
  readonly typed?: { readonly options: readonly string[]; readonly command: readonly string[] };
}

/** Where a copy of the evidence lies: a path on the reader's machine, or an address. */
export interface EvidencePlace {
  readonly label: string;
  readonly at: string;
}

/** A group of failures with its rate over the executed iterations. */
export interface GroupReport {
  readonly group: FailureGroup;
  readonly estimate: Estimate;
}

/** Everything the wording of one finished (or stopped) RepeatRun needs. */
export interface RepeatReport {
  /** A failure rate that was asked for, or that the project lives with, and that the clean runs do not rule out yet. */
  readonly notRuledOut?: { readonly rate: number; readonly cleanRuns: number };
  readonly run: RunFacts;
  readonly verdict: Verdict;
  readonly groups: readonly GroupReport[];
  /** Those that came back; what is missing counts as lost. */
  readonly iterations: readonly Iteration[];
  /** From start to end, in milliseconds. */
  readonly wallMs: number;
  /** What the machines of a CI service took for it; absent where that is not known. */
  readonly spent?: SpentTime;
  /** No report was read, so a skipped test looks like a passed one. */
  readonly exitCodesOnly: boolean;
  /** Set when the run was stopped before all asked iterations were done. */
  readonly partial?: 'cancelled' | 'interrupted';
  /** Why iterations never came back, though later ones ran. */
  readonly missing?: string;
  /** What CI services say that a reader should know, in sentences. */
  readonly notes?: readonly string[];
  /** Why no further iteration could run, and the output that says so. */
  readonly broken?: { readonly what: string; readonly output: string };
  /** The answer, where the run was asked more than how often the test fails. */
  readonly decision?: Decision;
  /** What the evidence points to; a person decides. */
  readonly advice?: Advice;
  /** What skips the test in its sources; looked for where nothing ran. */
  readonly skips?: readonly TestSkip[];
  /** Logs of lost iterations; the shortest is shown. */
  readonly lostLogs?: readonly { readonly iteration: number; readonly text: string }[];
  readonly evidence?: readonly EvidencePlace[];
  /** There is a ticket that the failing test or its cause can be tied to. */
  readonly canLink?: boolean;
}

/** How a report is worded. */
export interface Wording {
  readonly audience: Audience;
  /** The word that commands on a ticket begin with, without its slash; `retrial` unless configured. */
  readonly commandWord?: string;
  /** Iterations in one row of the strip; 100 unless the reader's window is narrow. */
  readonly perRow?: number;
  /** Iterations a project allows in one run; 2,000 unless it says otherwise. */
  readonly maxCount?: number;
}
