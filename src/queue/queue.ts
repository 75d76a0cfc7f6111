/** What the queue carries: the kind of work and the id under which the store has everything else. */
export interface Job {
  readonly kind: 'delivery' | 'run' | 'board' | 'builds' | 'keeping';
  readonly id: string;
}

/** A job that comes by itself at the times of a schedule. */
export interface Scheduled {
  /** Among its owner's. */
  readonly name: string;
  /** Five fields of cron, or six with seconds first. */
  readonly cron: string;
  /** Such as Europe/Berlin. */
  readonly zone: string;
  readonly job: Job;
}

/** What a handler answers: the work is over, or it wants to be asked again after some milliseconds. */
export type Outcome = 'done' | { readonly againInMs: number };

/** Does one piece of work. It may be called twice for one job, after a crash; never twice at a time. */
export type Handler = (job: Job) => Promise<Outcome>;

/** Who wants to know what goes wrong. */
export interface Watcher {
  /** A handler threw, and is asked again in some milliseconds: the sixth time is the last. */
  readonly retrying: (job: Job, error: unknown, inMs: number) => void;
  /** A handler threw six times in a row, so the job is gone. Whoever sweeps must be told, or it comes back. */
  readonly parked: (job: Job, error: unknown) => void | Promise<void>;
  /** The queue itself is in trouble: no connection, or a job was lost by a process that died twice over it. */
  readonly trouble: (error: Error) => void;
}

/**
 * Carries ids from those who ask to those who work. Disposable: the store knows what is unfinished, and a sweep
 * puts it back.
 */
export interface Queue {
  /** Rejects at once when the queue cannot take it. Changes nothing while the job waits or is worked on. */
  add(job: Job): Promise<void>;
  /** Adds all that neither waits nor is worked on; for everything unfinished, once a minute. */
  sweep(jobs: readonly Job[]): Promise<void>;
  /**
   * Adds an owner's jobs at the times of their schedules from now on, in whichever process works; schedules it named
   * before and does not name now are forgotten. Safe to repeat, from any number of processes.
   */
  schedule(owner: string, all: readonly Scheduled[]): Promise<void>;
  /** Starts working; once per queue. Resolves when jobs are being taken. */
  work(handler: Handler, watcher: Watcher): Promise<void>;
  /** Forgets all jobs, also those another process works on: only for the one owner, before `work`. */
  clear(): Promise<void>;
  /** Rejects when the queue does not answer. */
  ping(): Promise<void>;
  /** Takes no more jobs and waits for those being worked on. */
  close(): Promise<void>;
}
