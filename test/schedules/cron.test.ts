import { describe, expect, it } from 'vitest';
import { lastDue, scheduleFault } from '../../src/schedules/cron.ts';

describe('a schedule', () => {
  it.each([
    ['0 8 * * 1-5', 'UTC', '2026-11-24T12:00:00Z', '2026-11-24T08:00:00.000Z'],
    ['0 8 * * 1-5', 'UTC', '2026-11-24T08:00:00Z', '2026-11-24T08:00:00.000Z'],
    ['0 8 * * 1-5', 'UTC', '2026-11-24T07:59:59.999Z', '2026-11-23T08:00:00.000Z'],
    // Sunday: the last one was on Friday.
    ['0 8 * * 1-5', 'UTC', '2026-11-29T12:00:00Z', '2026-11-27T08:00:00.000Z'],
    ['0 8 * * 1', 'Europe/Berlin', '2026-07-08T00:00:00Z', '2026-07-06T06:00:00.000Z'],
    ['0 8 * * 1', 'Europe/Berlin', '2026-12-08T00:00:00Z', '2026-12-07T07:00:00.000Z'],
    ['30 9 1 * *', 'Asia/Kolkata', '2026-12-31T00:00:00Z', '2026-12-01T04:00:00.000Z'],
  ])('%s in %s was last due, seen from %s, at %s', (cron, zone, now, due) =>
    expect(lastDue({ cron, zone }, new Date(now))).toBe(due),
  );

  it.each([
    ['0 8 * * 1-5', 'UTC', undefined],
    ['0 8 * * *', 'Nowhere/City', 'names no time zone'],
    ['0 0 8 * * *', 'UTC', 'has five fields'],
    ['61 8 * * *', 'UTC', 'is no cron schedule'],
    ['H 8 * * *', 'UTC', 'may not hold H'],
    ['0 8 * * THU', 'UTC', undefined],
    ['* * * * *', 'UTC', 'comes more often than once an hour'],
    ['0,30 8 1 * *', 'UTC', 'comes more often than once an hour'],
    ['0 8 31 2 *', 'UTC', 'is no cron schedule'],
  ])('%s in %s: %s', (cron, zone, fault) => {
    expect(scheduleFault({ cron, zone }) ?? 'nothing').toContain(fault ?? 'nothing');
  });
});
