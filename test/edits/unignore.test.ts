import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { unignore } from '../../src/edits/unignore.ts';
import { faultsIn, parseSource, type Language } from '../../src/edits/syntax.ts';

const words = { reason: 'why "$\\ */ é // f', until: '4.2', ticket: 'SHOP-1' };

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
    ['a.py', 'import pytest\n\n@pytest.mark.skip("x")\ndef f(): pass\n', '\ndef f(): pass\n'],
    ['a.ts', "it.skip('f', () => {});\n", "it('f', () => {});\n"],
  ])('takes what people wrote off %s, with its line and its import', async (path, before, after) => {
    const test = path.endsWith('.java')
      ? { containers: ['A'], member: 'f' }
      : { containers: [], member: 'f' };
    expect((await unignore({ path, text: before }, test)).text).toBe(after);
  });

  it('refuses a test that nothing ignores', async () => {
    const text = "it('f', () => {});\n";
    await expect(unignore({ path: 'a.ts', text }, { containers: [], member: 'f' })).rejects.toThrow(
      'no skip',
    );
  });
});
