import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';

const words = { reason: 'race "é" 😀', until: '4.2', ticket: 'A-1' };
const line = String.raw`Retrial ignore (until 4.2, ticket A-1): race \"\u00e9\" \U0001f600`;
const mark = `@pytest.mark.skip(reason="${line}")`;
const skip = `@unittest.skip("${line}")`;
/** Beside an import that was there and served nothing. */
const plainMark = `@pytest.mark.skip("${line}")`;
const namedSkip = `@unittest.skip(reason="${line}")`;

const cases = [
  [
    'a function of pytest',
    ['f'],
    'import pytest\n\n\ndef f():\n    pass\n',
    `import pytest\n\n\n${plainMark}\ndef f():\n    pass\n`,
    4,
  ],
  [
    'all runs of a parameterised test, among other decorators',
    ['A', 'f[1-2]'],
    'import pytest\nclass A:\n  @pytest.mark.parametrize("a", [1])\n  async def f(self, a): pass\n',
    `import pytest\nclass A:\n  ${mark}\n  @pytest.mark.parametrize("a", [1])\n  async def f(self, a): pass\n`,
    3,
  ],
  [
    'a test in a file that lacks the import, with CRLF, tabs and a byte order mark',
    ['A', 'f'],
    '\uFEFF"""import pytest"""\r\nfrom __future__ import a  # b\r\n\r\nclass A:\r\n\tdef f(self):\r\n\t\tpass',
    `\uFEFF"""import pytest"""\r\nfrom __future__ import a  # b\r\nimport pytest\r\n\r\nclass A:\r\n\t${mark}\r\n\tdef f(self):\r\n\t\tpass`,
    6,
  ],
  [
    'a test in a file without imports, behind what the file says of itself',
    ['f'],
    '#!/usr/bin/python\n# coding: utf-8\n"""A."""\n\nx = 1\ndef f(): pass\n',
    `#!/usr/bin/python\n# coding: utf-8\n"""A."""\n\nimport pytest\nx = 1\n${mark}\ndef f(): pass\n`,
    7,
  ],
  [
    'a test that begins its file',
    ['f'],
    '\uFEFFdef f(): pass',
    `\uFEFFimport pytest\n${mark}\ndef f(): pass`,
    2,
  ],
  [
    'a test whose module is imported later, and elsewhere',
    ['f'],
    'import os, sys; x = 1\ndef f(): import pytest\nimport pytest\n',
    `import os, sys; x = 1\nimport pytest\n${mark}\ndef f(): import pytest\nimport pytest\n`,
    3,
  ],
  [
    'a method of unittest',
    ['A', 'f'],
    'from unittest import TestCase\nclass A(TestCase):\n    def f(self): pass\n',
    `from unittest import TestCase\nimport unittest\nclass A(TestCase):\n    ${skip}\n    def f(self): pass\n`,
    4,
  ],
  [
    'a method of a class from elsewhere in a file of unittest',
    ['A', 'f'],
    'import unittest\nclass A(Base):\n    @x\n    def f(self): pass\n',
    `import unittest\nclass A(Base):\n    ${namedSkip}\n    @x\n    def f(self): pass\n`,
    3,
  ],
  [
    'a class when no test is named',
    ['A', 'B', ''],
    'import pytest as p, pytest\nclass A:\n  class B:\n    def f(self): pass\n',
    `import pytest as p, pytest\nclass A:\n  ${plainMark}\n  class B:\n    def f(self): pass\n`,
    3,
  ],
  [
    'the last of two with one name, which is the one that runs',
    ['f'],
    'import pytest\ndef f(): pass\ns = """\ndef f(): pass\n"""\n# def f(): pass\ndef f(): pass\n',
    `import pytest\ndef f(): pass\ns = """\ndef f(): pass\n"""\n# def f(): pass\n${plainMark}\ndef f(): pass\n`,
    7,
  ],
] as const;

const nameOf = (names: readonly string[]) => {
  const member = names.at(-1) ?? '';
  const containers = names.slice(0, -1);
  return member === '' ? { containers } : { containers, member };
};
const add = (text: string, names: readonly string[]) =>
  ignore({ path: 'test_a.py', text }, nameOf(names), words);

describe('ignore in Python', () => {
  it.each(cases)('ignores %s', async (_, names, text, expected, at) => {
    const result = await add(text, names);
    expect(result.text).toBe(expected);
    expect(result.line).toBe(at);
    expect(result.text.split(/\r?\n/)[at - 1]?.trim()).toBe(result.words);
    expect(ignoreWordsIn(result.text)).toEqual([{ ...words, line: at }]);
    expect((await unignore({ path: 'test_a.py', text: result.text }, nameOf(names))).text).toBe(text);
  });

  it.each([
    ['@pytest.mark.skip\ndef f(): pass\n', 'is ignored already, in line 1: `@pytest.mark.skip`.'],
    [
      'pytestmark = [pytest.mark.skip]\ndef f(): pass\n',
      'is ignored already on what is around it, in line 1',
    ],
    ['def f():\n  pytest.skip("x")\n', 'is ignored already, in line 2: `pytest.skip("x")`.'],
    ['def g(): pass\n', '`f` is not declared in this file. It has `g`.'],
    ['', '`f` is not declared in this file.'],
  ])('refuses %j', async (text, message) => {
    await expect(add(text, ['f'])).rejects.toThrow(message);
  });

  it('refuses when no test is named', async () => {
    await expect(add('x = 1\n', [''])).rejects.toThrow('No test is named.');
  });

  it('adds to a test that is skipped under a condition', async () => {
    const text = 'import pytest\n@pytest.mark.skipif(a, reason="x")\ndef f(): pass\n';
    expect((await add(text, ['f'])).line).toBe(2);
  });
});
