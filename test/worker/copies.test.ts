import { describe, expect, it } from 'vitest';
import { expiryOf } from '../../src/ci/circleci/files.ts';
import { firstToGo } from '../../src/ci/github-actions/files.ts';
import { keptEvidence } from '../../src/worker/reporting.ts';

describe('copies that CI services keep', () => {
  it('stand in a report with the day from which the first of them goes away', () => {
    const expiries = ['2026-12-29T10:00:00.000Z', '2026-12-25T23:00:00.000Z'];
    expect(keptEvidence({ id: 'r-1' }, { pages: ['https://ci.example.org/1'], expiries })).toEqual([
      {
        label: 'Retrial keeps the reports, and the logs of failures; on its server they are read again with',
        at: 'retrial verify r-1',
      },
      {
        label: "The CI's own page, whose files go away from 2026-12-25 on",
        at: 'https://ci.example.org/1',
      },
    ]);
  });

  it('are not given a day where their service tells none', () => {
    const [, page] = keptEvidence({ id: 'r-1' }, { pages: ['https://ci.example.org/1'], expiries: [] });
    expect(page?.label).toBe("The CI's own page, whose files may go away");
    expect(firstToGo([{ id: 1, name: 'a', size_in_bytes: 1, expired: false }])).toEqual({});
  });

  it('go away on GitHub with the first artifact', () => {
    const artifacts = [Date.UTC(2026, 11, 29), Date.UTC(2026, 11, 25), undefined].map((at, id) => {
      return { id, name: 'a', size_in_bytes: 1, expired: false, expires_at: at };
    });
    expect(firstToGo(artifacts)).toEqual({ expiresAt: '2026-12-25T00:00:00.000Z' });
  });

  it('go away at CircleCI 30 days after their job ended', () => {
    const end = Date.UTC(2026, 10, 25, 8);
    expect(expiryOf({ stopped_at: end })).toEqual({ expiresAt: '2026-12-25T08:00:00.000Z' });
    expect([expiryOf({ stopped_at: null }), expiryOf({})]).toEqual([{}, {}]);
  });
});
