import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';

const words = { reason: 'race', until: '4.2', ticket: 'A-1' };
const line = 'Retrial ignore (until 4.2, ticket A-1): race';

const cases = [
  [
    'a test of JUnit 4, with the import in its place',
    'A.java',
    'package a;\n\nimport org.junit.Assert;\nimport org.junit.Test;\n\nclass A {\n    /** f */\n    @Test\n    public void f() {}\n}\n',
    `package a;\n\nimport org.junit.Assert;\nimport org.junit.Ignore;\nimport org.junit.Test;\n\nclass A {\n    /** f */\n    @Ignore("${line}")\n    @Test\n    public void f() {}\n}\n`,
    9,
  ],
  [
    'a test of JUnit 4 whose package is imported whole',
    'A.java',
    'import org.junit.*;\nclass A { @Test void f() {} }',
    `import org.junit.*;\nclass A { @Ignore("${line}") @Test void f() {} }`,
    2,
  ],
  [
    'a test of JUnit 5 among other annotations, with CRLF, tabs and a byte order mark',
    'A.java',
    '\uFEFFimport org.junit.jupiter.params.ParameterizedTest;\r\n\r\nclass A {\r\n\t@ParameterizedTest // f()\r\n\t@ValueSource(ints = {1, 2})\r\n\tvoid f(int a) {}\r\n}\r\n',
    `\uFEFFimport org.junit.jupiter.api.Disabled;\r\nimport org.junit.jupiter.params.ParameterizedTest;\r\n\r\nclass A {\r\n\t@Disabled("${line}")\r\n\t@ParameterizedTest // f()\r\n\t@ValueSource(ints = {1, 2})\r\n\tvoid f(int a) {}\r\n}\r\n`,
    5,
  ],
  [
    'a test of JUnit 5 in a file that has JUnit 4 too',
    'A.java',
    'import org.junit.jupiter.api.Test;\nimport org.junit.Assert; // old\nclass A {\n  @Test void f() {}\n}',
    `import org.junit.jupiter.api.Disabled;\nimport org.junit.jupiter.api.Test;\nimport org.junit.Assert; // old\nclass A {\n  @Disabled("${line}")\n  @Test void f() {}\n}`,
    5,
  ],
  [
    'a test whose annotation is written with its package',
    'A.java',
    'class A { @org.junit.Test public void f() {} }',
    `class A { @org.junit.Ignore("${line}") @org.junit.Test public void f() {} }`,
    1,
  ],
  [
    'a test in a file whose Ignore is another one',
    'A.java',
    'import org.junit.Test;\nimport other.Ignore;\nclass A { @Test void f() {} }',
    `import org.junit.Test;\nimport other.Ignore;\nclass A { @org.junit.Ignore("${line}") @Test void f() {} }`,
    3,
  ],
  [
    'a test of TestNG, whose other attributes stay',
    'A.java',
    'import org.testng.annotations.Test;\nclass A {\n  @Test(groups = "g")\n  void f() {}\n}',
    `import org.testng.annotations.Test;\nclass A {\n  // ${line}\n  @Test(enabled = false, groups = "g")\n  void f() {}\n}`,
    3,
  ],
  [
    'a test of TestNG that is enabled in words',
    'A.java',
    'import org.testng.annotations.*;\nclass A { @Test(enabled = true, groups = "g") void f() {} }',
    `import org.testng.annotations.*;\nclass A { @Test(enabled = /* ${line} */ false, groups = "g") void f() {} }`,
    2,
  ],
  [
    'a test of TestNG without attributes',
    'A.java',
    'import org.testng.annotations.Test;\nclass A {\n  @Test() void f() {}\n}',
    `import org.testng.annotations.Test;\nclass A {\n  // ${line}\n  @Test(enabled=false) void f() {}\n}`,
    3,
  ],
  [
    'a test of TestNG that is one by its class',
    'A.java',
    'import org.testng.annotations.Test;\n@Test\nclass A {\n  public void f() {}\n}',
    `import org.testng.annotations.Test;\n@Test\nclass A {\n  @Test(enabled = false, description = "${line}")\n  public void f() {}\n}`,
    4,
  ],
  [
    'a test beside its name in strings and comments',
    'A.java',
    'import org.junit.*;\n// void f() {}\nclass A {\n  String s = "@Test void f() {}"; /* @Test void f() */\n  @Test void g() { f(); }\n  @Test void f() {}\n}',
    `import org.junit.*;\n// void f() {}\nclass A {\n  String s = "@Test void f() {}"; /* @Test void f() */\n  @Test void g() { f(); }\n  @Ignore("${line}")\n  @Test void f() {}\n}`,
    6,
  ],
  [
    'the one of two overloads that is a test',
    'A.java',
    'import org.junit.*;\nclass A {\n  void f(int a) {}\n  @Test void f() {}\n}',
    `import org.junit.*;\nclass A {\n  void f(int a) {}\n  @Ignore("${line}")\n  @Test void f() {}\n}`,
    4,
  ],
  [
    'a test in Kotlin',
    'A.kt',
    'import org.junit.Test\n\nclass A {\n    @Test\n    fun f() {}\n}\n',
    `import org.junit.Ignore\nimport org.junit.Test\n\nclass A {\n    @Ignore("${line}")\n    @Test\n    fun f() {}\n}\n`,
    5,
  ],
  [
    'a test of JUnit 5 in Kotlin whose Test has another name',
    'A.kt',
    'import org.junit.jupiter.api.Test as Check\nclass A { @[Check Slow] fun f() {} }',
    `import org.junit.jupiter.api.Disabled\nimport org.junit.jupiter.api.Test as Check\nclass A { @Disabled("${line}") @[Check Slow] fun f() {} }`,
    3,
  ],
  [
    'a test of TestNG in Kotlin',
    'A.kt',
    'import org.testng.annotations.Test\nclass A {\n  @Test(groups = ["g"])\n  fun f() {}\n}',
    `import org.testng.annotations.Test\nclass A {\n  // ${line}\n  @Test(enabled = false, groups = ["g"])\n  fun f() {}\n}`,
    3,
  ],
  [
    'a test of kotlin.test, whose Ignore takes no reason',
    'A.kt',
    'import kotlin.test.Test\nclass A {\n  @Test\n  fun f() {}\n}',
    `import kotlin.test.Ignore\nimport kotlin.test.Test\nclass A {\n  // ${line}\n  @Ignore\n  @Test\n  fun f() {}\n}`,
    4,
  ],
] as const;

describe('ignore', () => {
  it.each(cases)('ignores %s', async (_, path, text, expected, at) => {
    const result = await ignore({ path, text }, { containers: ['A'], member: 'f' }, words);
    expect(result.text).toBe(expected);
    expect(result.line).toBe(at);
    expect(result.text.split(/\r?\n/)[at - 1]).toContain(result.words);
    expect(ignoreWordsIn(result.text)).toEqual([{ ...words, line: at }]);
    expect((await unignore({ path, text: result.text }, { containers: ['A'], member: 'f' })).text).toBe(text);
  });

  it.each([
    [
      'A.java',
      'import org.junit.*;\n@RunWith(X.class)\npublic class A {\n  @Test void f() {}\n}',
      '@Ignore("',
    ],
    ['A.java', 'import org.testng.annotations.*;\nclass A {\n  @Test void f() {}\n}', '@Ignore("'],
    ['A.kt', 'import org.junit.jupiter.api.*\n\nclass A {\n  @Test fun f() {}\n}', '@Disabled("'],
  ])('ignores the class when no test of it is named: %s %j', async (path, text, annotation) => {
    const result = await ignore({ path, text }, { containers: ['A'] }, words);
    const place = text.search(/(?:@RunWith|(?:public )?class)/);
    expect(result.text).toBe(`${text.slice(0, place)}${annotation}${line}")\n${text.slice(place)}`);
  });

  it('takes the nested class that is named with its outer one', async () => {
    const text =
      'import org.junit.*;\nclass B { @Test void f() {} }\nclass A {\n  class B { @Test void f() {} }\n}';
    const nested = await ignore({ path: 'A.java', text }, { containers: ['A', 'B'], member: 'f' }, words);
    const outer = await ignore({ path: 'A.java', text }, { containers: ['B'], member: 'f' }, words);
    expect([nested.line, outer.line]).toEqual([4, 2]);
  });

  it.each([
    ['A.java', String.raw`\\u0022 \"); */ $`],
    ['A.kt', String.raw`\\u0022 \"); */ \u0024`],
  ])('writes a reason into %s that is only a reason there', async (path, written) => {
    const text = 'import org.junit.*\nclass A {}';
    const hostile = { ...words, reason: String.raw`\u0022 "); */ $` };
    const result = await ignore({ path, text }, { containers: ['A'] }, hostile);
    expect(result.words).toBe(`@Ignore("Retrial ignore (until 4.2, ticket A-1): ${written}")`);
  });

  it('takes the overload whose parameters are named', async () => {
    const text =
      'import org.junit.jupiter.api.*;\nclass A {\n  @Test void f(int a) {}\n  @Test void f(final java.util.List<Map<A, B>> a, String... b) {}\n}';
    const result = await ignore(
      { path: 'A.java', text },
      { containers: ['A'], member: 'f(List, String[])[2]' },
      words,
    );
    expect(result.line).toBe(4);
  });
});

describe('ignore refuses', () => {
  it.each([
    [
      'a language that it does not know',
      'a.cob',
      '',
      'E-IGNORE',
      "Can't ignore a test in `a.cob`: only in files of .cs, _test.go, .java, .js,",
    ],
    [
      'a class that is not there',
      'A.java',
      'class B {}',
      'E-UNSKIP',
      'There is no class `A` in this file. It has `B`.',
    ],
    [
      'a test that is not there',
      'A.java',
      'class A { @Test void g() {} }',
      'E-UNSKIP',
      '`f` is not declared in this class. It has `g`.',
    ],
    [
      'a test of no framework',
      'A.java',
      'class A { @Test void f() {} }',
      'E-IGNORE',
      "Can't see which framework runs this test",
    ],
    [
      'a test of two',
      'A.java',
      'import org.junit.*;\nimport org.testng.annotations.*;\nclass A { @Test void f() {} }',
      'E-IGNORE',
      'of JUnit 4 and TestNG',
    ],
    [
      'a test of JUnit 3',
      'A.java',
      'import junit.framework.TestCase;\nclass A extends TestCase { public void f() {} }',
      'E-IGNORE',
      'JUnit 3 has no way',
    ],
    [
      'a test that is ignored',
      'A.java',
      'import org.junit.*;\nclass A {\n  @Ignore("a `b`")\n  @Test void f() {}\n}',
      'E-IGNORE',
      'is ignored already, in line 3: `@Ignore("a \'b\'")`.',
    ],
    [
      'a test whose class is ignored',
      'A.kt',
      'import org.junit.*\n@Ignore class A { @Test fun f() {} }',
      'E-IGNORE',
      'is ignored already on what is around it, in line 2',
    ],
    [
      'a test that is off in TestNG',
      'A.java',
      'class A { @Test(enabled = false) void f() {} }',
      'E-IGNORE',
      'is ignored already, in line 1',
    ],
    [
      'a test whose switch is code',
      'A.java',
      'import org.testng.annotations.*;\nclass A { @Test(enabled = X.ON) void f() {} }',
      'E-IGNORE',
      '`enabled` (line 2) depends on code',
    ],
    [
      'overloads',
      'A.java',
      'import org.junit.*;\nclass A {\n  @Test void f() {}\n  @Test void f(A a) {}\n}',
      'E-IGNORE',
      '`f` is 2 here; choose one: `A.f()` (line 3), `A.f(A)` (line 4).',
    ],
    ['an empty file', 'A.java', '', 'E-UNSKIP', 'There is no class `A`'],
  ])('%s', async (_, path, text, code, message) => {
    const failed = ignore({ path, text }, { containers: ['A'], member: 'f' }, words);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code });
  });

  it('nested classes of one name', async () => {
    const text =
      'import org.junit.*;\nclass A {\n class C { @Test void f() {} }\n}\nclass B {\n class C { @Test void f() {} }\n}';
    const failed = ignore({ path: 'A.java', text }, { containers: ['C'], member: 'f' }, words);
    await expect(failed).rejects.toThrow('choose one: `A.C.f()` (line 3), `B.C.f()` (line 6).');
    const whole = ignore({ path: 'A.java', text }, { containers: ['C'] }, words);
    await expect(whole).rejects.toThrow('choose one: `A.C` (line 3), `B.C` (line 6).');
  });

  it('words without a reason', async () => {
    const failed = ignore({ path: 'A.java', text: '' }, { containers: ['A'] }, { reason: ' ', until: '4.2' });
    await expect(failed).rejects.toMatchObject({ code: 'E-IGNORE' });
  });
});

describe('an ignore of ours', () => {
  const test = { containers: ['A'], member: 'f' };
  const later = { reason: 'still 100 %', until: '4.3', ticket: 'A-2' };

  it.each([
    ['A.java', 'import org.junit.Test;\nclass A {\n  @Test\n  void f() {}\n}\n'],
    ['A.java', 'import org.testng.annotations.Test;\nclass A {\n  @Test(groups = "g")\n  void f() {}\n}\n'],
    ['A.kt', 'import kotlin.test.Test\nclass A {\n  @Test\n  fun f() {}\n}\n'],
    ['a.py', 'class A:\n  def f(self): pass\n'],
    ['a.ts', "describe('A', () => {\n  it('f', g);\n});\n"],
    ['A.cs', 'class A {\n  [Fact]\n  void f() {}\n}\n'],
    ['A.cs', 'class A {\n  [Test]\n  void f() {}\n}\n'],
    ['a_test.go', 'package a\n\nfunc Testf(t *testing.T) {\n\tf()\n}\n'],
  ])('is put in other words in %s: %s', async (path, text) => {
    const asked = path.endsWith('.go') ? { containers: [], member: 'Testf' } : test;
    const first = await ignore({ path, text }, asked, words);
    const again = await ignore({ path, text: first.text }, asked, later);
    expect(again).toEqual(await ignore({ path, text }, asked, later));
    await expect(ignore({ path, text: again.text }, asked, later)).rejects.toThrow('ignored already');
  });

  it.each([
    `import org.junit.*;\n@Ignore("x")\nclass A {\n  @Ignore("${line}")\n  @Test void f() {}\n}`,
    `import org.testng.annotations.*;\nclass A {\n  // ${line}\n  @Test(enabled = false) void g() {}\n  @Test(enabled = false) void f() {}\n}`,
  ])('is not taken for what others switched off: %s', async (text) => {
    await expect(ignore({ path: 'A.java', text }, test, later)).rejects.toThrow('ignored already');
  });
});
