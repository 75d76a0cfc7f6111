import { describe, expect, it } from 'vitest';
import { unskip } from '../../src/edits/unskip.ts';

const cases = [
  ['a mark', '@pytest.mark.skip(reason="x")\ndef f():\n    pass\n', '\ndef f():\n    pass\n'],
  ['a bare mark', '@pytest.mark.skip\n@other\ndef f(): pass\n', '\n@other\ndef f(): pass\n'],
  ['unittest.skip', '@unittest.skip("x")\nasync def f(): pass\n', '\nasync def f(): pass\n'],
  ['an imported skip', '@skip("x")\ndef f(): pass\n', '\ndef f(): pass\n'],
  [
    'a mark over several lines with CRLF and tabs',
    '@pytest.mark.skip(\r\n\treason="x",\r\n)\r\ndef f():\r\n\tpass\r\n',
    '\r\n\r\n\r\ndef f():\r\n\tpass\r\n',
  ],
  ['a call first in the body', 'def f():\n    pytest.skip("x")\n    go()\n', 'def f():\n\n    go()\n'],
  [
    'a call behind what the test says of itself',
    'def f():\n    """pytest.skip()"""\n    # now\n    pytest.skip("x")\n    go()\n',
    'def f():\n    """pytest.skip()"""\n    # now\n\n    go()\n',
  ],
  [
    'the mark of the module',
    'pytestmark = pytest.mark.skip(reason="x")\ndef f(): pass\n',
    '\ndef f(): pass\n',
  ],
  [
    'one mark of the module among others',
    'pytestmark = [pytest.mark.slow, pytest.mark.skip]\ndef f(): pass\n',
    'pytestmark = [pytest.mark.slow]\ndef f(): pass\n',
  ],
  [
    'a skip behind a byte order mark and 😀',
    '\uFEFF# 😀\n@pytest.mark.skip\ndef f(): pass\n',
    '\uFEFF# 😀\n\ndef f(): pass\n',
  ],
] as const;

const take = (text: string, names: readonly string[]) =>
  unskip({ path: 'test_a.py', text }, { containers: names.slice(0, -1), member: names.at(-1) ?? '' });

describe('unskip in Python', () => {
  it.each(cases)('takes off %s', async (_, text, expected) => {
    const result = await take(text, ['f[a-1]']);
    expect(result.text).toBe(expected);
    expect(result.takenOff).toHaveLength(1);
  });

  it('takes the skips of a method and its classes off, and of no other test', async () => {
    const text =
      '@unittest.skip("a")\nclass A:\n  @skip("b")\n  class B:\n    @skip("c")\n    def f(self): pass\n    @skip("d")\n    def g(self): pass\n';
    const result = await take(text, ['A', 'B', 'f']);
    expect(result.text).toBe(
      '\nclass A:\n\n  class B:\n\n    def f(self): pass\n    @skip("d")\n    def g(self): pass\n',
    );
    expect(result.takenOff.map(({ line, on, reason }) => [line, on, reason])).toEqual([
      [1, 'class', 'a'],
      [3, 'class', 'b'],
      [5, 'test', 'c'],
    ]);
  });

  it('leaves a condition beside a skip, and names it', async () => {
    const text =
      '@pytest.mark.skipif(sys.platform == "win32", reason="x")\n@pytest.mark.skip\ndef f(): pass\n';
    const result = await take(text, ['f']);
    expect(result.text).toBe(text.replace('@pytest.mark.skip\n', '\n'));
    expect(result.left.map(({ line }) => line)).toEqual([1]);
  });

  it.each([
    ['def f(): pass\n@pytest.mark.skip\ndef g(): pass\n', 'There is no skip on `f`'],
    ['def g(): pass\n', '`f` is not declared in this file. It has `g`.'],
    ['@unittest.skipUnless(a, "x")\ndef f(): pass\n', '`@unittest.skipUnless` (line 1) depends on code'],
    ['@registry.skip("x")\ndef f(): pass\n', 'There is no skip on `f`'],
    ['def f():\n    go()\n    pytest.skip("x")\n', 'There is no skip on `f`'],
    ['def f():\n    pytest.skip("x")\n', 'the test does nothing else (line 2)'],
    ['def f():\n    pytest.skip("x"); go()\n', 'the file could not be read'],
    ['"""\n@pytest.mark.skip\ndef f(): pass\n"""\n', '`f` is not declared'],
    ['', '`f` is not declared'],
  ])('refuses %j', async (text, message) => {
    const failed = take(text, ['f']);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'E-UNSKIP' });
  });

  it('names the classes there are when the asked one is not', async () => {
    await expect(take('class B:\n  def f(self): pass\n', ['A', 'f'])).rejects.toThrow('It has `B`.');
  });
});
