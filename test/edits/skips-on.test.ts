import { describe, expect, it } from 'vitest';
import { skipsOn, unskip } from '../../src/edits/unskip.ts';

const cases = [
  [
    'A.java',
    '@Disabled("all")\nclass A {\n  @Test\n  @Ignore("bug 1")\n  void f() {}\n}',
    [
      [1, 'class', '@Disabled("all")', 'all'],
      [4, 'test', '@Ignore("bug 1")', 'bug 1'],
    ],
  ],
  [
    'A.java',
    'class A {\n  @Test(enabled = false) void f() {}\n}',
    [[2, 'test', '@Test(enabled = false)', undefined]],
  ],
  ['A.java', 'class A {\n  // @Ignore\n  @Test void f() {}\n}', []],
  ['A.kt', 'class A {\n  @Ignore("x") fun f() {}\n}', [[2, 'test', '@Ignore("x")', 'x']]],
  [
    'a.py',
    'class A:\n  @pytest.mark.skipif(a, reason="x")\n  def f(self): pass\n',
    [[2, 'test', '@pytest.mark.skipif(a, reason="x")', undefined]],
  ],
  ['a.py', 'class A:\n  def f(self):\n    self.skipTest("x")\n', [[3, 'test', 'self.skipTest("x")', 'x']]],
  ['a.js', "describe('A', () => {\n  xit('f', g);\n});\n", [[2, 'test', 'xit', undefined]]],
  ['a.ts', "describe('A', () => {\n  it('f', { skip: 'x' }, g);\n});\n", [[2, 'test', "skip: 'x'", 'x']]],
  ['a.tsx', "describe('A', () => {\n  it('f', () => <A />);\n});\n", []],
] as const;

const test = { containers: ['A'], member: 'f' };

describe('skipsOn', () => {
  it.each(cases)('says where the test of %s carries a skip, and why: %j', async (path, text, expected) => {
    const found = await skipsOn({ path, text }, test);
    expect(found.map(({ line, on, text: written, reason }) => [line, on, written, reason])).toEqual(expected);
  });

  it.each(['A.java', 'A.kt', 'a.py', 'a.js', 'a.ts', 'a.tsx'])(
    'refuses %s that does not hold it',
    async (path) => {
      await expect(skipsOn({ path, text: '' }, test)).rejects.toMatchObject({ code: 'E-UNSKIP' });
    },
  );

  it('refuses a language that it does not know', async () => {
    await expect(skipsOn({ path: 'a.cob', text: '' }, test)).rejects.toThrow(
      "Can't read the skips of `a.cob`",
    );
  });

  const removable = cases.filter(([, text, skips]) => skips.length > 0 && !/skipif|skipTest/.test(text));
  it.each(removable)('sees none in %s once they are taken off: %j', async (path, text) => {
    const taken = await unskip({ path, text }, test);
    expect(await skipsOn({ path, text: taken.text }, test)).toEqual([]);
  });
});
