import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, ReadMarkup } from '../../src/commands/language/line.ts';
import { parseComment } from '../../src/commands/language/parse.ts';
import { plainText } from './fakes.ts';

/** What a person would call "a line that starts with the word", written down without the parser's help. */
function startsWithWord(line: string): boolean {
  const decoration = String.raw`*_\u200B-\u200D\u2060\uFEFF\u00AD`;
  const spelled = 'retrial'.split('').join(`[${decoration}]*`);
  const start = `[/@][${decoration}]*${spelled}|${spelled}[${decoration}]*:`;
  return new RegExp(String.raw`^[\s${decoration}]*(?:${start})`, 'i').test(line);
}

describe('the form of arguments', () => {
  it.each([
    ['x200', 'count'],
    ['X200', 'count'],
    ['200x', 'count'],
    ['×200', 'count'],
    ['x2,000', 'count'],
    ['"x200"', 'word'],
    ['x', 'word'],
    ['xyz', 'word'],
    ['x86', 'count'],
    ['200', 'word'],
    ['ref=trunk', 'pair'],
    ['--ref=trunk', 'pair'],
    ['env.JAVA_OPTS="-Xmx2g"', 'pair'],
    ['ref=', 'pair'],
    ['=trunk', 'word'],
    ['Class#m=1', 'word'],
    ['"ref=trunk"', 'word'],
    ['--quiet', 'switch'],
    ['"--quiet"', 'word'],
    ['quiet', 'word'],
    ['-q', 'word'],
    ['--', 'word'],
  ])('sees %s as a %s', (typed, kind) => {
    const { commands } = parseComment(`/retrial repeat ${typed}`, 'retrial');
    expect(commands[0]?.arguments.map((argument) => argument.kind)).toEqual([kind]);
  });

  it('takes the verb in any case, and none at all', () => {
    expect(parseComment('/retrial REPEAT', 'retrial').commands[0]?.verb).toBe('repeat');
    expect(parseComment('/retrial', 'retrial').commands[0]?.verb).toBe('');
  });
});

/** Stands in for another tracker's reader: the whole text is one line, all of one kind. */
function readerOf(kind: Cell['kind']): ReadMarkup {
  return (text) => {
    const cells = text.split('').map((char, column) => ({ char, column, kind }));
    return { lines: [{ number: 1, text, cells }], faults: [] };
  };
}

describe('the reader of another tracker', () => {
  it('brings its own lines, and the prefix counts only as it was typed', () => {
    expect(parseComment('/retrial status', 'retrial', readerOf('plain')).commands).toHaveLength(1);
    expect(parseComment('/retrial', 'retrial', readerOf('plain')).commands).toHaveLength(1);
    expect(parseComment('/retrial', 'retrial', readerOf('literal')).commands).toHaveLength(0);
    expect(parseComment('/retrial', 'retrial', readerOf('markup')).commands).toHaveLength(0);
  });
});

describe('faults of form', () => {
  it.each([
    ['a double quote', '/retrial repeat note="never closed', 21],
    ['a single quote', "/retrial repeat 'CAS Test", 16],
    ['a backtick', '/retrial repeat `CASTest', 16],
    ['a curly quote', '/retrial repeat “CASTest', 16],
  ])('points at %s that is never closed', (_, text, column) => {
    const { commands, faults } = parseComment(text, 'retrial');
    expect(commands).toEqual([]);
    expect(faults.map(({ code, spot }) => [code, spot.from])).toEqual([['E-QUOTE', column]]);
    expect(plainText(faults[0]?.message ?? [])).toBe(
      `The quote opened at column ${column + 1} is never closed.`,
    );
  });

  it('takes five commands of a comment, and none of six', () => {
    const line = '/retrial status\n';
    expect(parseComment(line.repeat(5), 'retrial').commands).toHaveLength(5);
    const { commands, faults } = parseComment(line.repeat(6), 'retrial');
    expect(commands).toEqual([]);
    expect(faults.map(({ code, spot }) => [code, spot.line])).toEqual([['E-LONG', 6]]);
  });

  it('takes no pasted text for a command', () => {
    const { commands, faults } = parseComment(`/retrial repeat ${'a '.repeat(64)}`, 'retrial');
    expect(commands).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual(['E-LONG']);
  });

  it('keeps the sound lines beside the faulty ones, for all faults to be told at once', () => {
    const { commands, faults } = parseComment('/retrial status\n/retrial help "x', 'retrial');
    expect(commands.map(({ verb }) => verb)).toEqual(['status']);
    expect(faults.map(({ spot }) => spot.line)).toEqual([2]);
  });
});

describe('any text at all', () => {
  const pieces: readonly string[] = [
    ...'/retrial @retrial retrial: x200 ref= " \' ` ``` > - 1. # | |-| * ** _ ~~ [ ]( ) < >'.split(' '),
    ...'<!-- --> <details> </details> &nbsp; &#10; \\'.split(' '),
    ' repeat ',
    '- ',
    '    ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\0',
    '\uFEFF',
    '\u200B',
    '\uD800',
  ];
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...pieces));
  const comment = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  it('never throws, and makes no command of a line that does not start with the word', () => {
    fc.assert(
      fc.property(comment, (text) => {
        const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
        const { commands, faults } = parseComment(text, 'retrial');
        for (const { spot } of [...commands, ...faults]) {
          expect(spot.text).toBe(lines[spot.line - 1]);
          expect(startsWithWord(spot.text)).toBe(true);
          expect(spot.from).toBeGreaterThanOrEqual(0);
          expect(spot.to).toBeLessThanOrEqual(spot.text.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads nothing from a text that never says the word', () => {
    fc.assert(
      fc.property(comment, (text) => {
        const silent = text.replaceAll(/retrial/gi, 'retry');
        expect(parseComment(silent, 'retrial')).toEqual({ commands: [], faults: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('reads nothing from a quoted, indented or listed text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('> ', '    ', '- ', '# '),
        fc.stringMatching(/^[a-z0-9 "'`=#.]{0,30}$/),
        (mark, tail) => {
          const text = `${mark}/retrial repeat ${tail}`;
          expect(parseComment(text, 'retrial')).toEqual({ commands: [], faults: [] });
        },
      ),
    );
  });

  it('gives back a name in backticks as it was typed', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_$.*[\]()<>&\\"'~|!:/#-]{1,60}$/);
    fc.assert(
      fc.property(name, (typed) => {
        const { commands } = parseComment(`/retrial repeat \`${typed}\``, 'retrial');
        expect(commands[0]?.arguments).toMatchObject([
          { kind: 'word', value: { text: typed, quoted: true } },
        ]);
      }),
    );
  });
});
