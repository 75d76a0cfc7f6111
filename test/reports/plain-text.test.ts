import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText, shorten } from '../../src/model/plain-text.ts';
import { hostileText } from '../support/hostile-text.ts';

describe('plain text', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red', 'colours'],
    ['\u001b[38;2;1;2;3mx\u001b[K', 'x', 'longer sequences'],
    ['\u009b31mx', 'x', 'the one-byte form'],
    ['\u001b]0;title\u0007x', 'x', 'a window title ended by a bell'],
    ['\u001b]8;;https://a.example\u001b\\x\u001b]8;;\u001b\\', 'x', 'a hyperlink'],
    ['\u001bPq#0\u001b\\x', 'x', 'a picture'],
    ['\u001b]0;never ended', '0;never ended', 'a title that never ends, whose text stays'],
    ['\u001b', '\u241b', 'the escape character alone'],
    ['\u001bcx', 'x', 'a reset'],
    ['a\u0000b\bc\u007f', 'a\u2400b\u2408c\u2421', 'control characters'],
    ['a\u0085b\u0080c', 'a\nb\ufffdc', 'control characters of Latin-1'],
    ['100 %\r200 %\r\ndone', '100 %\n200 %\ndone', 'carriage returns'],
    ['a\u2028b\u2029c', 'a\nb\nc', 'separators of lines'],
    ['\u202egpj.exe\u2066', '\ufffdgpj.exe\ufffd', 'reversed text'],
    ['a\u200bb\ufeffc\u00add\u{e0041}', 'abcd', 'what is invisible'],
    ['a\ud83db\ude00', 'a\ufffdb\ufffd', 'halves of pairs'],
    ['tab\tbreak\n漢字 😀 é', 'tab\tbreak\n漢字 😀 é', 'what is harmless'],
  ])('%j becomes %j: %s', (given, plain) => {
    expect(plainText(given)).toBe(plain);
  });

  it('holds no control character, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, (given) => {
        const plain = plainText(given);
        expect(plain.replace(/[\n\t]/g, '')).not.toMatch(
          /[\p{Cc}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/u,
        );
        expect(plainText(plain)).toBe(plain);
        expect(plainLine(given)).not.toMatch(/[\n\t]|^\s|\s$| {2}/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a shortened text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['abcd', 1, '…'],
  ])('of %j in %d characters is %j', (given, max, shown) => {
    expect(shorten(given, max)).toBe(shown);
  });
});
