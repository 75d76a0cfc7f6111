import type { z } from 'zod';
import type { GitHubIdentity } from '../github/connection.ts';
import type { Batch, MachineTime } from '../model/repeat-run.ts';
import type { TestSelector } from '../model/selector.ts';
import type { BatchFile, JobLog } from './remote/batch-file.ts';
import type { OrdinaryBuilds } from './remote/ordinary.ts';

/** The repository and the revision as their code host knows them. */
export interface RemoteRevision {
  /** `owner/name`. */
  readonly slug: string;
  /** `owner/name` of the fork that is built in its place, where the server's operator says so. */
  readonly fork?: string;
  /** What points at the commit there; absent when nothing does. */
  readonly ref?: { readonly kind: 'branch' | 'tag'; readonly name: string };
  /** The installation of the GitHub App that may act there. */
  readonly installation?: number;
}

/** What a service is asked to execute. */
export interface BatchRequest {
  readonly batch: Batch;
  /** The clone on this machine. */
  readonly repository: string;
  /** What a service elsewhere builds; absent when only this machine knows the repository. */
  readonly remote?: RemoteRevision;
  /** Absent only in a terminal, where the files as they stand are meant. */
  readonly commit?: string;
  readonly selector: TestSelector;
  /** Checked against the service's own settings schema. */
  readonly settings: unknown;
  /** The service told of the end of the last batch there, so it may be asked less often. */
  readonly isHeardOf?: boolean;
  /** What cannot be had of its files now is lost, whether it might come later or not. */
  readonly isLastTry?: boolean;
}

/** One iteration as a service left it behind: files, and how its process ended. */
export interface IterationArtifacts {
  readonly index: number;
  readonly exit: {
    readonly code?: number;
    readonly signal?: string;
    readonly spawnError?: string;
    readonly endedBy?: 'timeout' | 'output' | 'cancel';
    /** Where reports were looked for, where none was there. */
    readonly sought?: readonly string[];
  };
  readonly durationMs: number;
  readonly machine: string;
  /** What checkout and set-up took before it, if it was the first to need them; absent where nobody measures that. */
  readonly preparedMs?: number;
  /** Report files; absent when the project configured none, so that only the exit code speaks. */
  readonly reports?: readonly string[];
  readonly output: string;
}

/** One machine of a batch, and what became of it. */
export interface BatchJob {
  readonly name: string;
  /** The folder its files lie in. */
  readonly machine: string;
  /** In the service's own word. */
  readonly state: string;
  readonly url?: string;
  /** Iterations it had to run, where that is known. */
  readonly asked?: number;
  /** What ended it other than its own command, in words that are equal for equal causes: "CircleCI lost the machine". */
  readonly loss?: string;
}

/** A whole batch as a service elsewhere left it behind; told once nothing of it runs any more. */
export interface BatchFiles {
  readonly files: readonly BatchFile[];
  readonly jobs: readonly BatchJob[];
  /** Of jobs that did not succeed, also of those before the batch's own; absent where the service hands out none. */
  readonly logs?: readonly JobLog[];
  /** How the paths hold iterations, as the project wrote it; else that is seen from them. */
  readonly layout?: string;
  /** What proves its runs: a report of each; or a log of each machine, beside the reports of those that failed. */
  readonly runs?: 'reports' | 'log';
  /** What the machines took, as far as the service says. */
  readonly spent?: MachineTime;
  /** When the first of the service's own copies goes away at the latest (ISO 8601, UTC); absent where it does not say. */
  readonly expiresAt?: string;
}

/** Iterations, from a service that runs them one by one; or the files of a whole batch. */
export type Collected = readonly IterationArtifacts[] | BatchFiles;

/** Where a batch stands. `broken` means that no further iteration can run, and why. */
export interface BatchProgress {
  readonly state: 'running' | 'finished' | 'cancelled' | 'broken';
  /** Iterations that can be collected already. */
  readonly finished: number;
  readonly broken?: { readonly what: string; readonly output: string };
  /** Where a person can look at it. */
  readonly url?: string;
  /** What a reader of the result should know, in a sentence. */
  readonly note?: string;
  /** When another look is worth its cost, in milliseconds; absent when looking costs nothing. */
  readonly againInMs?: number;
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
  /** The server's own environment variables, as far as a member declares them. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The App this server is, for services of GitHub. */
  readonly github?: GitHubIdentity;
  readonly now?: () => Date;
  /** Replaces the time for which services hide new batches, in milliseconds. */
  readonly lagMs?: number;
  /** Replaces the least time between two looks at a batch elsewhere, in milliseconds. */
  readonly leastLookMs?: number;
  /** A test's whole environment, from what the project configured. */
  readonly environment: (configured: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Told when an iteration starts, and when it counts, by services that know at once. */
  readonly onStarted?: (index: number, machine: string) => void;
  /** The slot waits for it before it takes the next one, so that it can say stop. */
  readonly onFinished?: (index: number) => Promise<void>;
}

/** A variable of the server's environment that a service reads. Secrets stand nowhere else. */
export interface CiVariable {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** The service cannot be used without it. */
  readonly required: boolean;
  /** Other parts read it too, so that it alone does not mean that the service is wanted. */
  readonly isShared?: boolean;
}

/** What `retrial doctor` says of a service. */
export interface CiFinding {
  readonly state: 'ok' | 'missing' | 'wrong';
  readonly what: string;
  readonly advice?: string;
}

/** The project whose settings are looked at, as far as somebody knows it. */
export interface CheckedPlace {
  /** `owner/name` on its code host. */
  readonly slug?: string;
  /** A checkout of it on this machine. */
  readonly folder?: string;
}

/** What the registry knows of a service before it is built: enough for help, configuration and `doctor`. */
export interface CiMember {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  /** What starts a batch: a call (or, where a project says so, its branch that is pushed), or this process itself. */
  readonly trigger: 'api' | 'direct';
  readonly variables: readonly CiVariable[];
  /** The project's settings for this service; unknown keys are errors. */
  readonly settings: z.ZodType;
  /** The project's settings for reading ordinary builds, where the service can. */
  readonly history?: z.ZodType;
  create(parts: CiParts): CiService;
  /**
   * What starts a batch, in words and without secrets; starts nothing. The request may hold words where a run has ids.
   * @throws UserError as `trigger` does for a request that it would not even send
   */
  describe(request: BatchRequest): readonly OrderFact[];
}

/** One fact of what a service is sent. */
export interface OrderFact {
  readonly name: string;
  readonly value: string;
}

/** Milliseconds: so long `find` may miss a new batch, so long a look at one holds; 0 where nobody is held back. */
export type CiLimits = Readonly<Record<'lagMs' | 'leastLookMs', number>>;

/**
 * A CI service that can execute batches. Every member passes the same contract suite. A service elsewhere keeps nothing
 * that must not be lost: what a batch was asked with is handed to it again each time.
 */
export interface CiService {
  /** Builds that nobody here asked for; absent where they come by another way. */
  readonly ordinary?: OrdinaryBuilds;
  /** What it holds its callers to. */
  readonly limits: CiLimits;
  /**
   * What it needs of a revision with these settings: a clone on this machine, a commit that its code host has, a branch
   * or tag there that points at it, or a branch of the batch's own whose push starts it: then it is never triggered, only
   * found.
   */
  needs(settings: unknown): 'clone' | 'commit' | 'ref' | 'push';
  /**
   * The program and arguments that write a batch into the CI's configuration before its branch is pushed; undefined, as
   * for services that no push starts, where there is none.
   * @throws UserError E-VALUE for a name that could be code where it ends up
   */
  configuring?(request: BatchRequest): readonly string[] | undefined;
  /**
   * Starts a batch. The caller has asked `find` first, so that nothing is triggered twice.
   * @throws UserError when the service refuses, a RefusedRequest when it may take another revision; RetryableError when
   * nobody knows whether it took the request.
   */
  trigger(request: BatchRequest): Promise<string>;
  /** The reference of a batch that was triggered before, perhaps by a process that died. */
  find(batchId: string, request: BatchRequest): Promise<string | undefined>;
  /** Cheap; also picks up a batch that lost its process, and lets through what waits for an approval. */
  poll(ref: string, request: BatchRequest): Promise<BatchProgress>;
  /** Iterations that finished and are not in `known`, in the order of their index; or whole batches once they ended. */
  collect(ref: string, known: ReadonlySet<number>, request: BatchRequest): Promise<Collected>;
  /** Ends a batch; what finished stays. */
  cancel(ref: string, request: BatchRequest): Promise<void>;
  /** Gives back what a batch holds (worktrees, downloads, what waits for an approval) once its evidence is copied. */
  release(ref: string, request: BatchRequest): Promise<void>;
  /**
   * Ends whatever goes on or waits on a branch of the batch's own once its run is over: the push of one may start builds
   * that nobody asked for. Absent where none of them would stay.
   */
  endBuildsOf?(branch: string, place: Pick<BatchRequest, 'remote' | 'settings'>): Promise<void>;
  /**
   * Whether the code host itself starts builds there for every branch that is pushed, whatever service it was pushed for,
   * and this server can ask: `endBuildsOf` then reads no settings. Absent where it does not.
   */
  hearsEveryPush?(): boolean;
  /**
   * Takes away what it keeps on this machine of batches whose run may go; absent for services that keep nothing here.
   * @returns how many batches went
   */
  prune?(mayGo: (runId: string) => Promise<boolean>): Promise<number>;
  /** A few calls that change nothing. With a project's settings it looks at that project. */
  check(settings?: unknown, place?: CheckedPlace): Promise<CiFinding>;
  /** Stops without ending batches: a later process takes them up again. */
  close(): Promise<void>;
}
