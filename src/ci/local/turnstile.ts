/**
 * Lets a limited number of iterations through at a time, first come first served: batches of one repository that run
 * side by side take turns, so that whatever the machine goes through hits all of them alike.
 */
export class Turnstile {
  readonly #free: number[];
  readonly #waiting: ((slot: number) => void)[] = [];
  #size: number;

  constructor(size: number) {
    this.#size = size;
    this.#free = Array.from({ length: size }, (_, at) => at + 1);
  }

  /** The slots there are never get fewer: a batch that wants more brings them. */
  grow(size: number): void {
    while (this.#size < size) {
      this.#size += 1;
      this.leave(this.#size);
    }
  }

  /** Waits for a slot, numbered from 1, the lowest free one; undefined once the signal says that nobody waits any more. */
  async enter(signal: AbortSignal): Promise<number | undefined> {
    if (signal.aborted) return undefined;
    const slot = this.#free.toSorted((a, b) => a - b)[0];
    if (slot === undefined) return this.#wait(signal);
    this.#free.splice(this.#free.indexOf(slot), 1);
    return slot;
  }

  /** Gives a slot to whoever waits longest. */
  leave(slot: number): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }

  async #wait(signal: AbortSignal): Promise<number | undefined> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        resolve(undefined);
      };
      const take = (slot: number): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(slot);
      };
      this.#waiting.push(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
