import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTestFile } from '../../src/checkouts/test-files.ts';
import { UserError } from '../../src/model/errors.ts';
import { parseSelector, type SelectorPart } from '../../src/model/selector.ts';

const files = [
  'test/unit/org/example/CASTest.java',
  'test/unit/org/example/RepairTest.java',
  'test/long/org/example/RepairTest.java',
  'lib/src/test/kotlin/shop/CartTest.kt',
  'tests/test_api.py',
  'other/tests/test_api.py',
  'web/src/cart.test.ts',
];

function part(text: string): SelectorPart {
  const [first] = parseSelector(text).parts;
  if (first === undefined) throw new Error('no part');
  return first;
}

/** Undefined where it refuses. */
function pathOf(asked: SelectorPart): string | undefined {
  try {
    return findTestFile(files, asked).path;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

describe('findTestFile', () => {
  it.each([
    ['org.example.CASTest#testWrites', 'test/unit/org/example/CASTest.java', ['CASTest'], 'testWrites'],
    ['CASTest#testWrites[jdk=8]', 'test/unit/org/example/CASTest.java', ['CASTest'], 'testWrites[jdk=8]'],
    ['CASTest#testWrites(int)[2]', 'test/unit/org/example/CASTest.java', ['CASTest'], 'testWrites(int)[2]'],
    [
      'CASTest#testWrites(int, long)[2]',
      'test/unit/org/example/CASTest.java',
      ['CASTest'],
      'testWrites(int, long)[2]',
    ],
    [
      'shop.CartTest#adds one, twice',
      'lib/src/test/kotlin/shop/CartTest.kt',
      ['CartTest'],
      'adds one, twice',
    ],
    [
      'CASTest#testWrites[a::b > c]',
      'test/unit/org/example/CASTest.java',
      ['CASTest'],
      'testWrites[a::b > c]',
    ],
    ['tests/test_api.py::TestApi::test_get[::1#x]', 'tests/test_api.py', ['TestApi'], 'test_get[::1#x]'],
    ['cart.test.ts > a::b > fixes #1, #2', 'web/src/cart.test.ts', ['a::b'], 'fixes #1, #2'],
    ['CASTest$Nested#testIn', 'test/unit/org/example/CASTest.java', ['CASTest', 'Nested'], 'testIn'],
    ['CASTest', 'test/unit/org/example/CASTest.java', ['CASTest'], undefined],
    ['shop.CartTest#adds', 'lib/src/test/kotlin/shop/CartTest.kt', ['CartTest'], 'adds'],
    ['tests/test_api.py::TestApi::test_get', 'tests/test_api.py', ['TestApi'], 'test_get'],
    ['other/tests/test_api.py::test_get', 'other/tests/test_api.py', [], 'test_get'],
    ['cart.test.ts > cart > adds', 'web/src/cart.test.ts', ['cart'], 'adds'],
    ['web/src/cart.test.ts', 'web/src/cart.test.ts', [], undefined],
  ])('finds %s in %s', (selector, path, containers, member) => {
    expect(findTestFile(files, part(selector))).toEqual({
      path,
      containers,
      ...(member === undefined ? {} : { member }),
    });
  });

  it('tells several tests apart', () => {
    const texts = (text: string) => parseSelector(text).parts.map((each) => each.text);
    expect(texts('A#x,A#y[1, 2], B#z(int,long),C')).toEqual(['A#x', 'A#y[1, 2]', 'B#z(int,long)', 'C']);
  });

  it('lists the choices when a name is in several files', () => {
    expect(() => findTestFile(files, part('RepairTest#testAll'))).toThrow(
      '`RepairTest` is in 2 files; name it with its package or path: `test/unit/org/example/RepairTest.java`, `test/long/org/example/RepairTest.java`.',
    );
  });

  it('names the closest files when there is none', () => {
    expect(() => findTestFile(files, part('CASTests#testWrites'))).toThrow(
      'No file of this revision holds `CASTests`. Closest: `test/unit/org/example/CASTest.java`.',
    );
  });

  it('names none when nothing is close', () => {
    expect(() => findTestFile(files, part('Zzz#q'))).toThrow(/holds `Zzz`\.$/);
  });

  it('never leads anywhere but to a file it was given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('../../etc/passwd', '/etc/passwd', '..', '#', '$', 'a$', '.')),
        (text) => {
          for (const asked of parseSelector(text).parts) expect(files).toContain(pathOf(asked) ?? files[0]);
        },
      ),
    );
  });
});
