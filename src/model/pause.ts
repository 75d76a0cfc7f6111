import { RetryableError } from './errors.ts';

/** How long a service wants to be left alone, for all who ask it. Moments in milliseconds since 1970. */
export class Pause {
  #until = 0;

  /** @throws RetryableError while it wants to be left alone: nobody asks only to hear that once more */
  check(service: string, now: number): void {
    const left = this.#until - now;
    if (left > 0) throw new RetryableError(`${service} wants to be left alone`, { retryAfterMs: left });
  }

  /** Notes what a service said of its limit. */
  hear(error: unknown, now: number): void {
    if (!(error instanceof RetryableError) || error.retryAfterMs === undefined) return;
    this.#until = Math.max(this.#until, now + error.retryAfterMs);
  }
}

/** A pause for each of those whose limits are apart, such as tokens of one service. */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();

  of(owner: string): Pause {
    const pause = this.#pauses.get(owner) ?? new Pause();
    this.#pauses.set(owner, pause);
    return pause;
  }
}
