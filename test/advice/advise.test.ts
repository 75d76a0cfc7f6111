import { countedOddly } from '../../src/model/counted-oddly.ts';
import { describe, expect, it } from 'vitest';
import { advise } from '../../src/advice/deciding/advise.ts';
import type { AdviceEvidence } from '../../src/advice/rule.ts';
import type { ComparedRevision, Comparison, ComparisonKind } from '../../src/model/comparison.ts';
import type { FailureGroup } from '../../src/model/signature.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { adviceFor } from '../../src/worker/assessment.ts';

const group = (rest: Partial<FailureGroup> = {}): FailureGroup => ({
  signature: { id: 's1-1', title: 'Race' },
  iterations: [1],
  scope: 'method',
  phase: 'call',
  example: '',
  ...rest,
});
const side = (executed: number, skipped: number): ComparedRevision => ({
  side: { id: 'x', label: 'x' },
  counts: { asked: executed + skipped, executed, passed: executed, failed: 0, skipped, lost: 0 },
  reasons: [],
  odd: countedOddly([]),
  reused: 0,
});
const compared = (kind: ComparisonKind, rest: Partial<Comparison> = {}): Comparison => ({
  before: side(200, 0),
  after: side(200, 0),
  rows: [],
  overall: { kind },
  skipsDiffer: false,
  alpha: 0.05,
  rate: 0.01,
  ...rest,
});
const adviceOn = (rest: Partial<AdviceEvidence>) => advise({ groups: [], tolerance: 0.01, ...rest })?.action;

describe('what the evidence points to', () => {
  it.each<[string, Partial<AdviceEvidence>, string | undefined]>([
    ['200 skipped', { verdict: 'nothing-ran' }, 'run-more'],
    ['a build that fails', { verdict: 'environment-broken' }, 'repair-environment'],
    [
      'always fails',
      { verdict: 'broken', estimate: estimate(50, 50), groups: [group()] },
      'fix-before-release',
    ],
    [
      'flaky, nobody knows since when',
      { verdict: 'flaky', estimate: estimate(10, 200), groups: [group()] },
      'run-more',
    ],
    [
      'flaky, and shown to be rare',
      { verdict: 'flaky', estimate: estimate(1, 1000), groups: [group()] },
      'ignore',
    ],
    [
      'one failure in 200: rare or not?',
      { verdict: 'flaky', estimate: estimate(1, 200), groups: [group()] },
      'run-more',
    ],
    [
      'known',
      { verdict: 'flaky', estimate: estimate(9, 99), groups: [group({ knownIssue: 'A-1' })] },
      'relink',
    ],
    [
      'known in part',
      { verdict: 'flaky', estimate: estimate(9, 99), groups: [group({ knownIssue: 'A-1' }), group()] },
      'run-more',
    ],
    [
      'only its class',
      {
        verdict: 'flaky',
        estimate: estimate(4, 200),
        groups: [group({ scope: 'class', phase: 'teardown' })],
      },
      'relink',
    ],
    [
      'fixed, and its pull request is open',
      { comparison: compared('fixed'), fixes: [{ name: '#1603', isMerged: false }] },
      'merge',
    ],
    [
      'fixed, and one of its pull requests is in',
      {
        comparison: compared('fixed'),
        fixes: [
          { name: '#1603', isMerged: true },
          { name: '#1604', isMerged: false },
        ],
      },
      'close',
    ],
    ['clean, but short', { verdict: 'clean-so-far', estimate: estimate(0, 50) }, 'run-more'],
    ['clean enough', { verdict: 'clean-so-far', estimate: estimate(0, 500) }, 'close'],
    [
      'a regression',
      { comparison: compared('regression'), estimate: estimate(5, 100), groups: [group()] },
      'fix-before-release',
    ],
    [
      'there before',
      { comparison: compared('pre-existing'), estimate: estimate(5, 100), groups: [group()] },
      'fix-later',
    ],
    [
      'there before and rare',
      { comparison: compared('pre-existing'), estimate: estimate(1, 1000), groups: [group()] },
      'ignore',
    ],
    ['fixed', { comparison: compared('fixed'), estimate: estimate(0, 600) }, 'close'],
    [
      'not decided',
      { comparison: compared('need-more-runs'), estimate: estimate(1, 20), groups: [group()] },
      'run-more',
    ],
    [
      'a skipped baseline',
      {
        comparison: compared('no-data', { before: side(0, 200) }),
        estimate: estimate(5, 200),
        groups: [group()],
      },
      'run-more',
    ],
    [
      'one failure fixed, another was there before',
      {
        comparison: compared('pre-existing', {
          rows: [
            { group: group(), result: { kind: 'pre-existing' } },
            { group: group(), result: { kind: 'fixed' } },
          ],
        }),
        estimate: estimate(8, 1000),
        groups: [group({ scope: 'class', phase: 'teardown' })],
      },
      'close',
    ],
    [
      'a comparison whose one side does not build',
      { comparison: compared('no-data', { after: { ...side(0, 0), broken: 'npm ci failed' } }) },
      'repair-environment',
    ],
    [
      'a new failure in the tear-down of the class',
      {
        comparison: compared('regression', { rows: [{ group: group(), result: { kind: 'regression' } }] }),
        estimate: estimate(8, 1000),
        groups: [group({ scope: 'class', phase: 'teardown' })],
      },
      'fix-before-release',
    ],
  ])('%s', (_, evidence, action) => expect(adviceOn(evidence)).toBe(action));

  it.each([
    ['#7', 'run-more'],
    ['#8', 'relink'],
  ])('does not send a ticket to itself: known as %s, asked on #7', (knownIssue, action) => {
    const evidence = {
      groups: [group({ knownIssue })],
      ownTicket: ['#7', 'acme/shop#7'],
      estimate: estimate(10, 200),
    };
    expect(advise({ ...evidence, tolerance: 0.01 })?.action).toBe(action);
  });

  it.each<readonly [string, string, Partial<AdviceEvidence>, string]>([
    ['the open one of two', '#36', { asks: 'proposal' }, 'merge'],
    ['the open one, by no name that is known', 'mine', { asks: 'proposal' }, 'merge'],
    ['the merged one of two', '#34', { asks: 'proposal' }, 'close'],
    ['the open one of two, where no release waits', '#36', {}, 'merge'],
    ['no fix that is known, where no release waits', 'mine', {}, 'close'],
    ['the release’s own branch', 'cassandra-4.1', { asks: 'progress' }, 'close'],
  ])('says one thing of a failure that is gone with %s', (_, label, rest, action) => {
    const after = { ...side(1_000, 0), side: { id: 'after', label } };
    const comparison = compared('fixed', { after, rows: [{ group: group(), result: { kind: 'fixed' } }] });
    const fixes = [
      { name: '#34', isMerged: true },
      { name: 'acme/shop#36', isMerged: false },
    ];
    for (const told of [fixes, fixes.toReversed()]) {
      const advice = advise({ groups: [], tolerance: 0.01, comparison, fixes: told, ...rest });
      expect([advice?.action, ...(advice?.others ?? []).map((one) => one.action)]).toEqual([action, action]);
      const [name, other] = action === 'merge' ? ['acme/shop#36', '#34'] : ['#34', '#36'];
      const reason = [advice, ...(advice?.others ?? [])].map((one) => one?.reason).join('\n');
      expect(reason).toContain(`a fix is ${action === 'merge' ? 'proposed' : 'merged'} (${name})`);
      expect(reason).not.toContain(other);
    }
  });

  it('says merge of a fix that was shown before the release was held against the one before', () => {
    const gone = compared('fixed', { after: { ...side(1_000, 0), side: { id: 'after', label: '#36' } } });
    const fixes = [
      { name: '#34', isMerged: true },
      { name: '#36', isMerged: false },
    ];
    const evidence = { comparison: compared('pre-existing'), asks: 'origin', other: gone, fixes } as const;
    expect(adviceOn(evidence)).toBe('merge');
  });

  it('names the tickets people wrote down, and keeps what else speaks', () => {
    const advice = advise({
      verdict: 'flaky',
      estimate: estimate(9, 99),
      groups: [group({ knownIssue: 'A-1' }), group({ knownIssue: 'A-2' })],
      tolerance: 0.01,
    });
    expect(advice?.tickets).toEqual(['A-1', 'A-2']);
    expect(advice?.others.map(({ action }) => action)).toEqual(['run-more']);
  });

  it.each([
    ['skipped', side(0, 200), 'executed none of its 200 runs'],
    ['lost', side(0, 0), 'brought no result'],
  ])('says what is wrong with a baseline whose runs were %s', (_, before, words) => {
    const comparison = compared('no-data', { before });
    const advice = advise({ comparison, groups: [group()], tolerance: 0.01, estimate: estimate(5, 200) });
    expect(advice?.reason).toContain(words);
  });

  it('says nothing of code that was changed for the run, nor of a test that was to fail', () => {
    const advice = advise({
      verdict: 'clean-so-far',
      groups: [],
      tolerance: 0.01,
      estimate: estimate(0, 500),
    });
    const decision = { kind: 'fails-no-more', rate: 0.01, expect: 'fail', failed: 0, executed: 500 } as const;
    expect(adviceFor(advice, { overlays: ['without @Ignore at A.java:8'] })).toEqual({});
    expect(adviceFor(advice, { decision })).toEqual({});
    expect(adviceFor(advice, {})).toEqual({ advice });
  });

  it('lets no test go by a rate that is only a lower bound, and still says what to mend', () => {
    const vote = { reason: 'r', wouldChange: 'w', others: [] };
    for (const action of ['ignore', 'quarantine', 'defer', 'merge', 'close'] as const)
      expect(adviceFor({ ...vote, action }, { reruns: true })).toEqual({});
    for (const action of ['run-more', 'fix-before-release', 'relink', 'repair-environment'] as const)
      expect(adviceFor({ ...vote, action }, { reruns: true })).toEqual({ advice: { ...vote, action } });
    const counts = { asked: 500, executed: 500, passed: 500, failed: 0, skipped: 0, lost: 0 };
    const verdict = { kind: 'clean-so-far', counts, reasons: [], wouldChange: '' } as const;
    expect(adviceFor(undefined, { verdict, rate: 0.001 })).toHaveProperty('notRuledOut');
    expect(adviceFor(undefined, { verdict, rate: 0.001, reruns: true })).toEqual({});
  });

  it('never says that something can be closed or ignored where nothing ran', () => {
    for (const verdict of ['nothing-ran', 'environment-broken'] as const) {
      expect(['close', 'ignore']).not.toContain(adviceOn({ verdict }));
    }
  });
});
