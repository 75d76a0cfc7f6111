import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/model/ledger.ts';
import { checkReleases } from '../../../src/worker/decisions/named-releases.ts';
import { silentTracker } from '../../support/silent-tracker.ts';

const at = '2026-01-02T03:04:05.000Z';
const ticket = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' } as const;
const versions = [
  { name: '4.0', isOut: true },
  { name: '4.1', isOut: false },
  { name: '4.2', isOut: false },
  { name: '5.0', isOut: false },
  { name: '5.0.1', isOut: true },
  { name: '2026.01.31', isOut: false },
];

async function checked(more: Partial<Decision>): Promise<number> {
  let asked = 0;
  const tracker = {
    ...silentTracker,
    async releases() {
      asked += 1;
      return versions;
    },
  };
  await checkReleases({ id: '1', what: 'ignore', by: 'ann', at, ticket, reason: 'why', ...more }, tracker);
  return asked;
}

describe('the releases and the end of a decision', () => {
  it.each<[Partial<Decision>, string]>([
    [{ until: '2026-01-01' }, '`2026-01-01` has passed: name a day to come, or a release.'],
    [{ what: 'waive', release: '4.1', until: '1999-12-31' }, '`1999-12-31` has passed'],
    [
      { until: '2027-1-31' },
      '`2027-1-31` is neither a day as it is written here, `2027-01-31`, nor a release.',
    ],
    [{ until: '31.01.2027' }, '`31.01.2027` is neither a day'],
    [{ until: '1/31/2027' }, '`1/31/2027` is neither a day'],
    [
      { until: '4.20' },
      'There is no fix version `4.20`. Open here: `4.1`, `4.2`, `5.0`, `2026.01.31`. A day does as well: `until=2027-01-31`.',
    ],
    [
      { until: '4.0' },
      '`4.0` is out already: what holds until `4.0` would be over at once. Name one to come (`4.1`, `4.2`, `5.0`, `2026.01.31`), or a day.',
    ],
    [{ until: '5.0' }, '`5.0.1` is out already: what holds until `5.0` would be over at once.'],
    [{ release: 'v4.1x', until: '4.2' }, 'There is no fix version `v4.1x`'],
    [{ what: 'waive', release: '9.9' }, 'There is no fix version `9.9`'],
    [{ what: 'accept', release: '9.9' }, 'There is no fix version `9.9`'],
    [{ what: 'blocker-remove', release: '9.9' }, 'There is no fix version `9.9`'],
    [{ what: 'blocker-add', release: '4.0' }, '`4.0` is out already: nothing can block it.'],
    [{ what: 'defer', release: '4.1', until: '4.0' }, '`4.0` is out already: nothing can block it.'],
    [{ what: 'defer', release: '4.1', until: '2027-1-31' }, 'There is no fix version `2027-1-31`'],
  ])('%j are refused', async (more, words) => {
    await expect(checked(more)).rejects.toThrow(words);
  });

  it.each<[Partial<Decision>, number]>([
    [{ until: '2026-01-02' }, 0],
    [{ until: '2027-01-31' }, 0],
    [{ until: '4.2' }, 1],
    [{ until: '2026.01.31' }, 1],
    [{ what: 'waive', release: '4.1' }, 1],
    [{ what: 'blocker-remove', release: '4.0' }, 1],
    [{ what: 'defer', release: 'gone since', until: '4.2' }, 1],
    [{ what: 'unignore', test: 'A#b' }, 0],
  ])('%j hold, and the tracker is asked %d times', async (more, asked) => {
    expect(await checked(more)).toBe(asked);
  });
});
