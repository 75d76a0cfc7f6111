import { describe, expect, it } from 'vitest';
import type { DecideQuestion, Decision } from '../../src/model/decision.ts';
import { decideOrders, decisionOf } from '../../src/plans/decide.ts';
import { iterationsOf, runs } from './evidence.ts';

const next = (outcomes: string, question = {}) =>
  decideOrders(question, { iterations: iterationsOf(outcomes), asked: outcomes.length }).map(
    (order) => order.runs,
  );

describe('as many runs as the answer takes', () => {
  it.each([
    ['nothing yet', '', {}, [10]],
    ['clean so far: as wide as allowed', runs(0, 10), {}, [25]],
    ['clean: exactly what is missing to 299', runs(0, 285), {}, [14]],
    ['299 clean runs', runs(0, 299), {}, []],
    ['one failure: about one more in a batch', runs(1, 12), {}, [12]],
    ['three failures', runs(3, 40), {}, []],
    ['the cap', runs(1, 1000), {}, []],
    ['a test that may fail has failed', runs(1, 10), { expect: 'fail' }, []],
    ['a test that may fail has not', runs(0, 10), { expect: 'fail' }, [25]],
    ['clean nearly often enough for 10 %', runs(0, 29), { rate: 0.1 }, [2]],
    ['clean often enough for 10 %', runs(0, 31), { rate: 0.1 }, []],
    ['clean often enough to have failed at 10 %', runs(0, 29), { rate: 0.1, expect: 'fail' }, []],
    ['clearly above 1 %', runs(10, 35), { rate: 0.01 }, []],
    ['near the asked rate', runs(3, 100), { rate: 0.03 }, [25]],
    ['everything skipped', 's'.repeat(10), {}, []],
    ['until the first failure, at the start', '', { first: true, most: 200 }, [10]],
    ['until the first failure, none yet', runs(0, 35), { first: true, most: 200 }, [25]],
    ['until the first failure, nearly all', runs(0, 190), { first: true, most: 200 }, [10]],
    ['until the first failure, all clean', runs(0, 200), { first: true, most: 200 }, []],
    ['until the first failure, which came', runs(1, 10), { first: true, most: 200 }, []],
    ['until the first failure, fewer than a round', '', { first: true, most: 3 }, [3]],
    [
      'until the first failure, beyond what another question takes',
      runs(0, 1500),
      { first: true, most: 2000 },
      [25],
    ],
  ])('%s', (_, outcomes, question, expected) => expect(next(outcomes, question)).toEqual(expected));
});

const decided = (outcomes: string, question: DecideQuestion = {}) =>
  decisionOf(question, { iterations: iterationsOf(outcomes), asked: outcomes.length });

describe('the answer', () => {
  it.each<[string, string, DecideQuestion, Partial<Decision>]>([
    ['clean: at most 1 %', runs(0, 299), {}, { kind: 'below', rate: 0.01 }],
    ['clean, but too short', runs(0, 100), {}, { kind: 'undecided', more: 199 }],
    ['one failure shows that it is flaky', runs(1, 20), {}, { kind: 'reproduced', failed: 1, executed: 20 }],
    ['clean against 10 %', runs(0, 31), { rate: 0.1 }, { kind: 'below', rate: 0.1 }],
    ['clean against 10 %, but too short', runs(0, 29), { rate: 0.1 }, { kind: 'undecided', more: 2 }],
    ['above 1 %', runs(10, 35), { rate: 0.01 }, { kind: 'above' }],
    ['exactly at the rate: nobody can tell', runs(10, 1000), { rate: 0.01 }, { kind: 'undecided' }],
    ['it was to fail and did', runs(1, 35), { expect: 'fail' }, { kind: 'still-bites' }],
    ['it was to fail and did not', runs(0, 299), { expect: 'fail' }, { kind: 'fails-no-more' }],
    ['it was to fail, and ran too little', runs(0, 9), { expect: 'fail' }, { kind: 'undecided', more: 290 }],
    [
      'the first failure ends it',
      runs(2, 35),
      { first: true, most: 200 },
      { kind: 'reproduced', failed: 2, executed: 35, first: { most: 200 } },
    ],
    [
      'the first failure did not come',
      runs(0, 200),
      { first: true, most: 200 },
      { kind: 'not-seen', failed: 0, executed: 200, first: { most: 200 } },
    ],
    ['the first failure, and nothing ran', 'ss', { first: true, most: 2 }, { kind: 'nothing-ran' }],
    ['skips say nothing', 's'.repeat(300), {}, { kind: 'nothing-ran', executed: 0 }],
    ['skips say nothing of a test that was to fail', 'ss', { expect: 'fail' }, { kind: 'nothing-ran' }],
  ])('%s', (_, outcomes, question, expected) => expect(decided(outcomes, question)).toMatchObject(expected));

  it('gives no number where the rate seen is the rate asked about', () => {
    expect(decided(runs(10, 1000), { rate: 0.01 })).not.toHaveProperty('more');
  });

  /** The chance that a run at a true rate ends in an answer, exactly: every way through the batches. */
  function chanceOf(answer: Decision['kind'], question: DecideQuestion, trueRate: number): number {
    let ways = new Map([['0 0', 1]]);
    let sum = 0;
    while (ways.size > 0) {
      const after = new Map<string, number>();
      for (const [state, chance] of ways) {
        const [failed = 0, executed = 0] = state.split(' ').map(Number);
        const evidence = { iterations: iterationsOf(runs(failed, executed)), asked: executed };
        const [order] = decideOrders(question, evidence);
        if (order === undefined) {
          if (decisionOf(question, evidence).kind === answer) sum += chance;
          continue;
        }
        for (let more = 0; more <= Math.min(order.runs, 12); more++) {
          const key = `${failed + more} ${executed + order.runs}`;
          after.set(key, (after.get(key) ?? 0) + chance * binomial(more, order.runs, trueRate));
        }
      }
      ways = new Map([...after].filter(([, chance]) => chance > 1e-9));
    }
    return sum;
  }

  it('takes a test for clean at most once in 20 times where it fails in 5 % of its runs', () => {
    expect(chanceOf('fails-no-more', { rate: 0.05, expect: 'fail' }, 0.05)).toBeLessThanOrEqual(0.05);
    expect(chanceOf('below', {}, 0.01)).toBeLessThanOrEqual(0.05);
  });
});

function binomial(hits: number, of: number, rate: number): number {
  let value = (1 - rate) ** of;
  for (let k = 1; k <= hits; k++) value *= ((of - k + 1) / k) * (rate / (1 - rate));
  return value;
}
