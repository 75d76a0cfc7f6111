import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';

const words = { reason: 'race */ "é" /*', until: '4.2', ticket: '#1' };
const line = String.raw`Retrial ignore (until 4.2, ticket #1): race *\/ \"é\" /` + String.raw`\*`;

const cases = [
  ['a test', ['f'], "it('f', () => {});", `// ${line}\nit.skip('f', () => {});`, 1],
  [
    'a test in groups, with CRLF, tabs and a byte order mark',
    ['A', 'B', 'f'],
    "\uFEFFdescribe('A', () => {\r\n\tdescribe('B', () => {\r\n\t\ttest('f', g);\r\n\t});\r\n});\r\n",
    `\uFEFFdescribe('A', () => {\r\n\tdescribe('B', () => {\r\n\t\t// ${line}\r\n\t\ttest.skip('f', g);\r\n\t});\r\n});\r\n`,
    3,
  ],
  [
    'a group',
    ['A', ''],
    "describe('A', () => {\n  it('f', g);\n});",
    `// ${line}\ndescribe.skip('A', () => {\n  it('f', g);\n});`,
    1,
  ],
  [
    'all runs of a table',
    ['adds 1 to 2'],
    "  it.each([\n    [1, 2],\n  ])('adds %i to %i', g);",
    `  // ${line}\n  it.skip.each([\n    [1, 2],\n  ])('adds %i to %i', g);`,
    1,
  ],
  ['a test beside others', ['f'], "it('g', x); it('f', x);", `it('g', x); /* ${line} */ it.skip('f', x);`, 1],
  [
    'a test whose title is put together',
    ['adds all'],
    "it('adds ' + 'all', g);",
    `// ${line}\nit.skip('adds ' + 'all', g);`,
    1,
  ],
  ['a concurrent test', ['f'], "it.concurrent('f', g);", `// ${line}\nit.concurrent.skip('f', g);`, 1],
  [
    'a group of playwright',
    ['A', ''],
    "test.describe('A', g);",
    `// ${line}\ntest.describe.skip('A', g);`,
    1,
  ],
  [
    'a test with options',
    ['f'],
    "test('f', { timeout: 9 }, g);",
    `// ${line}\ntest.skip('f', { timeout: 9 }, g);`,
    1,
  ],
  [
    'a test that a tool was told about',
    ['f'],
    "a();\n// eslint-disable-next-line x\nit('f', g);",
    `a();\n// eslint-disable-next-line x\n/* ${line} */ it.skip('f', g);`,
    3,
  ],
  [
    'a test beside its name in strings and comments',
    ['f'],
    "// it('f', g);\nconst s = \"it('f', g);\";\nconst t = `\nit('f', g);`;\nit('f', g);",
    `// it('f', g);\nconst s = "it('f', g);";\nconst t = \`\nit('f', g);\`;\n// ${line}\nit.skip('f', g);`,
    5,
  ],
  ['a test in a condition', ['f'], "if (a) it('f', g);", `if (a) /* ${line} */ it.skip('f', g);`, 1],
] as const;

const nameOf = (names: readonly string[]) => {
  const member = names.at(-1) ?? '';
  const containers = names.slice(0, -1);
  return member === '' ? { containers } : { containers, member };
};
const add = (text: string, names: readonly string[], path = 'a.test.ts') =>
  ignore({ path, text }, nameOf(names), words);

describe('ignore in JavaScript and TypeScript', () => {
  it.each(cases)('ignores %s', async (_, names, text, expected, at) => {
    for (const path of ['a.js', 'a.ts', 'a.tsx']) {
      const result = await add(text, names, path);
      expect(result.text).toBe(expected);
      expect(result.line).toBe(at);
      expect(result.text.split(/\r?\n/)[at - 1]).toContain(result.words);
      expect(ignoreWordsIn(result.text)).toEqual([{ ...words, line: at }]);
      expect((await unignore({ path, text: result.text }, nameOf(names))).text).toBe(text);
    }
  });

  it.each([
    ["it.skip('f', g);", 'is ignored already, in line 1: `.skip`.'],
    [
      "xdescribe('A', () => {\n it('f', g);\n});",
      'is ignored already on what is around it, in line 1: `xdescribe`.',
    ],
    ["it('f', { skip: 'x' }, g);", "is ignored already, in line 1: `skip: 'x'`."],
    ["it.only('f', g);", '`only` (line 1) does not go with a skip'],
    ["\nfit('f', g);", '`fit` (line 2) does not go with a skip'],
    ["it('f', g);\nit('f', h);", 'is 2 tests of this file: `f` (line 1), `f` (line 2).'],
    ["it('g', h);", '`f` is not declared in this file. It has `g`.'],
  ])('refuses %j', async (text, message) => {
    await expect(add(text, ['f'])).rejects.toThrow(message);
  });

  it('refuses when no test is named', async () => {
    await expect(add("it('f', g);", [''])).rejects.toThrow('No test is named.');
  });

  it('adds to a test that is skipped under a condition', async () => {
    expect((await add("it.skipIf(a)('f', g);", ['f'])).text).toBe(`// ${line}\nit.skip.skipIf(a)('f', g);`);
  });
});
