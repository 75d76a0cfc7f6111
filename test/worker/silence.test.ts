import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../src/model/errors.ts';
import type { Batch, Silence } from '../../src/model/repeat-run.ts';
import { heard, isOver } from '../../src/worker/silence.ts';

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
    { attemptedAt: at(0), silences: [{ of, since: at(since), times }], ...(ref === '' ? {} : { ref }) },
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
    const silences = [{ of: 'files' as const, since: at(0), times: 50 }];
    expect(isOver({ silences }, { of: 'service', deadlineMs: 1 }, new Date(start + 90 * hour))).toBe(false);
    expect(isOver({}, { of: 'service', deadlineMs: 1 }, new Date(start))).toBe(false);
  });

  it('of files is counted on while the service itself fails now and then', async () => {
    const kept = new Map<Silence['of'], Silence>();
    const silent = async (_: string, of: Silence['of'], silence: Silence | undefined): Promise<void> => {
      if (silence === undefined) kept.delete(of);
      else kept.set(of, silence);
    };
    let minute = 0;
    const ask = (of: Silence['of'], fault?: string) => {
      const batch: Batch = {
        id: 'b',
        runId: 'r',
        first: 1,
        count: 1,
        ref: 'p',
        silences: [...kept.values()],
      };
      const act = async (): Promise<string> => {
        if (fault !== undefined) throw new RetryableError(fault);
        return 'here';
      };
      const now = (): Date => new Date(start + minute * 60_000);
      return heard(batch, { of, deadlineMs: 90 * hour, act }, { store: { batches: { silent } }, now });
    };
    for (; minute <= 54; minute += 6) {
      expect(await ask('files', 'the storage is away')).toHaveProperty('fault');
      expect(await ask('service', 'the service is away')).toHaveProperty('fault');
      expect(await ask('service')).toEqual({ answer: 'here' });
    }
    expect(await ask('files', 'the storage is away')).toMatchObject({
      givenUp: 'for 1 h nothing could be had from the CI (the storage is away)',
    });
    expect(await ask('files')).toEqual({ answer: 'here' });
    expect(kept).toEqual(new Map());
  });
});
