import { describe, expect, it } from 'vitest';
import type { Isolation } from '../../src/model/isolation.ts';
import { type IsolateQuestion, isolateStep, isolationOf } from '../../src/plans/isolate.ts';
import { evidenceOf, runs } from './evidence.ts';

const question: IsolateQuestion = { scopes: ['alone', 'class', 'loaded'], left: [], runs: 50 };
const found = (sides: Readonly<Record<string, string>>): Isolation =>
  isolationOf(question, evidenceOf(sides));
const next = (sides: Readonly<Record<string, string>>) => {
  const step = isolateStep(question, evidenceOf(sides));
  return step.kind === 'run' ? step.orders : step.finding.kind;
};

describe('what the company of a test does to it', () => {
  it.each([
    ['fails with its class only', { alone: runs(0, 50), class: runs(8, 50), loaded: runs(0, 50) }, 'order'],
    ['fails under load only', { alone: runs(0, 50), class: runs(0, 50), loaded: runs(8, 50) }, 'load'],
    ['fails in both', { alone: runs(0, 50), class: runs(9, 50), loaded: runs(9, 50) }, 'order-and-load'],
    [
      'fails alone but not behind others',
      { alone: runs(40, 50), class: runs(1, 50), loaded: runs(40, 50) },
      'order',
    ],
    ['fails everywhere alike', { alone: runs(5, 50), class: runs(6, 50), loaded: runs(4, 50) }, 'by-itself'],
    ['fails once, not alone', { alone: runs(0, 50), class: runs(1, 50), loaded: runs(0, 50) }, 'undecided'],
    ['never fails', { alone: runs(0, 50), class: runs(0, 50), loaded: runs(0, 50) }, 'not-reproduced'],
    ['never ran alone', { alone: 's'.repeat(50), class: runs(9, 50), loaded: runs(9, 50) }, 'no-data'],
  ])('a test that %s', (_, sides, kind) => expect(found(sides).kind).toBe(kind));

  it('says how many runs are missing, and that those would do', () => {
    const { more = 0 } = found({ alone: runs(0, 50), class: runs(2, 50), loaded: runs(0, 50) });
    expect(more).toBeGreaterThan(50);
    const later = found({
      alone: runs(0, more),
      class: runs(Math.round(0.04 * more), more),
      loaded: runs(0, more),
    });
    expect(later.kind).toBe('order');
  });

  it('reads each scope against the test alone, with the chance of so much by luck', () => {
    const { scopes } = found({ alone: runs(0, 50), class: runs(8, 50), loaded: 's'.repeat(20) });
    expect(scopes.map(({ scope, reading }) => [scope, reading])).toEqual([
      ['alone', undefined],
      ['class', 'more-often'],
      ['loaded', 'no-data'],
    ]);
    // One-sided Fisher test of 0/50 against 8/50: C(92,42)/C(100,50).
    expect(scopes[1]?.p).toBeCloseTo(0.00289, 4);
  });

  it('counts a cause by where it showed', () => {
    const { causes } = found({ alone: `x${runs(0, 9)}`, class: `xxy${runs(0, 7)}`, loaded: runs(0, 10) });
    expect(causes.map(({ failed }) => failed)).toEqual([
      { alone: 1, class: 2, loaded: 0 },
      { alone: 0, class: 1, loaded: 0 },
    ]);
  });

  it('calls chance a dependence at most once in 20 times', () => {
    const error = errorAt(0.3, 20);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(0.05);
  });
});

describe('the order of runs', () => {
  it('gives ten to whoever had the fewest', () => {
    expect(next({})).toEqual([{ side: 'alone', runs: 10 }]);
    expect(next({ alone: runs(0, 10) })).toEqual([{ side: 'class', runs: 10 }]);
    expect(next({ alone: runs(0, 50), class: runs(3, 50), loaded: runs(0, 45) })).toEqual([
      { side: 'loaded', runs: 5 },
    ]);
  });

  it('leaves a scope that executes nothing, and gives up without the test alone', () => {
    expect(next({ alone: runs(0, 10), class: 's'.repeat(10), loaded: runs(0, 10) })).toEqual([
      { side: 'alone', runs: 10 },
    ]);
    expect(next({ alone: 's'.repeat(10) })).toBe('no-data');
  });
});

/** The chance of any reading but "alike" where all scopes fail at one rate, over every way the counts can come out. */
function errorAt(rate: number, size: number): number {
  const chances = Array.from({ length: size + 1 }, (_, k) => binomial(k, size, rate));
  let sum = 0;
  for (const [alone, a] of chances.entries()) {
    for (const [one, b] of chances.entries()) {
      for (const [other, c] of chances.entries()) {
        if (a * b * c < 1e-7) continue;
        const sides = { alone: runs(alone, size), class: runs(one, size), loaded: runs(other, size) };
        const { kind } = isolationOf({ ...question, runs: size }, evidenceOf(sides));
        if (kind === 'order' || kind === 'load' || kind === 'order-and-load') sum += a * b * c;
      }
    }
  }
  return sum;
}

function binomial(hits: number, of: number, rate: number): number {
  let value = (1 - rate) ** of;
  for (let k = 1; k <= hits; k++) value *= ((of - k + 1) / k) * (rate / (1 - rate));
  return value;
}
