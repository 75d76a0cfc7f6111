/** A file on this machine, or in words why it is not here. */
export type FetchedFile = { readonly at: string } | { readonly gone: string };

/** A file that a service keeps of a batch. */
export interface BatchFile {
  /** `<machine>/…` with slashes, as the service names it, made safe: never absolute, no `..`. */
  readonly path: string;
  /** What it holds, when it is not a file of the job's own but results the service took out of one. */
  readonly form?: 'circleci-tests' | 'jenkins-tests';
  /**
   * Brings it to this machine, once; with a limit only when it has no more bytes than that.
   * @returns where it lies on disk, or in words why nobody can have it.
   * @throws RetryableError when the service says "not now".
   */
  fetch(maxBytes?: number): Promise<FetchedFile>;
}

/** The end of what a job printed that did not succeed. */
export interface JobLog {
  /** As in `BatchJob`; another name where its batch came to no jobs of its own. */
  readonly machine: string;
  /** Brings it to this machine, once; a service that refuses or says "not now" has none, since it only explains. */
  fetch(): Promise<FetchedFile>;
}
