import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/edits/coverage.ts';
import { ignore } from '../../src/edits/ignore.ts';

const words = { reason: 'race', until: '4.2' };

const cases = [
  [
    'A.java',
    ['A'],
    'f',
    'import org.junit.*;class A { @Test void f() {} @Test void g() {} void h() {} }',
    1,
    1,
    false,
  ],
  [
    'A.java',
    ['A'],
    'f[0]',
    'import org.junit.*;class A { @Test void f() {} @Test @Ignore void g() {} }',
    1,
    0,
    true,
  ],
  [
    'A.java',
    ['A'],
    'f',
    'import org.junit.*;@RunWith(Parameterized.class) class A { @Test void f() {} }',
    1,
    0,
    true,
  ],
  [
    'A.java',
    ['A'],
    'f(int)',
    'import org.junit.jupiter.api.*;class A { @ParameterizedTest void f(int a) {} @Nested class B { @Test void f() {} } }',
    1,
    1,
    true,
  ],
  [
    'A.java',
    ['A'],
    'f(int)',
    'import org.junit.*;class A { @Test void f(int a) {} @Test void f() {} }',
    1,
    1,
    false,
  ],
  [
    'A.java',
    ['A'],
    'f',
    'import org.testng.annotations.*;@Test class A { public void f() {} public void g() {} void h() {} @BeforeMethod public void i() {} }',
    1,
    1,
    false,
  ],
  [
    'A.java',
    ['A'],
    'f',
    'import org.testng.annotations.*;class A { @Test(dataProvider = "x") public void f(int a) {} }',
    1,
    0,
    true,
  ],
  [
    'A.java',
    ['A'],
    undefined,
    'import org.junit.*;class A { @Test void f() {} @Test void g() {} } class B { @Test void f() {} }',
    2,
    1,
    false,
  ],
  [
    'A.kt',
    ['A'],
    'f',
    'import org.junit.jupiter.api.*\nclass A {\n  @ParameterizedTest fun f(a: Int) {}\n  @Test fun g() {}\n}',
    1,
    1,
    true,
  ],
  [
    'a.py',
    [],
    'test_f[1]',
    'def test_f(x): pass\ndef helper(): pass\nclass TestA:\n  def test_f(self): pass\nclass Data:\n  def test_no(self): pass\n',
    1,
    1,
    true,
  ],
  [
    'a.py',
    ['TestA'],
    'test_f',
    'class TestA:\n  @pytest.mark.parametrize("a", [1])\n  def test_f(self, a): pass\n',
    1,
    0,
    true,
  ],
  [
    'a.py',
    [],
    'TestA',
    'class TestA:\n  def test_f(self): pass\n  def test_g(self): pass\ndef test_h(): pass\n',
    2,
    1,
    false,
  ],
  [
    'a.ts',
    ['A'],
    'f [1]',
    "describe('A', () => { it('f [1]', g); it('h', g); it.skip('i', g); it.todo('j'); });",
    1,
    1,
    false,
  ],
  ['a.ts', [], 'f 1', "it.each([1, 2])('f %d', g); xit('h', g);", 1, 0, true],
  [
    'a_test.go',
    [],
    'TestF',
    'package a\nfunc TestF(t *testing.T) {\n}\nfunc TestG(t *testing.T) { t.Skip("x") }\nfunc BenchmarkH(b *testing.B) {}\n',
    1,
    0,
    false,
  ],
  [
    'a_test.go',
    [],
    'TestF',
    'package a\nfunc TestF(t *testing.T) {\n\tt.Run("a", g)\n}\nfunc TestG(t *testing.T) {}\n',
    1,
    1,
    true,
  ],
  [
    'A.cs',
    ['A'],
    'F',
    'class A { [Theory] [InlineData(1)] void F(int a) {} [Fact] void G() {} [Fact(Skip = "x")] void H() {} }',
    1,
    1,
    true,
  ],
  [
    'A.cs',
    ['A'],
    'F(int)',
    'using NUnit.Framework;class A { [Test] void F() {} [TestCase(1)] void F(int a) {} }',
    1,
    1,
    true,
  ],
] as const;

describe('coverageOf', () => {
  it.each(cases)(
    'of %s: %j, %s in %j',
    async (path, containers, member, text, lost, left, isEveryVariant) => {
      const test = { containers, ...(member === undefined ? {} : { member }) };
      const { text: after } = await ignore({ path, text }, test, words);
      expect(await coverageOf({ path, text }, after, test)).toEqual({ lost, left, isEveryVariant });
    },
  );
});
