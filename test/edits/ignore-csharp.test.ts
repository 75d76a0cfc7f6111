import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';
import { faultsIn, parseSource } from '../../src/edits/syntax.ts';
import { skipsOn, unskip } from '../../src/edits/unskip.ts';

const words = { reason: 'race "é" \\', until: '4.2', ticket: '#1' };
const line = String.raw`Retrial ignore (until 4.2, ticket #1): race \"é\" \\`;
const path = 'A.cs';

const cases = [
  [
    'a test of NUnit in a namespace of the name of its class, with CRLF, tabs and a byte order mark',
    '\uFEFFusing NUnit.Framework;\r\nnamespace A {\r\n\tpublic class A {\r\n\t\t[Test, Category("F()")]\r\n\t\tpublic void F() { }\r\n\t}\r\n}\r\n',
    `\uFEFFusing NUnit.Framework;\r\nnamespace A {\r\n\tpublic class A {\r\n\t\t[Ignore("${line}")]\r\n\t\t[Test, Category("F()")]\r\n\t\tpublic void F() { }\r\n\t}\r\n}\r\n`,
    4,
  ],
  [
    'a test of MSTest in a namespace without braces',
    'namespace N.M;\n[TestClass]\nclass A {\n    // [TestMethod] void F()\n    [TestMethod]\n    public void F() { var s = "F()"; }\n}',
    `namespace N.M;\n[TestClass]\nclass A {\n    // [TestMethod] void F()\n    [Ignore("${line}")]\n    [TestMethod]\n    public void F() { var s = "F()"; }\n}`,
    5,
  ],
  [
    'a fact of xUnit',
    'using Xunit;\nclass A {\n  [Fact]\n  public void F() { }\n}',
    `using Xunit;\nclass A {\n  [Fact(Skip = "${line}")]\n  public void F() { }\n}`,
    3,
  ],
  [
    'a theory of xUnit beside other attributes',
    'class A { [Theory(DisplayName = "d"), Slow] [InlineData(1)] public void F(int a) { } }',
    `class A { [Theory(DisplayName = "d", Skip = "${line}"), Slow] [InlineData(1)] public void F(int a) { } }`,
    1,
  ],
  [
    'a test whose attribute is written with its namespace',
    'class A { [NUnit.Framework.Test] public void F() { } }',
    `class A { [NUnit.Framework.Ignore("${line}")] [NUnit.Framework.Test] public void F() { } }`,
    1,
  ],
] as const;

const test = { containers: ['A'], member: 'F' };

describe('ignore in C#', () => {
  it.each(cases)('ignores %s', async (_, text, expected, at) => {
    const result = await ignore({ path, text }, test, words);
    expect(result.text).toBe(expected);
    expect(result.line).toBe(at);
    expect(result.text.split(/\r?\n/)[at - 1]).toContain(result.words);
    expect(ignoreWordsIn(result.text)).toEqual([{ ...words, line: at }]);
    expect((await unignore({ path, text: result.text }, test)).text).toBe(text);
    expect(faultsIn(await parseSource(result.text, 'csharp'))).toBe(0);
    const skips = await skipsOn({ path, text: result.text }, test);
    expect(skips.map((skip) => [skip.line, skip.on])).toEqual([[at, 'test']]);
  });

  it('ignores the class when no test of it is named', async () => {
    const text = '[TestFixture]\nclass A { [Test] public void F() { } }';
    const result = await ignore({ path, text }, { containers: ['A'] }, words);
    expect(result.text).toBe(`[Ignore("${line}")]\n${text}`);
  });

  it.each([
    ['class A { [Fact(Skip = "x")] void F() { } }', 'is ignored already, in line 1: `[Fact(Skip = "x")]`.'],
    ['[Ignore("x")] class A { [Test] void F() { } }', 'is ignored already on what is around it, in line 1'],
    ['class A { [Fact(Skip = null)] void F() { } }', 'it has a `Skip` (line 1)'],
    ['class A { void F() { } }', "Can't see which framework runs this test"],
    ['using TUnit.Core;\nclass A { [Test] void F() { } }', "Can't see which framework runs this test"],
    [
      'class A { [Test] void F() { }\n[Test] void F(int a) { } }',
      'choose one: `A.F()` (line 1), `A.F(int)` (line 2).',
    ],
    ['class A { [Test] void G() { } }', '`F` is not declared in this class. It has `G`.'],
  ])('refuses %j', async (text, message) => {
    await expect(ignore({ path, text }, test, words)).rejects.toThrow(message);
  });

  it('says that xUnit ignores no class', async () => {
    const text = 'class A { [Fact] void F() { } }';
    const failed = ignore({ path, text }, { containers: ['A'] }, words);
    await expect(failed).rejects.toThrow("xUnit can't ignore a class: name a test of `A`.");
  });
});

describe('unskip in C#', () => {
  it.each([
    ['class A { [Ignore("x")] [Test] void F() { } }', 'class A { [Test] void F() { } }'],
    ['class A { [Test, Ignore("x")] void F() { } }', 'class A { [Test] void F() { } }'],
    ['class A { [Ignore("x"), Test] void F() { } }', 'class A { [Test] void F() { } }'],
    ['class A { [Fact(Skip = "x")] void F() { } }', 'class A { [Fact] void F() { } }'],
    [
      'class A { [Fact(Skip = "x", Timeout = 9)] void F() { } }',
      'class A { [Fact(Timeout = 9)] void F() { } }',
    ],
  ])('takes the skip off %j', async (text, expected) => {
    const result = await unskip({ path, text }, test);
    expect(result.text).toBe(expected);
    expect(result.takenOff.map(({ reason }) => reason)).toEqual(['x']);
  });
});
