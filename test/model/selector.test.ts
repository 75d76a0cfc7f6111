import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';

const parts = (text: string): readonly (readonly [string, string?])[] =>
  parseSelector(text).parts.map(({ container, member }) =>
    member === undefined ? [container] : [container, member],
  );

describe('several tests', () => {
  it.each([
    [
      'A#x,A#y',
      [
        ['A', 'x'],
        ['A', 'y'],
      ],
    ],
    [
      'A#x, B#y',
      [
        ['A', 'x'],
        ['B', 'y'],
      ],
    ],
    [
      't/a.py::x,t/b.py::TestB::y[1,2]',
      [
        ['t/a.py', 'x'],
        ['t/b.py', 'TestB::y[1,2]'],
      ],
    ],
    [
      'till::tests::pays,till::tests::sells',
      [
        ['till', 'tests::pays'],
        ['till', 'tests::sells'],
      ],
    ],
    [
      'src/a.test.ts > shop > sells,b.test.ts > buys',
      [
        ['src/a.test.ts', 'shop > sells'],
        ['b.test.ts', 'buys'],
      ],
    ],
  ])('stand in `%s`', (text, expected) => expect(parts(text)).toEqual(expected));

  it.each([
    ['A#adds one, twice', [['A', 'adds one, twice']]],
    ['a.py::f[x,b::c]', [['a.py', 'f[x,b::c]']]],
    ['Pair<a,b>::holds', [['Pair<a,b>', 'holds']]],
    ['till::adds,twice', [['till', 'adds,twice']]],
    ['a.test.ts > reads x,y > and z', [['a.test.ts', 'reads x,y > and z']]],
    ['a.test.ts > takes one,two', [['a.test.ts', 'takes one,two']]],
    ['a.test.ts > maps a::b,c::d', [['a.test.ts', 'maps a::b,c::d']]],
    ['a.test.ts > reads a,b.json > c', [['a.test.ts', 'reads a,b.json > c']]],
    ['shop > sells,a.ts > buys', [['shop', 'sells,a.ts > buys']]],
  ])('are not what `%s` names', (text, expected) => expect(parts(text)).toEqual(expected));
});
