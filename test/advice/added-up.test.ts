import { describe, expect, it } from 'vitest';
import { addedUp } from '../../src/advice/deciding/added-up.ts';
import { confidenceOf } from '../../src/advice/deciding/confidence.ts';
import { adviseOver } from '../../src/advice/deciding/over-runs.ts';
import type { FoundRun } from '../../src/model/advice.ts';
import { usualPolicy } from '../../src/model/policy.ts';
import { runs } from '../plans/evidence.ts';
import { found, on, repeated, toFail } from '../releases/facts.ts';

const commit = 'c'.repeat(40);
const of = (failed: number, executed: number, more: Partial<FoundRun> = {}): FoundRun =>
  found(repeated(runs(failed, executed)), { commit, how: 'same', ...more });
const ids = ['r-new1', 'r-old1'] as const;
const [fresh, old] = [
  (failed: number, executed: number, more: Partial<FoundRun> = {}) =>
    of(failed, executed, { run: ids[0], at: on(14), ...more }),
  (failed: number, executed: number, more: Partial<FoundRun> = {}) =>
    of(failed, executed, { run: ids[1], at: on(12), ...more }),
];
const advised = (all: readonly FoundRun[]) => {
  const told = addedUp(all);
  const advice = adviseOver(told, usualPolicy);
  return advice === undefined ? undefined : [advice.action, confidenceOf(advice, told)];
};

describe('repeats of the same code, run in the same way', () => {
  it('count together, with an interval that holds at a second look', () => {
    const [one, ...more] = addedUp([fresh(0, 300), old(0, 200)]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      run: ids[0],
      finding: { verdict: { kind: 'clean-so-far', counts: { executed: 500, passed: 500 } } },
    });
    if (one?.finding.kind !== 'repeat') throw new Error('no repeat');
    expect(one.finding.verdict.estimate).toMatchObject({ isAnytime: true, failed: 0, executed: 500 });
    expect(one.finding.verdict.estimate?.high).toBeCloseTo(0.00755, 4);
  });

  it('are enough together where each by itself is not', () => {
    expect(advised([fresh(0, 200)])).toEqual(['run-more', 'low']);
    expect(advised([fresh(0, 200), old(0, 200)])).toEqual(['close', 'high']);
  });

  it('do not forget a failure at the very commit that was clean later', () => {
    expect(advised([fresh(0, 300), old(10, 200)])?.[0]).toBe('run-more');
    const [one] = addedUp([fresh(0, 300), old(10, 200)]);
    expect(one?.finding).toMatchObject({ verdict: { kind: 'flaky', counts: { failed: 10, executed: 500 } } });
    expect(one?.finding.kind === 'repeat' && one.finding.groups).toHaveLength(1);
  });

  it.each<[string, Partial<FoundRun>]>([
    ['of another commit', { commit: 'd'.repeat(40) }],
    ['in another lane', { lane: 'jdk11' }],
    ['with its code changed', { isChanged: true }],
    ['by another command', { how: 'other' }],
    ['more than a week ago', { at: on(1) }],
  ])('stay by themselves: %s', (_, more) => {
    const told = [fresh(0, 300), old(0, 200, more)];
    expect(addedUp(told)).toEqual(told);
  });

  it('stay by themselves where nobody knows their commit or command', () => {
    const { commit: _commit, ...nameless } = old(0, 200);
    const { how: _how, ...unlike } = old(0, 200);
    for (const one of [nameless, unlike]) {
      expect(addedUp([fresh(0, 300), one])).toHaveLength(2);
      expect(addedUp([one, one])).toHaveLength(2);
    }
  });

  it('leave alone what was to fail, and what executed nothing', () => {
    const bite = found(toFail(runs(3, 20)), { commit, how: 'same' });
    const skipped = found(repeated('s'.repeat(200)), { commit, how: 'same', at: on(15) });
    const told = [skipped, bite, fresh(0, 300)];
    expect(addedUp(told)).toEqual(told);
  });
});
