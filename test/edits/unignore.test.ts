import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { unignore } from '../../src/edits/unignore.ts';
import { faultsIn, parseSource, type Language } from '../../src/edits/syntax.ts';

const line = 'Retrial ignore (until 4.2): why';
const words = { reason: 'why "$\\ */ é // f', until: '4.2', ticket: 'SHOP-1' };

/** TestNG's mark in every way that people write it: what switches it off goes into it, and out again. */
const marks = [
  '@Test()',
  '@Test( )',
  '@Test(groups = "g")',
  '@Test (groups = "g")',
  '@Test(enabled=true,groups = "g")',
  '@Test(|>>groups = "g",|>>enabled = true|>)',
  '@Test(|>>groups = "g"|>)',
  '@Test(/* why */)',
  '@org.testng.annotations.Test(timeOut = 5)',
];

/** Files as projects have them, line by line; `>` is one step to the right. */
const files: readonly (readonly [Language, string, string])[] = [
  ...['org.junit.*', 'org.junit.jupiter.api.Test', 'org.testng.annotations.Test', 'org.junit.Test'].flatMap(
    (path) =>
      [
        ['java', 'A.java', `package a;||import ${path};|// f|class A {|>@Test|>void f() {}|}`],
        ['java', 'A.java', `import b.C;import ${path};|class A { @Test public void f() {} }`],
        ['kotlin', 'A.kt', `package a||import ${path}|/** f */|class A {|>@Test|>fun f() {|>}|}`],
      ] as const,
  ),
  ['kotlin', 'A.kt', 'package a||import kotlin.test.Test||class A {|>@Test|>fun f() {|>}|}'],
  [
    'java',
    'A.java',
    'package a;||import org.junit.Test;|import org.junit.Assert;||/** Ignore f. "Ignore" @Ignore */|class A {|>@Test(timeout = 5)|>public void g() {}||>// @Ignore f|>/** Says {@code f}. */|>@Test|>@Category(Slow.class)|>public void f() { String s = "@Ignore f()"; }||>static class B { @Test public void f() {} }|}',
  ],
  [
    'java',
    'A.java',
    'package a;||import org.junit.Ignore;|import org.junit.Test;||class A {|>@Ignore("old")|>@Test|>public void g() {}||>@Test|>public void f() {}|}',
  ],
  [
    'java',
    'A.java',
    'package a;||import java.util.List;|import org.junit.jupiter.api.Nested;|import org.junit.jupiter.params.ParameterizedTest;||class A {|>@ParameterizedTest(name = "f {0}")|>@ValueSource(ints = {1, 2})|>void f(int x) {}||>void f(int x, List<String> y) {}||>@Nested|>class In {|>>@ParameterizedTest|>>void f(String x) {}|>}|}',
  ],
  [
    'java',
    'A.java',
    'package a;||import org.testng.annotations.Test;||class A {|>@Test(groups = "x", enabled = true)|>public void f() {}|}',
  ],
  ...marks.flatMap(
    (mark) =>
      [
        [
          'java',
          'A.java',
          `package a;||import org.testng.annotations.Test;||class A {|>${mark}|>public void f() {}|}`,
        ],
        [
          'kotlin',
          'A.kt',
          `package a||import org.testng.annotations.Test||@Test class A {|>${mark} fun f() {}|}`,
        ],
      ] as const,
  ),
  ['python', 'a.py', '"""f"""|class A:|>@x|>def f(self):|>>pass'],
  ['python', 'a.py', '# f|from unittest import TestCase|class A(TestCase):|>def f(self): pass|x = 1'],
  [
    'python',
    'a.py',
    'import os||import pytest|||class A:|>@pytest.mark.parametrize("a", [1])|>async def f(self, a):|>>"pytest Ignore"',
  ],
  ['JavaScript', 'a.js', "// f|describe('A', () => {|>it('f', () => {|>});|>it('g f', () => {});|});"],
  ['TypeScript', 'a.ts', "describe('A', function () { it('f', g as H); });|const f = `A f`;"],
  ['Tsx', 'a.tsx', "describe('A', () => {|>test.each`a|>>${1}`('f', () => <A />);|});"],
  ['go', 'a_test.go', 'package a||// f|func f() {}|func Testf(t *testing.T) {|>f()|}'],
  ['go', 'a_test.go', 'package a;func Testf(t *testing.T) { f() }|func f() {|}'],
  ['csharp', 'A.cs', 'using NUnit.Framework;|namespace B {|>class A {|>>[Test, C]|>>void f() {}|>}|}'],
  ['csharp', 'A.cs', 'namespace B;|class A {|>[Fact] /* f */|>void f() {}|}'],
  [
    'csharp',
    'A.cs',
    'namespace B;|class A {|>[Theory(DisplayName = "x")]|>[InlineData(1)]|>void f(int a) {}|}',
  ],
];

/** Each with every way to end and to indent lines. */
const written = files.flatMap(([language, path, lines]) =>
  ['\n', '\r\n'].flatMap((end) =>
    ['    ', '\t'].flatMap((step) =>
      ['', end].map((tail) => ({
        language,
        path,
        text: lines.replaceAll('|', end).replaceAll(/(?<=[\n>])>/g, step) + tail,
      })),
    ),
  ),
);

function testIn(path: string) {
  if (path.endsWith('.go')) return { containers: [], member: 'Testf' };
  return { containers: ['A'], member: path.endsWith('.java') ? 'f(int)' : 'f' };
}

describe('unignore', () => {
  it('gives the first bytes back of what was ignored, which a parser reads meanwhile', async () => {
    for (const { language, path, text } of written) {
      const test = testIn(path);
      const done = await ignore({ path, text }, test, words);
      expect(done.text).not.toBe(text);
      const faults = async (source: string) => faultsIn(await parseSource(source, language));
      expect(await faults(done.text)).toBe(await faults(text));
      const back = await unignore({ path, text: done.text }, test);
      expect(back.text).toBe(text);
      expect(back.takenOff.length).toBeGreaterThan(0);
    }
  }, 60_000);

  it.each([
    [
      'A.java',
      'import org.junit.Ignore;\nimport org.junit.Test;\nclass A {\n  @Ignore\n  @Test\n  void f() {}\n}\n',
      'import org.junit.Test;\nclass A {\n  @Test\n  void f() {}\n}\n',
    ],
    [
      'A.java',
      'import org.junit.Ignore;\nimport org.junit.Test;\nclass A {\n  @Ignore @Test void f() {}\n  @Ignore void g() {}\n}\n',
      'import org.junit.Ignore;\nimport org.junit.Test;\nclass A {\n  @Test void f() {}\n  @Ignore void g() {}\n}\n',
    ],
    ...[
      ['(enabled = false)', ''],
      ['( enabled=false )', ''],
      ['(enabled = false, groups = "g")', '(groups = "g")'],
      ['(groups = "g",\n    enabled = false)', '(groups = "g")'],
      ['(groups = "g", enabled = false, timeOut = 5)', '(groups = "g", timeOut = 5)'],
    ].map(([off = '', on = '']): [string, string, string] => [
      'A.java',
      `import org.testng.annotations.Test;\nclass A {\n  // JIRA-1\n  @Test${off}\n  void f() {}\n}\n`,
      `import org.testng.annotations.Test;\nclass A {\n  // JIRA-1\n  @Test${on}\n  void f() {}\n}\n`,
    ]),
    ['a.py', 'import pytest\n\n@pytest.mark.skip("x")\ndef f(): pass\n', '\ndef f(): pass\n'],
    ['a.ts', "it.skip('f', () => {});\n", "it('f', () => {});\n"],
  ])('takes what people wrote off %s, with its line and its import', async (path, before, after) => {
    const test = path.endsWith('.java')
      ? { containers: ['A'], member: 'f' }
      : { containers: [], member: 'f' };
    expect((await unignore({ path, text: before }, test)).text).toBe(after);
  });

  it.each([
    [
      'the ignore of its class',
      'A.java',
      '@Ignore("all")\nclass A {\n  @Ignore("x")\n  @Test void f() {}\n  @Test void g() {}\n}\n',
      '@Ignore("all")\nclass A {\n  @Test void f() {}\n  @Test void g() {}\n}\n',
      [1],
    ],
    [
      'a condition of its own',
      'A.java',
      'class A {\n  @Disabled("x")\n  @DisabledOnOs(OS.MAC)\n  @Test void f() {}\n}\n',
      'class A {\n  @DisabledOnOs(OS.MAC)\n  @Test void f() {}\n}\n',
      [3],
    ],
    [
      'the mark of its module',
      'a.py',
      'pytestmark = pytest.mark.skip("all")\nclass A:\n  @pytest.mark.skip("x")\n  def f(self): pass\n',
      'pytestmark = pytest.mark.skip("all")\nclass A:\n  def f(self): pass\n',
      [1],
    ],
    [
      'the skip of its group',
      'a.ts',
      `describe.skip('A', () => {\n  // ${line}\n  it.skip('f', g);\n  it('g', g);\n});\n`,
      "describe.skip('A', () => {\n  it('f', g);\n  it('g', g);\n});\n",
      [1],
    ],
    [
      'the comment about another test',
      'a.ts',
      `describe('A', () => {\n  // ${line}\n  it.skip('g', g);\n  it.skip('f', g);\n});\n`,
      `describe('A', () => {\n  // ${line}\n  it.skip('g', g);\n  it('f', g);\n});\n`,
      [],
    ],
    [
      'the ignore of its class',
      'A.cs',
      `[Ignore("all")]\nclass A {\n  [Fact(Skip = "${line}")]\n  void f() {}\n}\n`,
      '[Ignore("all")]\nclass A {\n  [Fact]\n  void f() {}\n}\n',
      [1],
    ],
    [
      'the ignore of the class around the asked one',
      'B.java',
      '@Ignore class B {\n  @Disabled\n  static class A {\n    @Test void f() {}\n  }\n}\n',
      '@Ignore class B {\n  static class A {\n    @Test void f() {}\n  }\n}\n',
      [1],
    ],
  ])('leaves %s in %s, and tells of it', async (_, path, text, after, left) => {
    const test = path === 'B.java' ? { containers: ['A'] } : { containers: ['A'], member: 'f' };
    const done = await unignore({ path, text }, test);
    expect(done.text).toBe(after);
    expect(done.left.map((skip) => skip.line)).toEqual(left);
  });

  it('takes it off the asked one of two methods of one name', async () => {
    const text = 'class A {\n  @Ignore @Test void f(int a) {}\n  @Ignore @Test void f(String a) {}\n}\n';
    const done = await unignore({ path: 'A.java', text }, { containers: ['A'], member: 'f(int)' });
    expect(done.text).toBe('class A {\n  @Test void f(int a) {}\n  @Ignore @Test void f(String a) {}\n}\n');
    const both = unignore({ path: 'A.java', text }, { containers: ['A'], member: 'f' });
    await expect(both).rejects.toThrow('choose one: `A.f(int)` (line 2), `A.f(String)` (line 3)');
  });

  it.each([
    [
      'A.java',
      'class B {\n  class A { @Ignore void f() {} }\n}\nclass C {\n  class A { @Ignore void f() {} }\n}',
      'choose one: `B.A.f()` (line 2)',
    ],
    [
      'A.java',
      '@Ignore("all")\nclass A { @Test void f() {} }',
      '`f` has no ignore of its own: what is around it has, in line 1: `@Ignore("all")`.',
    ],
    [
      'a.py',
      'pytestmark = pytest.mark.skip\nclass A:\n  def f(self): pass\n',
      '`f` has no ignore of its own: what is around it has, in line 1',
    ],
    ['a.ts', "describe.skip('A', () => { it('f', g); });", '`f` has no ignore of its own'],
    ['a.ts', "describe('A', () => { it('f', g); });", 'There is no skip on `f`'],
    [
      'A.java',
      '@DisabledOnOs(OS.MAC)\nclass A { @Test void f() {} }',
      '`@DisabledOnOs` on the class (line 1) depends on code',
    ],
  ])('refuses in %s: %s', async (path, text, message) => {
    await expect(unignore({ path, text }, { containers: ['A'], member: 'f' })).rejects.toThrow(message);
  });

  it('takes nothing off a Go test for a part of it', async () => {
    const text = 'package a\nfunc Testf(t *testing.T) {\n\tt.Skip("x")\n\tgo()\n}\n';
    const failed = unignore({ path: 'a_test.go', text }, { containers: [], member: 'Testf/part' });
    await expect(failed).rejects.toThrow('name `Testf`');
  });
});

describe('a comment that somebody made to keep us busy', () => {
  it('is looked through once', async () => {
    const bait = '/* Retrial ignore ('.repeat(40_000);
    const text = `/* Retrial ignore (until 4.2): x ${bait}\n*/ it.skip('a', () => {});\n`;
    const begun = performance.now();
    const done = await unignore({ path: 'a.test.js', text }, { containers: [], member: 'a' });
    expect(done.text).toBe(text.replace('it.skip', 'it'));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
