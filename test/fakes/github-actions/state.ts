import type { FakeOutcome } from '../circleci/state.ts';

/** What a workflow does with its inputs: machines of a matrix job, and the files each of them uploads. */
export type FakeWorkflow = (inputs: Readonly<Record<string, string>>) => FakeOutcome & {
  /** Jobs that ended before the matrix began, by their conclusion. */
  readonly before?: Readonly<Record<string, string>>;
};

export interface FakeRun {
  readonly id: number;
  readonly title: string;
  readonly sha: string;
  readonly branch: string;
  readonly createdAt: number;
  readonly outcome: ReturnType<FakeWorkflow>;
  canceledAt?: number;
  /** What it is otherwise than a run that was started by hand. */
  readonly ordinary?: OrdinaryRun;
}

/** A run that nobody asked for. */
export interface OrdinaryRun {
  readonly event: string;
  readonly name?: string;
  readonly attempt?: number;
  /** Milliseconds since 1970; now unless told. */
  readonly createdAt?: number;
  /** `owner/name` that the code is of. */
  readonly head?: string;
  readonly pulls?: readonly { readonly number: number; readonly repository: string }[];
}

/** Runs of one workflow, moved on by the clock whenever somebody looks. */
export class ActionsState {
  /** By branch or tag, the commit it points at. */
  readonly refs = new Map<string, string>();
  /** By name, the commit a tag stands for. */
  readonly tags = new Map<string, string>();
  /** Milliseconds; lists hide a new run for the second. */
  readonly pace = { runMs: 0, lagMs: 0 };
  readonly runs: FakeRun[] = [];
  /** What ends a run before its time. */
  heeds: 'all' | 'force' | 'nothing' = 'all';
  /** Whether a machine took its jobs. */
  hasRunners = true;
  workflow: FakeWorkflow;
  /** The text of its file on the default branch. */
  file: string | undefined;
  /** Answers that said no more than that nothing has changed; GitHub counts none of them. */
  unchanged = 0;
  /** Artifacts are deleted after 90 days. */
  isExpired = false;

  constructor(workflow: FakeWorkflow) {
    this.workflow = workflow;
  }

  /** Open pull requests by the head they stand at. */
  readonly pulls: { readonly number: number; readonly head: string; readonly sha: string }[] = [];

  start(branch: string, inputs: Readonly<Record<string, string>>, ordinary?: OrdinaryRun): FakeRun {
    const run: FakeRun = {
      id: 9_000_000_000 + this.runs.length,
      title: `Repeat ${inputs['test'] ?? ''} (${inputs['retrial_batch'] ?? ''})`,
      sha: this.refs.get(branch) ?? '',
      branch,
      createdAt: ordinary?.createdAt ?? Date.now(),
      outcome: this.workflow(inputs),
      ...(ordinary === undefined ? {} : { ordinary }),
    };
    this.runs.push(run);
    return run;
  }

  attemptsOf({ ordinary }: FakeRun): number {
    return ordinary?.attempt ?? 1;
  }

  /** Each attempt begins a minute after the one before it. */
  beganAt({ createdAt }: FakeRun, attempt: number): number {
    return createdAt + (attempt - 1) * 60_000;
  }

  isOver({ createdAt, canceledAt }: FakeRun): boolean {
    return canceledAt !== undefined || Date.now() >= createdAt + this.pace.runMs;
  }

  conclusionOf(run: FakeRun): string | null {
    if (!this.isOver(run)) return null;
    if (run.canceledAt !== undefined) return 'cancelled';
    const hasFailed = Object.values(run.outcome.before ?? {}).includes('failure');
    return hasFailed || run.outcome.status !== 'success' ? 'failure' : 'success';
  }

  /** @returns whether it went on until now */
  cancel(run: FakeRun, isByForce = false): boolean {
    if (this.isOver(run)) return false;
    if (this.heeds === 'all' || (this.heeds === 'force' && isByForce)) run.canceledAt = Date.now();
    return true;
  }

  /** What each machine uploaded; of a cancelled run, or of one that heeds nothing, only the first half got so far. */
  uploads(run: FakeRun): readonly Readonly<Record<string, string>>[] {
    if (!this.isOver(run) && this.heeds !== 'nothing') return [];
    const all = run.outcome.machines.map(({ artifacts = {} }) => artifacts);
    return run.canceledAt === undefined && this.isOver(run) ? all : all.slice(0, Math.floor(all.length / 2));
  }
}
