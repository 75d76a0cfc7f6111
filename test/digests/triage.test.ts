import { describe, expect, it } from 'vitest';
import { triageWindowMs } from '../../src/digests/triage.ts';
import { flakyList } from '../../src/history/flaky-list.ts';
import { recordOf } from '../../src/history/record.ts';
import { triageDigest } from '../../src/reports/digests/triage.ts';
import { lastDue } from '../../src/schedules/cron.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';

const hour = 3_600_000;
const monday = '2026-03-02T07:00:00.000Z';
const weekdays = { cron: '0 7 * * 1-5', zone: 'UTC' };

describe('the daily triage', () => {
  it.each([
    ['on a Monday from Friday on', { now: monday, cron: '0 7 * * 1-5' }, 72],
    ['on a Tuesday for a day', { now: '2026-03-03T07:00:00.000Z', cron: '0 7 * * 1-5' }, 24],
    ['for a day at least', { now: monday, cron: '0 */2 * * *' }, 24],
    ['for a week at most', { now: monday, cron: '0 7 1 1 *' }, 7 * 24],
  ])('looks %s', (_, { now, cron }, hours) => {
    const dueBefore = lastDue({ ...weekdays, cron }, new Date(Date.parse(now) - 1));
    expect(triageWindowMs({ now, dueBefore })).toBe(hours * hour);
  });

  it('names the day of what failed at the weekend', () => {
    const at = '2026-02-28T21:30:00.000Z';
    const named = { container: 'Shop', name: 'pays' };
    const failure = { kind: 'failure', type: 'IOException', message: 'no | disk', body: '' } as const;
    const build = {
      project: 'shop',
      id: '1',
      branch: 'main',
      lane: 'unit',
      commit: 'c1',
      at,
      passesKnown: true,
    };
    const { tallies, failures, signatures } = recordOf(
      build,
      [{ ...named, passed: 0, failed: 1, skipped: 0 }],
      [{ ...named, failure }],
    );
    const list = flakyList({
      project: 'shop',
      from: Date.parse(monday) - 72 * hour,
      until: Date.parse(monday),
      sightings: tallies.map((tally) => ({ ...tally, build })),
      hasBefore: true,
      failures: failures.map((one) => ({ ...one, at })),
      signatures,
      knownIssues: [],
    });
    const written = triageDigest({ list, topic: { kind: 'digest', id: 'd-1' }, word: 'retrial' });
    if (written === undefined) throw new Error('nothing was written');
    const shown = renderGitHub(written);
    expect(shown).toMatch(/\| new \| 28 Feb 2026, 21:30 UTC \|/);
    expect(shown).toContain('(27 Feb 2026 to 2 Mar 2026)');
  });
});
