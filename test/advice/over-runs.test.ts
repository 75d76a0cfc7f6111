import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import type { Finding, FoundRun } from '../../src/model/advice.ts';
import type { Bisection, BisectionOutcome } from '../../src/model/bisection.ts';
import type { IsolationKind } from '../../src/model/isolation.ts';
import { decisionOf } from '../../src/plans/decide.ts';
import { comparisonOf } from '../../src/plans/comparison.ts';
import { estimate } from '../../src/statistics/estimate.ts';
import { repeatFinding } from '../../src/worker/questions/repeat.ts';
import { evidenceOf, runs } from '../plans/evidence.ts';

const before = { id: 'before', label: 'cassandra-4.0' };
const after = { id: 'after', label: 'cassandra-4.1' };

const repeated = (outcomes: string): Finding => repeatFinding(evidenceOf({ run: outcomes }), []);
const compared = (old: string, now: string): Finding => ({
  kind: 'compare',
  comparison: comparisonOf({ before, after }, evidenceOf({ before: old, after: now })),
});
const toFail = (outcomes: string): Finding => {
  const evidence = evidenceOf({ run: outcomes });
  return { ...repeatFinding(evidence, []), decision: decisionOf({ expect: 'fail' }, evidence.get('run')) };
};
const isolated = (kind: IsolationKind): Finding => ({
  kind: 'isolate',
  isolation: { kind, scopes: [], left: [], causes: [] },
});
const commit = (id: string) => ({ id: id.padEnd(40, '0'), subject: '', date: '', parents: [] });
const bisected = (outcome: BisectionOutcome): Finding => {
  const counts = { asked: 0, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 };
  const bisection: Bisection = { outcome, levels: [], otherCauses: 0, counts, delta: 0.05, rate: 0.01 };
  return { kind: 'bisect', bisection };
};
const culprit = bisected({
  kind: 'culprit',
  culprits: [commit('51ab0de')],
  confidence: 0.97,
  noChange: 0.001,
});
const beganToRun = bisected({
  kind: 'began-to-run',
  boundary: { without: commit('1'), runs: commit('2'), between: 0 },
  at: { failed: 8, executed: 200, rate: 0.04, low: 0.017, high: 0.077, level: 0.95 },
});

function found(findings: readonly Finding[], isChanged = false): FoundRun[] {
  return findings.map((finding, at) => ({
    run: `r-${at}`,
    revision: 'cassandra-4.1',
    lane: 'jdk8',
    at: '2022-08-16T08:00:00.000Z',
    isChanged,
    finding,
  }));
}

const flaky = repeated(runs(10, 200));
const skipped = repeated('s'.repeat(200));

/** Newest first. */
const stories: readonly (readonly [string, readonly FoundRun[], string | undefined])[] = [
  ['nobody ran anything', [], undefined],
  ['200 "clean" runs that were all skipped', found([skipped]), 'run-more'],
  ['skipped now, flaky an hour before', found([skipped, flaky]), 'run-more'],
  ['flaky, nobody knows since when', found([flaky]), 'run-more'],
  [
    'flaky, and the baseline was skipped',
    found([compared('s'.repeat(200), runs(10, 200)), flaky]),
    'run-more',
  ],
  ['flaky, as on the release before', found([compared(runs(12, 200), runs(10, 200)), flaky]), 'fix-later'],
  [
    'flaky, and clean on the release before',
    found([compared(runs(0, 400), runs(10, 200)), flaky]),
    'fix-before-release',
  ],
  ['a comparison that decides nothing yet', found([compared(runs(0, 20), runs(1, 20)), flaky]), 'run-more'],
  ['fixed', found([compared(runs(12, 400), runs(0, 1000)), flaky]), 'close'],
  [
    'fixed, and the test still fails on the old bug',
    found([toFail(runs(3, 20)), compared(runs(12, 400), runs(0, 1000)), flaky]),
    'close',
  ],
  [
    '"fixed" by a test that no longer fails on the old bug',
    found([toFail(runs(0, 299)), compared(runs(12, 400), runs(0, 1000)), flaky]),
    'fix-before-release',
  ],
  [
    'an older comparison that ran stands for a newer one that did not',
    found([compared('s'.repeat(20), 's'.repeat(20)), compared(runs(0, 400), runs(10, 200)), flaky]),
    'fix-before-release',
  ],
  ['fails only with its class', found([isolated('order'), flaky]), 'fix-later'],
  ['fails under load alone', found([isolated('load'), flaky]), 'run-more'],
  ['fails by itself', found([isolated('by-itself'), flaky]), 'run-more'],
  ['its commit is known', found([culprit, flaky]), 'fix-before-release'],
  ['it fails since it runs', found([beganToRun, flaky]), 'fix-later'],
  [
    'known commit, but there before',
    found([culprit, compared(runs(12, 200), runs(10, 200)), flaky]),
    'fix-before-release',
  ],
  ['clean, but too short', found([repeated(runs(0, 50))]), 'run-more'],
  ['clean for long', found([repeated(runs(0, 500))]), 'close'],
  ['clean only with its code changed', found([repeated(runs(0, 500))], true), undefined],
  ['always fails', found([repeated(runs(50, 50))]), 'fix-before-release'],
];

describe('what the runs of a ticket point to together', () => {
  it.each(stories)('%s', (_, told, action) =>
    expect(adviseOver(told, { tolerance: 0.01 })?.action).toBe(action),
  );

  it('never closes or ignores on fewer executed runs than the tolerance asks for', () => {
    for (const executed of [1, 10, 100, 290]) {
      const action = adviseOver(found([repeated(runs(0, executed))]), { tolerance: 0.01 })?.action;
      expect(action).toBe('run-more');
    }
  });

  it('lets a lane that still fails speak before one where the failure is gone', () => {
    const [gone, stays] = found([compared('x', runs(0, 19)), compared('xyyyyyyyyy', 'x..')]);
    const told = [{ ...gone!, lane: 'jdk11' }, stays!];
    expect(adviseOver(told, { tolerance: 0.01 })?.reason).toMatch(/^in jdk8: .*another failure/);
  });

  it.each(['a comparison', 'a search'])(
    'asks what mended what newer code no longer shows: seen by %s',
    (by) => {
      const [then, now] = ['a'.repeat(40), 'b'.repeat(40)];
      const sides = { before, after: { ...after, commit: then } };
      const comparison = comparisonOf(sides, evidenceOf({ before: runs(0, 400), after: runs(12, 400) }));
      const brought = commit('51ab0de');
      const searched = bisected({
        kind: 'culprit',
        culprits: [brought],
        confidence: 0.97,
        noChange: 0.001,
        from: estimate(12, 90),
      });
      const [clean, seen] = found([
        repeated(runs(0, 1_000)),
        by === 'a search' ? searched : { kind: 'compare', comparison },
      ]).map((one, at) => ({ ...one, commit: at === 0 ? now : then }));
      const told = [clean!, seen!];
      expect(adviseOver(told, { tolerance: 0.01 })).toMatchObject({
        action: 'run-more',
        wants: { verb: 'compare', before: { label: then }, after: { label: 'cassandra-4.1' } },
      });
      // Runs of other code clear nothing, and neither do they once the same fails again.
      for (const other of [
        [{ ...clean!, revision: 'cassandra-4.0' }, seen!],
        [seen!, ...told],
        [seen!, clean!],
      ])
        expect(adviseOver(other, { tolerance: 0.01 })?.action).toBe('fix-before-release');
    },
  );

  it('keeps what speaks against it', () => {
    const told = found([culprit, compared(runs(12, 200), runs(10, 200)), flaky]);
    expect(adviseOver(told, { tolerance: 0.01 })?.others.map(({ action }) => action)).toEqual(['fix-later']);
  });
});

describe('any runs of a ticket', () => {
  const counted = (failed: number, executed: number) => ({
    failed,
    executed,
    rate: failed / executed,
    low: 0,
    high: 1,
    level: 0.95,
  });
  const ends: readonly BisectionOutcome[] = [
    { kind: 'already-bad', goodEnd: counted(8, 200), badEnd: counted(8, 200) },
    { kind: 'not-failing', badEnd: counted(0, 300) },
    { kind: 'untestable-end', end: 'good', why: 'broken' },
    { kind: 'unfinished', stage: 'search' },
    { kind: 'no-change', culprits: [commit('1')], confidence: 0.5, noChange: 0.4 },
  ];
  const outcomes = fc
    .tuple(fc.nat(12), fc.nat(300), fc.constantFrom('', 's', '-', 'y'))
    .map(([failed, passed, rest]) => 'x'.repeat(failed) + '.'.repeat(passed) + rest.repeat(9));
  const finding = fc.oneof(
    outcomes.map(repeated),
    fc.tuple(outcomes, outcomes).map(([old, now]) => compared(old, now)),
    fc.constantFrom<IsolationKind>('order', 'load', 'by-itself', 'undecided', 'no-data').map(isolated),
    fc.constantFrom(culprit, beganToRun, ...ends.map(bisected)),
  );
  const run = fc.record({ finding, lane: fc.constantFrom('jdk8', 'jdk11'), isChanged: fc.boolean() });
  const told = fc
    .array(run, { maxLength: 6 })
    .map((all) =>
      found(all.map(({ finding: one }) => one)).map((one, at): FoundRun => ({ ...one, ...all[at] })),
    );
  /** What the newest run that repeats or compares the release's code in a lane came to. */
  const failsNow = (all: readonly FoundRun[]): boolean =>
    ['jdk8', 'jdk11'].some((lane) => {
      const [newest] = all
        .filter((one) => one.lane === lane && !one.isChanged)
        .flatMap(({ finding: one }) =>
          one.kind === 'repeat'
            ? [one.verdict.counts]
            : one.kind === 'compare'
              ? [one.comparison.after.counts]
              : [],
        )
        .filter(({ executed }) => executed > 0);
      return (newest?.failed ?? 0) > 0;
    });

  it('always point somewhere once one of them failed', () => {
    fc.assert(
      fc.property(told, (all) => {
        const hasFailed = all.some(
          ({ finding: one }) =>
            (one.kind === 'repeat' && one.verdict.counts.failed > 0) ||
            (one.kind === 'compare' && one.comparison.after.counts.failed > 0),
        );
        fc.pre(hasFailed);
        expect(adviseOver(all, { tolerance: 0.01 })).toBeDefined();
      }),
    );
  });

  it('say of a release that it is no worse, or that a failure is new in it, only by what asks that of it', () => {
    const asks = fc.array(fc.constantFrom(undefined, 'origin', 'proposal', 'progress', 'change'), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(told, asks, (all, kinds) => {
        const placed = all.map((one, at): FoundRun => {
          const kind = kinds[at];
          return kind === undefined ? one : { ...one, asks: kind };
        });
        const advice = adviseOver(placed, { tolerance: 0.01, release: '4.1' });
        const votes = advice === undefined ? [] : [advice, ...advice.others];
        const said = votes.map(({ reason }) => reason).join();
        const isAsked = (wanted: FoundRun['asks']): boolean =>
          placed.some((one) => one.asks === wanted && ['compare', 'bisect'].includes(one.finding.kind));
        const isChange = isAsked('change');
        const isDeferred = votes.some(({ action }) => action === 'defer');
        const isOld = said.includes('failed before too');
        const isNew = said.includes('new on this side');
        expect(isDeferred && !isAsked('origin')).toBe(false);
        expect(isOld && !isAsked('origin') && !isChange).toBe(false);
        expect(isNew && !isAsked('origin') && !isAsked('progress') && !isChange).toBe(false);
        const hasFailed = placed.some(
          ({ finding: one, isChanged }) =>
            !isChanged && one.kind === 'repeat' && one.verdict.counts.failed > 0,
        );
        expect(hasFailed && advice === undefined).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('never are called clean in a lane that fails now', () => {
    fc.assert(
      fc.property(told, fc.constantFrom(0.01, 0.1), (all, tolerance) => {
        fc.pre(failsNow(all));
        const advice = adviseOver(all, { tolerance });
        expect(advice?.reason).not.toMatch(/^no failure in/);
        // One failure is gone and another stays: that is said, and is no silence.
        const closing = advice?.action === 'close' ? advice.reason : 'another failure';
        expect(closing).toContain('another failure');
      }),
      { numRuns: 300 },
    );
  });
});
