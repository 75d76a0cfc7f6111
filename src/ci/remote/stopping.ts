import { messageOf, RetryableError, UserError } from '../../model/errors.ts';

/** How long a batch may go on after it was told to stop before it is given up, in milliseconds. */
const patienceMs = 600_000;

/** Since when a batch has been told so, and why its service would not have it. */
interface Told {
  readonly since: number;
  readonly refusal?: string;
}

/** Batches that have been told to stop, as far as this process knows. Losing it costs time and nothing else. */
export class Stopping {
  readonly #told = new Map<string, Told>();

  /**
   * Tells a batch to stop.
   * @param act does so; it is handed for how long that has been told, in milliseconds
   * @throws what `act` throws
   */
  async tell(key: string, now: number, act: (forMs: number) => Promise<void>): Promise<void> {
    const since = this.#told.get(key)?.since ?? now;
    this.#told.set(key, { since });
    try {
      await act(now - since);
    } catch (error) {
      this.#told.set(key, { since, refusal: messageOf(error) });
      throw error;
    }
  }

  /** The same at a look, which nobody is kept from by a service that refuses: the next one tells it again. */
  async tellAtLook(...told: Parameters<Stopping['tell']>): Promise<void> {
    try {
      await this.tell(...told);
    } catch (error) {
      if (!(error instanceof RetryableError || error instanceof UserError)) throw error;
    }
  }

  isTold(key: string): boolean {
    return this.#told.has(key);
  }

  /**
   * What a reader should know of a batch that will not stop any more; undefined while it may.
   * @param what it is, and where: "build 7 does not end on Jenkins"
   */
  inVain(key: string, now: number, what: string): string | undefined {
    const told = this.#told.get(key);
    if (told === undefined || now - told.since <= patienceMs) return undefined;
    const why = told.refusal === undefined ? '' : ` (${told.refusal})`;
    return `${what} although it is told to${why}`;
  }

  forget(key: string): void {
    this.#told.delete(key);
  }

  clear(): void {
    this.#told.clear();
  }
}
