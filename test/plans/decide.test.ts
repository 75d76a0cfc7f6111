import { describe, expect, it } from 'vitest';
import { decideOrders } from '../../src/plans/decide.ts';
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
    ['clean often enough for 10 %', runs(0, 29), { rate: 0.1 }, []],
    ['clearly above 1 %', runs(10, 35), { rate: 0.01 }, []],
    ['near the asked rate', runs(3, 100), { rate: 0.03 }, [25]],
    ['everything skipped', 's'.repeat(10), {}, []],
  ])('%s', (_, outcomes, question, expected) => expect(next(outcomes, question)).toEqual(expected));
});
