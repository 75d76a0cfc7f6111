import { describe, expect, it } from 'vitest';
import { isOver } from '../../src/worker/silence.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-20T10:00:00Z');
const at = (hours: number): string => new Date(start + hours * hour).toISOString();
const is = (
  hours: number,
  {
    of = 'service' as const,
    since = 0,
    times = 5,
    ref = 'p-1',
    ...wish
  }: {
    of?: 'service' | 'files';
    since?: number;
    times?: number;
    ref?: string;
    cancelledAt?: string;
    isReported?: boolean;
  },
): boolean =>
  isOver(
    { attemptedAt: at(0), silence: { of, since: at(since), times }, ...(ref === '' ? {} : { ref }) },
    { of, deadlineMs: 6 * hour, ...wish },
    new Date(start + hours * hour),
  );

describe('a service that is silent', () => {
  it('is waited for until the deadline of the batch and an hour', () => {
    expect([is(6.9, {}), is(7.1, {})]).toEqual([false, true]);
    expect([is(20.9, { since: 20 }), is(21.1, { since: 20 })]).toEqual([false, true]);
  });

  it('is waited for as long since it fell silent where nobody knows whether it began', () => {
    expect([is(26.9, { since: 20, ref: '' }), is(27.1, { since: 20, ref: '' })]).toEqual([false, true]);
  });

  it('is waited for a quarter of an hour where somebody waits for the end', () => {
    const cancelledAt = at(2);
    expect([is(2.2, { cancelledAt }), is(2.3, { cancelledAt })]).toEqual([false, true]);
    expect([is(3.2, { cancelledAt, since: 3 }), is(3.3, { cancelledAt, since: 3 })]).toEqual([false, true]);
    expect([is(0.2, { isReported: true }), is(0.3, { isReported: true })]).toEqual([false, true]);
  });

  it('is waited for an hour for files that it keeps', () => {
    expect([is(0.9, { of: 'files' }), is(1.1, { of: 'files' })]).toEqual([false, true]);
  });

  it('is never given up after a few tries, however long this server slept in between', () => {
    expect(is(100, { times: 4, cancelledAt: at(1) })).toBe(false);
  });

  it('of files and of itself are two things', () => {
    const silence = { of: 'files' as const, since: at(0), times: 50 };
    expect(isOver({ silence }, { of: 'service', deadlineMs: 1 }, new Date(start + 90 * hour))).toBe(false);
    expect(isOver({}, { of: 'service', deadlineMs: 1 }, new Date(start))).toBe(false);
  });
});
