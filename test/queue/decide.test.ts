import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../src/model/errors.ts';
import { afterError, afterOutcome, noStreak } from '../../src/queue/decide.ts';
import type { Streak } from '../../src/queue/decide.ts';

const hour = 3_600_000;

describe('what becomes of a job', () => {
  it.each([
    ['done', { kind: 'finish' }],
    [{ againInMs: 5 }, { kind: 'again', inMs: 5, streak: noStreak }],
    [{ againInMs: 0.2 }, { kind: 'again', inMs: 1, streak: noStreak }],
    [{ againInMs: -5 }, { kind: 'again', inMs: 0, streak: noStreak }],
    [{ againInMs: Infinity }, { kind: 'again', inMs: hour, streak: noStreak }],
  ] as const)('whose handler answers %j', (outcome, decision) => {
    expect(afterOutcome(outcome)).toEqual(decision);
  });

  it('whose handler answers nonsense is said', () => {
    expect(() => afterOutcome({ againInMs: Number.NaN })).toThrow(RangeError);
  });

  it.each([
    [{ retryAfterMs: 7 }, 0, 7],
    [{}, 0, 1000],
    [{}, 1, 4000],
    [{}, 1000, 120_000],
    [{ retryAfterMs: 1e12 }, 3, hour],
    [{ retryAfterMs: -1 }, 3, 0],
    [{ retryAfterMs: Number.NaN }, 3, 0],
  ])('whose service says "not now" %j after %i times waits %i ms', (options, refusals, inMs) => {
    const decision = afterError(new RetryableError('busy', options), { failures: 2, refusals }, 1000);
    expect(decision).toEqual({ kind: 'again', inMs, streak: { failures: 2, refusals: refusals + 1 } });
  });

  it.each([
    [0, 1000],
    [1, 4000],
    [2, 16_000],
    [3, 64_000],
    [4, 256_000],
  ])('whose handler fails after %i failures waits %i ms', (failures, inMs) => {
    const streak: Streak = { failures, refusals: 9 };
    const decision = { kind: 'again', inMs, streak: { failures: failures + 1, refusals: 9 } };
    expect(afterError(new Error('fault'), streak, 1000)).toEqual(decision);
  });

  it('whose service was away, however long, is tried again within two minutes of its return', () => {
    const property = fc.property(fc.integer({ min: 0, max: 24 * hour }), (awayMs) => {
      let streak = noStreak;
      let at = 0;
      while (at < awayMs) {
        const decision = afterError(new RetryableError('no answer'), streak, 1000);
        if (decision.kind !== 'again') throw new Error('it was given up');
        at += decision.inMs;
        streak = decision.streak;
      }
      expect(at - awayMs).toBeLessThanOrEqual(120_000);
    });
    fc.assert(property);
  });

  it('whose handler fails a sixth time is parked, whatever was thrown', () => {
    const property = fc.property(fc.anything(), (thrown) => {
      expect(afterError(thrown, { failures: 5, refusals: 0 }, 1000)).toEqual({ kind: 'park' });
    });
    fc.assert(property);
  });
});
