import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreLine, ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';
import { UserError } from '../../src/model/errors.ts';
import { faultsIn, parseSource } from '../../src/edits/syntax.ts';
import { skipsOn } from '../../src/edits/unskip.ts';

const jvm = ['org.junit.*', 'org.junit.jupiter.api.Test', 'org.testng.annotations.Test', 'org.junit.Test'];

/** Files of one test `f` in a class `A`, line by line; `>` is one step to the right. */
const files = [
  ...jvm.map((path) => [
    'java',
    'A.java',
    `package a;||import ${path};|// f|class A {|>@Test|>void f() {}|}`,
  ]),
  ...jvm.map((path) => ['java', 'A.java', `import b.C;import ${path};|class A { @Test public void f() {} }`]),
  ...[...jvm, 'kotlin.test.Test'].map((path) => [
    'kotlin',
    'A.kt',
    `package a||import ${path}|/** f */|class A {|>@Test|>fun f() {|>}|}`,
  ]),
  ['python', 'a.py', '"""f"""|class A:|>@x|>def f(self):|>>pass'],
  ['python', 'a.py', '# f|from unittest import TestCase|class A(TestCase):|>def f(self): pass|x = 1'],
  ['JavaScript', 'a.js', "// f|describe('A', () => {|>it('f', () => {|>});|});"],
  ['TypeScript', 'a.ts', "describe('A', function () { it('f', g as H); });|const f = `A f`;"],
  ['go', 'a_test.go', 'package a||// f|func f() {}|func Testf(t *testing.T) {|>f()|}'],
  ['go', 'a_test.go', 'package a;func Testf(t *testing.T) { f() }|func f() {|}'],
  ['csharp', 'A.cs', 'using NUnit.Framework;|namespace B {|>class A {|>>[Test, C]|>>void f() {}|>}|}'],
  ['csharp', 'A.cs', 'namespace B;|class A {|>[Fact] /* f */|>void f() {}|}'],
  ['Tsx', 'a.tsx', "describe('A', () => {|>test.each`a|>>${1}`('f', () => <A />);|});"],
] as const;

const file = fc
  .record({
    of: fc.constantFrom(...files),
    end: fc.constantFrom('\n', '\r\n'),
    step: fc.constantFrom('  ', '    ', '\t'),
    lead: fc.constantFrom('', '\uFEFF'),
    tail: fc.constantFrom('', '\n', '\r\n', '\r\n\r\n'),
  })
  .map(({ of: [language, path, lines], end, step, lead, tail }) => ({
    language: language as Parameters<typeof parseSource>[1],
    path,
    text: lead + lines.replaceAll('|', end).replaceAll(/(?<=[\n>])>/g, step) + tail,
  }));

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '\\',
        '"',
        "'",
        '*/',
        '/*',
        '//',
        '#',
        '\\u002a',
        '\\u000a',
        '\n',
        '\u2028',
        '$',
        '${x}',
        '😀',
        '`',
        '")',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 100_000 }).map((length) => '"'.repeat(length)),
);
const kotlin = 'package a\n\nimport org.junit.*\n\nclass A {\n  @Test\n  fun f() {\n  }\n}';
const testIn = (path: string) => ({ containers: ['A'], member: path.endsWith('.go') ? 'Testf' : 'f' });

describe('an ignore with any reason', () => {
  it('can be read by the parser, by people and by Retrial, and be undone', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(file, hostile, async ({ language, path, text }, reason) => {
        const test = testIn(path);
        const words = { reason: `x${reason}`, until: '2026-12-31', ticket: 'A-1' };
        const result = await ignore({ path, text }, test, words);
        expect(faultsIn(await parseSource(result.text, language))).toBe(0);
        expect((await unignore({ path, text: result.text }, test)).text).toBe(text);
        const line = ignoreLine(words);
        const read = { ...words, reason: line.slice(line.indexOf('): ') + 3), line: result.line };
        expect(ignoreWordsIn(result.text)).toEqual([read]);
        const skips = await skipsOn({ path, text: result.text }, test);
        expect(skips.map(({ on }) => on)).toEqual(['test']);
        await expect(ignore({ path, text: result.text }, test, words)).rejects.toThrow('ignored already');
      }),
      {
        numRuns: 300,
        examples: [
          // The parser of Kotlin stumbles over an escaped dollar in front of another escape.
          [{ language: 'kotlin', path: 'A.kt', text: kotlin }, '$\\'],
          [{ language: 'kotlin', path: 'A.kt', text: kotlin }, '$"$"'],
        ],
      },
    );
  });

  it('keeps the line breaks of the file', { timeout: 20_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ path, text }) => {
        const result = await ignore({ path, text }, testIn(path), { reason: 'x', until: '1' });
        const body = text.trimEnd();
        const added = result.text.slice(0, result.text.length - (text.length - body.length));
        expect(new Set(added.match(/\r\n|\r|\n/g))).toEqual(new Set(body.match(/\r\n|\r|\n/g)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('ignore in hostile files', () => {
  it('ends for text that is no source', { timeout: 60_000 }, async () => {
    const pieces = fc.constantFrom(
      'import org.junit.Test',
      ';',
      '\n',
      'class A',
      '{',
      '}',
      '@Test',
      ' void f() ',
      'def f():',
      'func Testf(t *testing.T)',
      '[Fact]',
      "it('f', ",
      ')',
      '(',
      '"',
      '`',
      '\u0000',
      ':',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
        fc.constantFrom('A.java', 'A.kt', 'a.py', 'a.ts', 'a_test.go', 'A.cs'),
        async (text, path) => {
          const outcome = await ignore({ path, text }, testIn(path), { reason: 'x', until: '1' }).then(
            async (result) => (await unignore({ path, text: result.text }, testIn(path))).text,
            (error: unknown) => (error instanceof UserError ? text : error),
          );
          expect(outcome).toBe(text);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads thousands of classes inside each other in bounded time', { timeout: 20_000 }, async () => {
    const text = `import org.junit.*;${'class A {'.repeat(10_000)}@Test void f() {}${'}'.repeat(10_000)}`;
    const failed = ignore({ path: 'A.java', text }, testIn('A.java'), { reason: 'x', until: '1' });
    await expect(failed).rejects.toThrow('not declared');
  });
});
