/** How long a batch may go on after it was told to stop before it is given up, in milliseconds. */
const patienceMs = 600_000;

/** Since when batches have been told to stop, as far as this process knows. Losing it costs time and nothing else. */
export class Stopping {
  readonly #since = new Map<string, number>();

  /** Notes that a batch is told so. @returns for how long it has been, in milliseconds */
  tell(key: string, now: number): number {
    const since = this.#since.get(key) ?? now;
    this.#since.set(key, since);
    return now - since;
  }

  isTold(key: string): boolean {
    return this.#since.has(key);
  }

  /** Whether it has been told for so long that it will not stop any more. */
  isInVain(key: string, now: number): boolean {
    const since = this.#since.get(key);
    return since !== undefined && now - since > patienceMs;
  }

  forget(key: string): void {
    this.#since.delete(key);
  }

  clear(): void {
    this.#since.clear();
  }
}

/** What a reader should know of a batch that goes on for ever. @param what "the run", "build 7" */
export function neverEnds(what: string, service: string): string {
  return `${what} does not end on ${service} although it is told to`;
}
