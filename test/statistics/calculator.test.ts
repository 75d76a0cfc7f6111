import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { argumentsFromWords } from '../../src/statistics/calculator/arguments.ts';
import { callStatistic, statistics } from '../../src/statistics/calculator/calculator.ts';

describe('the calculator', () => {
  it.each([
    ['clopperPearson', 'f=5 n=200', { lo: 0.008166166190842511, hi: 0.057374351126845864 }],
    ['cleanRunsNeeded', 'f=5 n=200', { n: 163 }],
    ['cleanRunsNeeded', 'f=0 n=200', { n: null }],
    ['verdict', 'fa=0 na=0 fb=5 nb=200', { verdict: 'no-data', side: 'before', more: null }],
    ['verdict', 'fa=1 na=200 fb=0 nb=600', { verdict: 'need-more-runs', p: 0.25, side: 'after', more: 3200 }],
    ['nextAction', 'fa=1 na=200 fb=0 nb=600', { side: 'before', failuresWanted: 2, expectedRuns: 827 }],
    ['nextAction', 'fa=1 na=2 fb=1 nb=2', null],
    ['holm', 'p=[0.001,0.02,0.03,0.5]', { reject: [0] }],
    ['rateRatio90', 'fa=0 na=5 fb=0 nb=5', { lo: null, hi: null }],
    ['bisectLowerBound', 'n=100 p1=0.05 p0=0.05', { runs: null }],
    ['gate', 'f=0 n=315 r=0.01', { answer: 'below' }],
  ])('answers %s %s', (name, words, answer) => {
    const got = callStatistic(name, argumentsFromWords(words.split(' ')));
    expect(rounded(got)).toEqual(rounded(answer));
  });

  it('counts machines instead of runs when asked about dispersion', () => {
    expect(
      callStatistic('dispersion', {
        machines: [
          [5, 5],
          [0, 5],
          [0, 5],
          [0, 5],
          [0, 5],
        ],
      }),
    ).toMatchObject({
      clustered: true,
      byMachine: { f: 1, n: 5 },
    });
  });

  it.each([
    ['clopperpearson', {}, 'did you mean clopperPearson?'],
    ['fischer', {}, 'did you mean fisher?'],
    ['zzzzzzzz', {}, 'known: clopperPearson'],
    ['x'.repeat(100_000), {}, 'known: clopperPearson'],
    ['wilson', { f: 1, m: 2 }, 'unknown argument m'],
    ['wilson', { f: 1 }, 'n is missing: executed runs (number)'],
    ['wilson', { f: '1', n: 2 }, 'f must be a number, not "1"'],
    ['wilson', { f: null, n: 2 }, 'f must be a number, not null'],
    ['wilson', { f: 3, n: 2 }, 'wilson: failed (3) cannot exceed executed (2)'],
    ['wilson', { f: 1, n: 2, conf: 1 }, 'wilson: level must lie between 0 and 1'],
    ['wilson', { f: 1, n: 1e12 }, 'whole number from 0 to 1000000000'],
    ['wilson', [1, 2], 'the arguments must be an object'],
    ['wilson', null, 'the arguments must be an object'],
    ['wilson', JSON.parse('{"__proto__": 1, "f": 1, "n": 2}'), 'unknown argument __proto__'],
    ['holm', { p: [0.1, 'x'] }, 'p must be a list of numbers'],
    ['logETwoSample', { blocks: [[1, 2, 3]] }, 'blocks must be a list of [fa, na, fb, nb]'],
    ['bisectStep', { N: [1, 2, 3], F: [0, 1] }, 'N has 3 positions, but F has 2'],
    ['bisectStep', { N: [1], F: [0] }, 'at least 2 positions'],
    ['bisectStep', { N: [1, 1], F: [0, 2] }, 'cannot exceed executed'],
  ])('refuses %.20s with %j and says why', (name, given, message) => {
    expect(() => callStatistic(name, given)).toThrow(UserError);
    expect(() => callStatistic(name, given)).toThrow(message);
  });

  it.each([
    ['f', 'not of the form key=value'],
    ['=5', 'not of the form key=value'],
    ['f=five', 'f must be a number or a JSON list'],
    ['f=', 'f must be a number or a JSON list'],
    ['f=1 f=2', 'f is given twice'],
  ])('refuses the words %s', (words, message) => {
    expect(() => argumentsFromWords(words.split(' '))).toThrow(message);
  });

  it('answers hostile numbers with data free of NaN and Infinity, or with a UserError', () => {
    const numbers = fc.oneof(fc.nat(3000), fc.double(), fc.constantFrom(-1, 0, 1, 1e9, 1e-300, 0.05, 0.5));
    fc.assert(
      fc.property(
        fc.constantFrom(...statistics),
        fc.array(numbers, { minLength: 6, maxLength: 6 }),
        (statistic, values) => {
          const given: Record<string, unknown> = {};
          for (const [k, { name, kind }] of statistic.arguments.entries()) {
            const value = values[k] ?? 0;
            given[name] = kind === 'number' ? value : kind === 'list of numbers' ? values.slice(0, 2) : [];
          }
          try {
            const text = JSON.stringify(callStatistic(statistic.name, given));
            expect(JSON.parse(text)).toEqual(callStatistic(statistic.name, given));
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('describes each function in one line', () => {
    for (const { name, about, arguments: expected } of statistics) {
      expect(`${name}: ${about}`).not.toMatch(/\n/);
      expect(new Set(expected.map((argument) => argument.name)).size).toBe(expected.length);
    }
    expect(new Set(statistics.map(({ name }) => name)).size).toBe(statistics.length);
  });
});

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'number' ? Number(item.toPrecision(9)) : item,
    ),
  );
}
