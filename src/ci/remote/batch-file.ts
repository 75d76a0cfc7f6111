import { messageOf, RetryableError } from '../../model/errors.ts';

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

/** Files in a row that cannot be had before no further one is asked for. */
const mostFaults = 20;

/** The same files where this is the last try: what cannot be had now is gone, with the reason. */
export function asLastTry(files: readonly BatchFile[]): readonly BatchFile[] {
  let [faults, why] = [0, ''];
  return files.map((file) => ({
    ...file,
    async fetch(maxBytes) {
      if (faults >= mostFaults) return { gone: why };
      try {
        const found = await file.fetch(maxBytes);
        faults = 0;
        return found;
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        faults += 1;
        why = messageOf(error);
        return { gone: why };
      }
    },
  }));
}
