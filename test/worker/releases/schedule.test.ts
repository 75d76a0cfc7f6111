import { expect, it } from 'vitest';
import { lastDue, type DigestTimes } from '../../../src/worker/releases/schedule.ts';

// 2026-11-23 is a Monday.
it.each<[DigestTimes['on'], string, string, string | undefined]>([
  ['daily', '08:00', '2026-11-24T08:00:00.000Z', '2026-11-24T08:00:00.000Z'],
  ['daily', '08:00', '2026-11-24T07:59:59.999Z', '2026-11-23T08:00:00.000Z'],
  ['daily', '23:59', '2026-01-01T00:00:00.000Z', '2025-12-31T23:59:00.000Z'],
  ['weekdays', '08:00', '2026-11-22T12:00:00.000Z', '2026-11-20T08:00:00.000Z'],
  ['weekdays', '08:00', '2026-11-23T07:00:00.000Z', '2026-11-20T08:00:00.000Z'],
  ['mondays', '08:00', '2026-11-23T07:00:00.000Z', '2026-11-16T08:00:00.000Z'],
  ['mondays', '08:00', '2026-11-29T12:00:00.000Z', '2026-11-23T08:00:00.000Z'],
  ['never', '08:00', '2026-11-24T08:00:00.000Z', undefined],
])('%s at %s, looked at %s: last due %s', (on, at, now, due) => {
  expect(lastDue({ on, at }, new Date(now))).toBe(due);
});
