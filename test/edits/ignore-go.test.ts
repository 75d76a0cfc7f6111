import { describe, expect, it } from 'vitest';
import { ignore } from '../../src/edits/ignore.ts';
import { ignoreWordsIn } from '../../src/edits/ignore/words.ts';
import { unignore } from '../../src/edits/unignore.ts';
import { faultsIn, parseSource } from '../../src/edits/syntax.ts';
import { skipsOn, unskip } from '../../src/edits/unskip.ts';

const words = { reason: 'race "é" \\', until: '4.2', ticket: '#1' };
const line = String.raw`Retrial ignore (until 4.2, ticket #1): race \"é\" \\`;
const path = 'a_test.go';

const cases = [
  [
    'a test',
    [],
    'TestF',
    'package a\n\nfunc TestF(t *testing.T) {\n\tgo()\n}\n',
    `package a\n\nfunc TestF(t *testing.T) {\n\tt.Skip("${line}")\n\tgo()\n}\n`,
    4,
  ],
  [
    'a test with a comment at its brace, with CRLF',
    ['example.org/a'],
    'TestF',
    'package a\r\nfunc TestF(tt *testing.T) { // TestF {\r\n    go()\r\n}\r\n',
    `package a\r\nfunc TestF(tt *testing.T) { // TestF {\r\n    tt.Skip("${line}")\r\n    go()\r\n}\r\n`,
    3,
  ],
  [
    'a test of one line',
    [],
    'TestF',
    'package a\nfunc TestF(t *testing.T) { go() }\n',
    `package a\nfunc TestF(t *testing.T) { t.Skip("${line}"); go() }\n`,
    2,
  ],
  [
    'a benchmark that has only a comment',
    [],
    'BenchmarkF',
    'package a\nfunc BenchmarkF(b *testing.B) {\n\n\t// later\n}',
    `package a\nfunc BenchmarkF(b *testing.B) {\n\tb.Skip("${line}")\n\n\t// later\n}`,
    3,
  ],
  [
    'a method of a suite beside a function of its name',
    ['Suite'],
    'TestF',
    'package a\nfunc TestF(t *testing.T) {}\nfunc (s *Suite) TestF() {\n\tgo()\n}\n',
    `package a\nfunc TestF(t *testing.T) {}\nfunc (s *Suite) TestF() {\n\ts.T().Skip("${line}")\n\tgo()\n}\n`,
    4,
  ],
  [
    'a test beside its name in strings and comments',
    [],
    'TestF',
    'package a\n// func TestF(t *testing.T) {\nvar s = `\nfunc TestF(t *testing.T) {\n}`\nfunc TestF(t *testing.T) {\n\tgo()\n}\n',
    `package a\n// func TestF(t *testing.T) {\nvar s = \`\nfunc TestF(t *testing.T) {\n}\`\nfunc TestF(t *testing.T) {\n\tt.Skip("${line}")\n\tgo()\n}\n`,
    7,
  ],
] as const;

describe('ignore in Go', () => {
  it.each(cases)('ignores %s', async (_, containers, member, text, expected, at) => {
    const result = await ignore({ path, text }, { containers, member }, words);
    expect(result.text).toBe(expected);
    expect(result.line).toBe(at);
    expect(result.text.split(/\r?\n/)[at - 1]).toContain(result.words);
    expect(ignoreWordsIn(result.text)).toEqual([{ ...words, line: at }]);
    expect((await unignore({ path, text: result.text }, { containers, member })).text).toBe(text);
    expect(faultsIn(await parseSource(result.text, 'go'))).toBe(0);
    const skips = await skipsOn({ path, text: result.text }, { containers, member });
    expect(skips.map((skip) => [skip.line, skip.on])).toEqual([[at, 'test']]);
  });

  it('writes a percent sign so that vet takes it for one', async () => {
    const text = 'package a\nfunc TestF(t *testing.T) {\n}\n';
    const percent = { reason: 'fails 5% of runs', until: '4.2' };
    const result = await ignore({ path, text }, { containers: [], member: 'TestF' }, percent);
    expect(result.words).toBe('t.Skipf("%s", "Retrial ignore (until 4.2): fails 5% of runs")');
  });

  it.each([
    [
      'TestF',
      'func TestF(t *testing.T) {\n\tt.Skip("x")\n}',
      'is ignored already, in line 2: `t.Skip("x")`.',
    ],
    ['TestF', 'func TestF(_ *testing.T) {}', 'its `testing.T` has no name (line 2)'],
    ['TestF', 'func TestF(*testing.T) {}', 'its `testing.T` has no name (line 2)'],
    ['TestF', 'func TestG(t *testing.T) {}', '`TestF` is not declared in this file. It has `TestG`.'],
    ['TestF/a', 'func TestF(t *testing.T) {}', '`TestF/a` is a part of `TestF` that code names'],
    [undefined, 'func TestF(t *testing.T) {}', 'Go has no classes'],
  ])('refuses %s in %j', async (member, text, message) => {
    const test = { containers: [], ...(member === undefined ? {} : { member }) };
    const file = { path, text: text.startsWith('func TestF(t *testing.T) {\n') ? text : `\n${text}` };
    await expect(ignore(file, test, words)).rejects.toThrow(message);
  });
});

describe('unskip in Go', () => {
  it('takes a skip off that is the first statement, and keeps the line', async () => {
    const text = 'package a\nfunc TestF(t *testing.T) {\n\tt.Skip("x")\n\tt.Skip("y")\n}\n';
    const result = await unskip({ path, text }, { containers: [], member: 'TestF/b' });
    expect(result.text).toBe('package a\nfunc TestF(t *testing.T) {\n\n\tt.Skip("y")\n}\n');
    expect(result.takenOff).toEqual([{ text: 't.Skip("x")', line: 3, on: 'test', reason: 'x' }]);
  });

  it('leaves a skip that depends on code', async () => {
    const text = 'package a\nfunc TestF(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip("x")\n\t}\n}\n';
    await expect(unskip({ path, text }, { containers: [], member: 'TestF' })).rejects.toThrow(
      'There is no skip',
    );
  });
});
