import { RetryableError } from '../model/errors.ts';
import type { Outcome } from './queue.ts';

/** How often in a row a job has gone wrong; kept in the job while it waits. */
export interface Streak {
  /** Errors nobody expected. */
  readonly failures: number;
  /** Times a service said "not now". */
  readonly refusals: number;
}

/** What becomes of a job after its handler. */
export type Decision =
  | { readonly kind: 'finish' }
  | { readonly kind: 'again'; readonly inMs: number; readonly streak: Streak }
  | { readonly kind: 'park' };

/** No bad luck so far. */
export const noStreak: Streak = { failures: 0, refusals: 0 };

/** After so many tries more the job is parked. */
const maxRetries = 5;

/** No wait is longer: a service's own "retry after" may be nonsense. */
const maxWaitMs = 60 * 60 * 1000;

/** A service that is away and says not for how long is asked again this soon after it is back, at the latest. */
const maxAwayMs = 2 * 60 * 1000;

/** A handler that ran to its end: its bad luck is forgotten. @throws RangeError when the wait is no number. */
export function afterOutcome(outcome: Outcome): Decision {
  if (outcome === 'done') return { kind: 'finish' };
  if (Number.isNaN(outcome.againInMs)) throw new RangeError('a handler asked to be called again in NaN ms');
  return { kind: 'again', inMs: bounded(outcome.againInMs), streak: noStreak };
}

/**
 * A handler that threw. A RetryableError waits as long as the service asked, without end: whoever runs the job has
 * a deadline of its own. Any other error is tried again five times.
 * Waits grow fourfold from `firstWaitMs`, up to two minutes for a service that is away, so that what waited through a long
 * outage comes soon after it; for errors up to an hour.
 */
export function afterError(error: unknown, streak: Streak, firstWaitMs: number): Decision {
  if (error instanceof RetryableError) {
    const refusals = streak.refusals + 1;
    const inMs = bounded(error.retryAfterMs ?? Math.min(grown(firstWaitMs, refusals), maxAwayMs));
    return { kind: 'again', inMs, streak: { ...streak, refusals } };
  }
  const failures = streak.failures + 1;
  if (failures > maxRetries) return { kind: 'park' };
  return { kind: 'again', inMs: grown(firstWaitMs, failures), streak: { ...streak, failures } };
}

function grown(firstWaitMs: number, times: number): number {
  return bounded(firstWaitMs * 4 ** Math.min(times - 1, 20));
}

function bounded(ms: number): number {
  return Math.min(Math.max(Math.ceil(Number.isNaN(ms) ? 0 : ms), 0), maxWaitMs);
}
