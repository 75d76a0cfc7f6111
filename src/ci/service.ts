import type { z } from 'zod';
import type { Batch } from '../model/repeat-run.ts';
import type { TestSelector } from '../model/selector.ts';

/** What a service is asked to execute. */
export interface BatchRequest {
  readonly batch: Batch;
  /** The repository as the service knows it; for the local service a folder. */
  readonly repository: string;
  /** Absent only in a terminal, where the files as they stand are meant. */
  readonly commit?: string;
  readonly selector: TestSelector;
  /** Checked against the service's own settings schema. */
  readonly settings: unknown;
}

/** One iteration as a service left it behind: files, and how its process ended. */
export interface IterationArtifacts {
  readonly index: number;
  readonly exit: {
    readonly code?: number;
    readonly signal?: string;
    readonly spawnError?: string;
    readonly endedBy?: 'timeout' | 'output' | 'cancel';
  };
  readonly durationMs: number;
  readonly machine: string;
  /** Report files; absent when the project configured none, so that only the exit code speaks. */
  readonly reports?: readonly string[];
  readonly output: string;
}

/** Where a batch stands. `broken` means that no further iteration can run, and why. */
export interface BatchProgress {
  readonly state: 'running' | 'finished' | 'cancelled' | 'broken';
  readonly finished: number;
  readonly broken?: { readonly what: string; readonly output: string };
}

/** A folder to run in. A fresh one needs its set-up, whatever ran there before. */
export interface Checkout {
  readonly folder: string;
  readonly isFresh: boolean;
}

/** Gives each slot a checkout of its own; batches of one run at one commit may find it again. */
export interface Workspaces {
  prepare(request: BatchRequest, slot: number): Promise<Checkout>;
  remove(request: BatchRequest, slot: number): Promise<void>;
}

/** What a service may need from whoever builds it. */
export interface CiParts {
  /** A folder of the service's own. */
  readonly folder: string;
  readonly workspaces: Workspaces;
  /** A test's whole environment, from what the project configured. */
  readonly environment: (configured: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Told when an iteration starts, and when it counts, by services that know at once. */
  readonly onStarted?: (index: number, machine: string) => void;
  /** The slot waits for it before it takes the next one, so that it can say stop. */
  readonly onFinished?: (index: number) => Promise<void>;
}

/** What the registry knows of a service before it is built: enough for help, configuration and `doctor`. */
export interface CiMember {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** The project's settings for this service; unknown keys are errors. */
  readonly settings: z.ZodType;
  create(parts: CiParts): CiService;
}

/** A CI service that can execute batches. Every member passes the same contract suite. */
export interface CiService {
  /** Starts a batch. The caller has asked `find` first, so that nothing is triggered twice. */
  trigger(request: BatchRequest): Promise<string>;
  /** The reference of a batch that was triggered before, perhaps by a process that died. */
  find(batchId: string): Promise<string | undefined>;
  /** Cheap; also picks up a batch that lost its process. */
  poll(ref: string): Promise<BatchProgress>;
  /** Iterations that finished and are not in `known`, in the order of their index. */
  collect(ref: string, known: ReadonlySet<number>): Promise<readonly IterationArtifacts[]>;
  /** Ends a batch; what finished stays. */
  cancel(ref: string): Promise<void>;
  /** Gives back what a batch holds (worktrees, temporary branches) once its evidence is copied. */
  release(ref: string): Promise<void>;
  /** Stops without ending batches: a later process takes them up again. */
  close(): Promise<void>;
}
