import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, escapedForComment, ignoreLine, ignoreWordsIn } from '../../src/edits/ignore/words.ts';

/** vitest obeys these words wherever they stand in a file, this one too. */
const setUp = ['@vitest', 'environment jsdom'].join('-');
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '\\',
        '"',
        "'",
        '*/',
        '/*',
        '\\u002a',
        '\\u0022',
        '\n',
        '\r',
        '\u2028',
        '$',
        '${x}',
        '😀',
        'u',
        'a',
        ' ',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('Retrial ignore (until 9): x', setUp),
);
const escapings = [{}, { ascii: 'pairs' }, { ascii: 'points' }, { hasTemplates: true }] as const;
const lineFor = (reason: string) => ignoreLine({ reason: `x ${reason}`, until: '4.2', ticket: 'A-1' });

describe('the words of an ignore', () => {
  it('say until when, the ticket, and why', () => {
    expect(ignoreLine({ reason: 'race', until: '4.2' })).toBe('Retrial ignore (until 4.2): race');
    expect(ignoreLine({ reason: ' a\nb ', until: '2026-12-31', ticket: 'apache/cassandra#12' })).toBe(
      'Retrial ignore (until 2026-12-31, ticket apache/cassandra#12): a b',
    );
  });

  it.each([
    [{ reason: ' \u200b\n', until: '4.2' }, 'needs a reason in words'],
    [{ reason: 'x', until: '4.2): "' }, 'no version or date'],
    [{ reason: 'x', until: '' }, 'no version or date'],
    [{ reason: 'x', until: '4.2', ticket: 'A-1\n' }, 'no ticket'],
    [{ reason: 'x', until: '4.2', ticket: '*/' }, 'no ticket'],
  ])('are refused for %j', (words, message) => {
    expect(() => ignoreLine(words)).toThrow(message);
  });

  it('cut a reason that is too long, and say so by an ellipsis', () => {
    expect(ignoreLine({ reason: 'a'.repeat(100_000), until: '4.2' })).toMatch(/^.{0,350}a…$/);
  });

  it('read back as they were, from a string or a comment of any language', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...escapings), (reason, escaping) => {
        const line = lineFor(reason);
        const expected = { reason: line.slice(line.indexOf('): ') + 3), until: '4.2', ticket: 'A-1' };
        for (const source of [
          `@Ignore("${escaped(line, escaping)}") // x`,
          `// ${escapedForComment(line, escaping)}`,
          `/* ${escapedForComment(line, escaping)} */ it()`,
        ]) {
          expect(ignoreWordsIn(`a\r\n${source}\nb`)).toEqual([{ ...expected, line: 2 }]);
        }
      }),
    );
  });

  it('never end or begin a comment, nor set up a runner', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...escapings), (reason, escaping) => {
        expect(escapedForComment(lineFor(reason), escaping)).not.toMatch(
          /\*\/|\/\*|[\r\n\u2028\u2029\u0085]|@(?:vitest|jest)-/,
        );
      }),
    );
  });

  it('hold no unicode escape that Java would read, but those that stand for one character', () => {
    fc.assert(
      fc.property(hostile, (reason) => {
        const written = escapedForComment(lineFor(reason), { ascii: 'pairs' });
        expect(written).toMatch(/^[ -~]*$/);
        const read = [...written.matchAll(/(\\+)u([0-9a-f]{4})/g)].filter(
          ([, slashes = '']) => slashes.length % 2,
        );
        expect(read.filter(([, , code = '']) => Number.parseInt(code, 16) < 0x80)).toEqual([]);
      }),
    );
  });

  it('are found where several stand, and not where only some of them stand', () => {
    const text = [
      '@Ignore("Retrial ignore (until 4.2): a \\"b\\"") class A {}',
      '# Retrial ignore (until): c',
      'x // Retrial ignore (until 5.0, ticket #7): d',
    ].join('\n');
    expect(ignoreWordsIn(text)).toEqual([
      { reason: 'a "b"', until: '4.2', line: 1 },
      { reason: 'd', until: '5.0', ticket: '#7', line: 3 },
    ]);
  });

  it('are looked for in any text in bounded time', () => {
    const started = performance.now();
    expect(ignoreWordsIn('Retrial ignore (until 1): \\'.repeat(40_000))).toHaveLength(1);
    expect(ignoreWordsIn(`Retrial ignore (until ${'1'.repeat(500_000)}`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
