import { describe, expect, it } from 'vitest';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import type { FoundRun } from '../../src/model/advice.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import { ofFixes, tellingRuns } from '../../src/releases/telling-runs.ts';
import { runs } from '../plans/evidence.ts';
import { bisected, compared, found, on, pull, repeated, settings, toFail } from './facts.ts';

const gone = (after: string) =>
  found(compared(runs(30, 600), runs(0, 600), { before: 'cassandra-4.1', after }), { at: on(13) });
const flaky = found(repeated(runs(20, 200)));

const lost = found(
  compared(runs(30, 600), runs(0, 600), { before: 'cassandra-4.1~20', after: 'cassandra-4.1' }),
  {
    at: on(13),
  },
);
const rate = { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 };
const searchedFrom = (good: string) =>
  found({ ...bisected({ kind: 'already-bad', goodEnd: rate, badEnd: rate }), good }, { at: on(13) });

/** What was run on a ticket of 4.1, newest first, and what is advised. */
const table: readonly (readonly [string, readonly FoundRun[], string | undefined])[] = [
  ['gone with a pull request that is not in', [gone('#34'), flaky], 'merge'],
  ['gone on the release’s branch since an older point of it', [lost, flaky], 'close'],
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
    'fails alike with the fix, which says nothing of the release before',
    [found(compared(runs(30, 600), runs(31, 600)), { at: on(13) }), flaky],
    'run-more',
  ],
  ['the release before fails too', [searchedFrom('cassandra-4.0'), flaky], 'defer'],
  ['an older point of the release’s branch fails too', [searchedFrom('cassandra-4.1~20'), flaky], 'run-more'],
  ['a revision of nobody knows what fails too', [searchedFrom('mine'), flaky], 'run-more'],
  [
    'it fails at a revision whose name only begins like it',
    [searchedFrom('cassandra-4.0-mine'), flaky],
    'run-more',
  ],
  [
    'the fix fails again',
    [found(repeated(runs(9, 200)), { revision: '#34', at: on(14) }), gone('#34'), flaky],
    'run-more',
  ],
];

describe('the runs that advice for a release is drawn from', () => {
  it.each(table)('%s', (_, told, action) => {
    const own = tellingRuns({ ticket: { pullRequests: [pull()] }, found: told }, settings.release);
    expect(adviseOver(own, { ...usualPolicy, release: '4.1' })?.action).toBe(action);
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

  it('takes a comparison of the pull request that the ticket is for what it changes, and no word on the release', () => {
    const own = found(compared(runs(30, 600), runs(31, 600), { before: 'cassandra-4.1', after: 'mine' }), {
      pull: 7,
    });
    const told = tellingRuns({ ticket: { pullRequests: [] }, found: [own] }, settings.release, 7);
    const advice = adviseOver(told, { ...usualPolicy, release: '4.1' });
    expect(advice).toMatchObject({ action: 'fix-later', others: [] });
    expect(advice?.reason).toContain('this change is not what made it fail');
  });

  it('knows a fix where no release waits, and leaves all other code as it is', () => {
    const told = ofFixes({
      ticket: { pullRequests: [pull()] },
      found: [gone('17461-4.1'), gone('mine'), flaky],
    });
    expect(told.map(({ asks }) => asks)).toEqual(['proposal', undefined, undefined]);
  });

  it('takes a pull request that only mentions the ticket for no fix, until it is compared by its number', () => {
    const mention = pull({ isMention: true, headBranch: 'cleanup' });
    const asked = (...found: FoundRun[]) =>
      ofFixes({ ticket: { pullRequests: [mention] }, found }).map(({ asks }) => asks);
    expect(asked(gone('cleanup'), flaky)).toEqual([undefined, undefined]);
    expect(asked(gone('cleanup'), gone('#34'))).toEqual(['proposal', 'proposal']);
  });

  it('takes a search for what the release before says only where it began there', () => {
    const end = { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 };
    const bad = (good: string) =>
      found(bisected({ kind: 'already-bad', goodEnd: end, badEnd: end }, good), { run: good });
    const told = [bad('trunk'), bad('cassandra-4.0')];
    const kept = tellingRuns({ ticket: { pullRequests: [] }, found: told }, settings.release);
    expect(kept.map(({ asks }) => asks)).toEqual([undefined, 'origin']);
  });

  it('keeps what had to fail on old code', () => {
    const bite = found(toFail(runs(3, 20)), { revision: 'e19c3b2' });
    expect(tellingRuns({ ticket: { pullRequests: [] }, found: [bite] }, settings.release)).toEqual([bite]);
  });
});
