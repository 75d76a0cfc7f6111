import { describe, expect, it } from 'vitest';
import type { BranchTally, FlakyTest } from '../../src/model/history.ts';
import { recommendationDocument } from '../../src/reports/recommendation-document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { laterThan, testBuilds } from '../../src/worker/circumstances.ts';

const tally = (lane: string, failed: number, passed: number): BranchTally => ({
  branch: 'main',
  lane,
  week: '2022-08-15',
  passed,
  failed,
  skipped: 0,
  unrated: 0,
});

function failing(test: string, branches: readonly BranchTally[], cost: FlakyTest['cost']): FlakyTest {
  const history = { test, branches } as unknown as FlakyTest['history'];
  return { history, signatures: [], ...(cost === undefined ? {} : { cost }) };
}

const all = [
  failing('org.x.CASTest#writes', [tally('jdk8', 0, 380), tally('jdk11', 12, 388)], {
    redBuilds: 31,
    alone: 14,
  }),
  failing('org.x.CASTest#reads', [tally('jdk8', 5, 5)], { redBuilds: 5, alone: 5 }),
  failing('org.x.OtherTest#writes', [tally('jdk8', 5, 5)], { redBuilds: 5, alone: 5 }),
];

describe('what a test did to ordinary builds', () => {
  it('is found by the selector a ticket uses, by lane', () => {
    expect(testBuilds('CASTest#writes', all, 30)).toEqual({
      days: 30,
      red: 31,
      alone: 14,
      lanes: [
        { lane: 'jdk8', executed: 380, failed: 0 },
        { lane: 'jdk11', executed: 400, failed: 12 },
      ],
    });
  });

  it('is not known of a test that never failed there', () => {
    expect(testBuilds('CASTest#deletes', all, 30)).toBeUndefined();
  });

  it.each([
    ['4.1', '4.2'],
    ['4.2', '5.0-rc1'],
    ['6.0', undefined],
    ['next', undefined],
  ])('after %s waits %s', (release, wanted) => {
    const names = ['5.0', '4.0', '4.2', '5.0-rc1', 'some day'];
    const all = names.map((name) => ({ name, isOut: name === '4.0' }));
    expect(laterThan(release, all)).toBe(wanted);
  });

  it('is shown beside the runs, with hostile lanes as text', () => {
    const builds = {
      days: 30,
      red: 31,
      alone: 14,
      lanes: [
        { lane: '@all `x`', executed: 380, failed: 0 },
        { lane: 'jdk11', executed: 400, failed: 12 },
      ],
    };
    const document = recommendationDocument({
      topic: { kind: 'advice', id: '1' },
      test: 'CASTest#writes',
      requestedBy: 'ann',
      runs: [],
      around: { builds, fixes: [{ name: '#12', isMerged: false }] },
      steps: [{ what: 'Run more', command: '/retrial compare OLD..NEW' }],
    });
    const shown = renderGitHub(document);
    expect(shown).toContain('31 red builds in 30 days, 14 of them failed for nothing else |');
    expect(shown).toContain('`jdk11` 12 of 400 (3.0 %), `` @all `x` `` 0 of 380 (0 %)');
    expect(shown).toContain('`#12` (open)');
  });
});
