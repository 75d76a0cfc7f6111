import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unskip } from '../../src/edits/unskip.ts';

const cases = [
  ['it.skip', "it.skip('f', () => {});", "it('f', () => {});"],
  ['test.skip', "test.skip('f', () => {});", "test('f', () => {});"],
  ['a skip beside another modifier', "it.concurrent.skip('f', g);", "it.concurrent('f', g);"],
  ['xit', "xit('f', () => {});", "it('f', () => {});"],
  ['xtest', 'xtest("f", () => {});', 'test("f", () => {});'],
  ['skip of a table', "it.skip.each([1])('f', () => {});", "it.each([1])('f', () => {});"],
  ['an only option', "test('f', { skip: true }, g);", "test('f', {  }, g);"],
  ['the first option', "test('f', { skip: 'why', timeout: 9 }, g);", "test('f', { timeout: 9 }, g);"],
  ['the last option', "test('f', { timeout: 9, 'skip': true }, g);", "test('f', { timeout: 9 }, g);"],
  ['a skip over two lines with CRLF', "it\r\n\t.skip('f', g);\r\n", "it\r\n\t('f', g);\r\n"],
  ['a skip behind a byte order mark and 😀', "\uFEFF/* 😀 */ it.skip('f', g);", "\uFEFF/* 😀 */ it('f', g);"],
  ['the right one of two', "it.skip('g', x); it.skip('f', x);", "it.skip('g', x); it('f', x);"],
  ['a test in a loop', "for (const a of b) { it.skip('f', g); }", "for (const a of b) { it('f', g); }"],
  [
    'a test beside its name in strings and comments',
    "// it.skip('f')\nconst s = \"it.skip('f')\";\nit.skip('f', g);",
    "// it.skip('f')\nconst s = \"it.skip('f')\";\nit('f', g);",
  ],
] as const;

const take = (text: string, names: readonly string[], path = 'a.test.ts') =>
  unskip({ path, text }, { containers: names.slice(0, -1), member: names.at(-1) ?? '' });

describe('unskip in JavaScript and TypeScript', () => {
  it.each(cases)('takes off %s', async (_, text, expected) => {
    const results = await Promise.all(['a.js', 'a.ts', 'a.tsx'].map((path) => take(text, ['f'], path)));
    expect(results.map((result) => result.text)).toEqual([expected, expected, expected]);
    expect(results.map((result) => result.takenOff.length)).toEqual([1, 1, 1]);
  });

  it('takes the skips of the groups around off, and says that they are on groups', async () => {
    const text = "describe.skip('A', () => {\n  xdescribe('B', function () {\n    it('f', g);\n  });\n});\n";
    const result = await take(text, ['A', 'B', 'f']);
    expect(result.text).toBe(
      "describe('A', () => {\n  describe('B', function () {\n    it('f', g);\n  });\n});\n",
    );
    expect(result.takenOff.map(({ text: skip, line, on }) => [skip, line, on])).toEqual([
      ['.skip', 1, 'class'],
      ['xdescribe', 2, 'class'],
    ]);
  });

  it.each([
    ["it.skip.each([1])('adds %i to $b.c well', g);", ['adds 1 to 2 well']],
    ['it.skip(`adds ${a} well`, g);', ['adds 1 well']],
    ["it.skip('adds ' + 'all', g);", ['adds all']],
    ["it.skip('adds ' + a.b + ' to ' + (c + 1) + `, ${d}` + ' well', g);", ['adds 1 to 2, 3 well']],
    ["it.skip(\n  'adds ' + // two\n  (  'a' + name),\n  g,\n);", ['adds all']],
    ["describe('A b', () => { it.skip('c', g); });", ['A b c']],
    ["it.skip('it\\'s \\u{1F600}', g);", ["it's 😀"]],
  ])('finds %s by %j', async (text, names) => {
    expect((await take(text, names)).takenOff).toHaveLength(1);
  });

  it('gives the reason of an option', async () => {
    const { takenOff } = await take("test('f', { skip: 'too slow' }, g);", ['f']);
    expect(takenOff).toEqual([{ text: "skip: 'too slow'", line: 1, on: 'test', reason: 'too slow' }]);
  });

  it.each([
    ["it('f', g); it.skip('h', g);", 'There is no skip on `f`'],
    ["it('f', { skip: false }, g);", 'There is no skip on `f`'],
    ["it('g', h);", '`f` is not declared in this file. It has `g`.'],
    ["it('f', { skip: process.env.CI }, g);", '(line 1) depends on code'],
    ["it.skipIf(slow)('f', g);", '`skipIf` (line 1) depends on code'],
    [
      "describe('A', () => { it.skip('f', g); });\nit.skip('f', g);",
      'is 2 tests of this file: `A > f` (line 1)',
    ],
    ["other.skip('f', g); it('f2', () => { it.skip('f', g); });", 'is not declared'],
    ['', 'is not declared in this file.'],
  ])('refuses %j', async (text, message) => {
    const failed = take(text, ['f']);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'E-UNSKIP' });
  });

  it('leaves a condition beside a skip, and names it', async () => {
    const result = await take("describe.runIf(a)('A', () => { it.skip('f', g); });", ['A', 'f']);
    expect(result.text).toBe("describe.runIf(a)('A', () => { it('f', g); });");
    expect(result.left.map((skip) => skip.text)).toEqual(['runIf']);
  });

  it(
    'finds any title that is written as a string, and changes nothing but the skip',
    { timeout: 20_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), async (title) => {
          const line = (word: string) => `${word}(${JSON.stringify(title)}, () => {});\n`;
          expect((await take(line('it.skip'), [title])).text).toBe(line('it'));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('reads thousands of groups inside each other in bounded time', { timeout: 20_000 }, async () => {
    const text = `${"describe('A', () => {".repeat(3000)}it.skip('f', g);${'});'.repeat(3000)}`;
    await expect(take(text, ['f'])).rejects.toThrow('not declared');
  });

  it('takes no title of values alone, of numbers, or of thousands of pieces for any name', async () => {
    const titles = ['a + b', '1 + 2', `${"'f' + ".repeat(5_000)}'f'`];
    for (const title of titles)
      await expect(take(`it.skip(${title}, g); it('other', h);`, ['f'])).rejects.toThrow('`f`');
  });
});
