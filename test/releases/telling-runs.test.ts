import { describe, expect, it } from 'vitest';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import type { FoundRun } from '../../src/model/advice.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import { tellingRuns } from '../../src/releases/telling-runs.ts';
import { runs } from '../plans/evidence.ts';
import { bisected, compared, found, on, pull, repeated, settings, toFail } from './facts.ts';

const gone = (after: string) =>
  found(compared(runs(30, 600), runs(0, 600), { before: 'cassandra-4.1', after }), { at: on(13) });
const flaky = found(repeated(runs(20, 200)));

/** What was run on a ticket of 4.1, newest first, and what is advised. */
const table: readonly (readonly [string, readonly FoundRun[], string | undefined])[] = [
  ['gone with a pull request', [gone('#34'), flaky], 'close'],
  ['gone on a branch that nobody proposed', [gone('trunk'), flaky], 'run-more'],
  [
    'clean on the release before, asked the wrong way round: a regression',
    [gone('cassandra-4.0'), flaky],
    'fix-before-release',
  ],
  [
    'clean for long on another branch',
    [found(repeated(runs(0, 400)), { revision: 'trunk' }), flaky],
    'run-more',
  ],
  ['clean for long on the release itself', [found(repeated(runs(0, 400)))], 'close'],
  [
    'the fix fails again',
    [found(repeated(runs(9, 200)), { revision: '#34', at: on(14) }), gone('#34'), flaky],
    'run-more',
  ],
];

describe('the runs that advice for a release is drawn from', () => {
  it.each(table)('%s', (_, told, action) => {
    const own = tellingRuns({ ticket: { pullRequests: [pull()] }, found: told }, settings.release);
    expect(adviseOver(own, usualPolicy)?.action).toBe(action);
  });

  it('keeps the runs of the pull request that the ticket is, and of no other', () => {
    const [seventh, eighth] = [7, 8].map((number) =>
      found(repeated(runs(9, 200)), { revision: `${number}c1`.padEnd(40, '0'), pull: number }),
    );
    const told = [seventh, eighth].flatMap((one) => one ?? []);
    expect(tellingRuns({ ticket: { pullRequests: [] }, found: told }, settings.release, 7)).toEqual([
      seventh,
    ]);
    expect(tellingRuns({ ticket: { pullRequests: [] }, found: told }, settings.release)).toEqual([]);
  });

  it('leaves out a search that began elsewhere than at the release before, and found that bad', () => {
    const end = { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 };
    const bad = (good: string) =>
      found(bisected({ kind: 'already-bad', goodEnd: end, badEnd: end }, good), { run: good });
    const told = [bad('trunk'), bad('cassandra-4.0')];
    const kept = tellingRuns({ ticket: { pullRequests: [] }, found: told }, settings.release);
    expect(kept.map(({ run }) => run)).toEqual(['cassandra-4.0']);
  });

  it('keeps what had to fail on old code', () => {
    const bite = found(toFail(runs(3, 20)), { revision: 'e19c3b2' });
    expect(tellingRuns({ ticket: { pullRequests: [] }, found: [bite] }, settings.release)).toEqual([bite]);
  });
});
