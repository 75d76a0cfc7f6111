import { describe, expect, it } from 'vitest';
import { mayBeSameTest } from '../../src/model/selector.ts';
import { aboutTest, byTest, checkIsOneTest } from '../../src/releases/about-test.ts';

const named = (...tests: readonly string[]) => tests.map((test, nth) => ({ test, nth }));
const nthOf = (test: string, ...tests: readonly string[]) =>
  aboutTest(test, named(...tests)).all.map(({ nth }) => nth);

describe('names of one test', () => {
  it.each([
    ['A#b', 'com.x.A#b'],
    ['com.x.A#b', 'x.A#b'],
    ['com.x.Outer$A#b', 'A#b'],
    ['tests/a.py::b', 'a.py::b'],
    ['A#b[jdk=8]', 'A#b'],
    ['com.x.A#b', 'A#b(int)[2]'],
    ['com.x.A', 'A'],
    ['a.py::evals', 'a.py::evals[3 > 2]'],
  ])('%j and %j may be', (one, other) => {
    expect([mayBeSameTest(one, other), mayBeSameTest(other, one)]).toEqual([true, true]);
    expect(nthOf(other, one, other, one)).toEqual([0, 1, 2]);
  });

  it.each([
    ['com.x.A#b', 'com.y.A#b'],
    ['A#b[1]', 'A#b[2]'],
    ['MyA#b', 'A#b'],
    ['A#b', 'A'],
    ['A#b', 'A#bc'],
    ['a.test.js > adds', 'a.test.js > adds(2)'],
  ])('%j and %j are two', (one, other) => {
    expect([mayBeSameTest(one, other), mayBeSameTest(other, one)]).toEqual([false, false]);
    expect(nthOf(other, one, other, one)).toEqual([1]);
  });
});

describe('what was decided about a test', () => {
  it('goes by what a short name could mean when it was entered', () => {
    // The short name meant x when nothing else was known.
    const tests = ['com.x.A#b', 'A#b', 'com.y.A#b'];
    expect(nthOf('com.x.A#b', ...tests)).toEqual([0, 1]);
    expect(nthOf('com.y.A#b', ...tests)).toEqual([2]);
    expect(byTest(named('A#b', 'com.y.A#b', 'com.x.A#b')).map(({ name }) => name)).toEqual([
      'com.y.A#b',
      'com.x.A#b',
    ]);
  });

  it('is nothing where a name could mean several, and no short name undoes either', () => {
    const tests = ['com.x.A#b', 'com.y.A#b', 'A#b'];
    expect(aboutTest('A#b', named(...tests))).toEqual({ all: [], choices: ['com.x.A#b', 'com.y.A#b'] });
    expect(nthOf('com.x.A#b', ...tests)).toEqual([0]);
    expect(() => checkIsOneTest('A#b', named(...tests))).toThrow(
      '`A#b` may be `com.x.A#b` or `com.y.A#b`, which were decided about here: name the one you mean in full.',
    );
    expect(() => checkIsOneTest('A#b', named('A#b[1]', 'A#b[2]'))).toThrow('`A#b[1]` or `A#b[2]`');
    expect(() => checkIsOneTest('com.x.A#b', named(...tests))).not.toThrow();
    expect(() => checkIsOneTest('C#d', named(...tests))).not.toThrow();
  });

  it('leaves out what is about no test, and any name anybody can type breaks nothing', () => {
    expect(byTest([{}, { test: '#' }, { test: '' }, { test: '#' }, { test: '[' }])).toHaveLength(3);
    const many = Array.from({ length: 500 }, (_, at) => `com.p${at}.A#b`);
    const begun = performance.now();
    expect(aboutTest('A#b', named(...many)).choices).toHaveLength(500);
    expect(() => checkIsOneTest('A#b', named(...many))).toThrow('and 495 more');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
