import type { MaskRule } from './mask-rule.ts';

/** What assertion libraries print of the values they compared, each in its own way. */
export const valueRules: readonly MaskRule[] = [
  {
    name: 'values below the sentence of Node’s assert',
    takesValues: true,
    example: {
      from: 'Expected values to be strictly equal:\n\n3 !== 4',
      to: 'Expected values to be strictly equal',
    },
    needs: /^Expected (?:values|inputs|"actual")/,
    apply: (text) => text.replace(/^(Expected (?:values|inputs|"actual")[^\n]{1,200}):\n[^]*$/, '$1'),
  },
  {
    name: 'the difference that Vitest, Jest and Mocha print below',
    takesValues: true,
    example: {
      from: 'expected 5 to be 15 // Object.is equality\n\n- Expected\n+ Received\n\n- 15\n+ 5',
      to: 'expected 5 to be 15 // Object.is equality',
    },
    needs: /Expected[^\n]{0,40}\n[ \t]{0,20}\+ Received|\+ expected - actual/,
    apply: (text) =>
      text.replace(
        /\n{1,3}[ \t]{0,20}(?:- Expected[^\n]{0,40}\n[ \t]{0,20}\+ Received|\+ expected - actual)[^]*$/,
        '',
      ),
  },
  {
    name: 'values that XCTest compares',
    takesValues: true,
    example: {
      from: 'XCTAssertEqual failed: ("3") is not equal to ("4") - total',
      to: 'XCTAssertEqual failed: (<v>) is not equal to (<v>) - total',
    },
    needs: /^XCTAssert/,
    apply: (text) =>
      text.replace(/\("[^\n]{0,400}?"\) is ([a-z ]{5,40}) \("[^\n]{0,400}?"\)/, '(<v>) is $1 (<v>)'),
  },
  {
    name: 'values that PHPUnit compares',
    takesValues: true,
    example: {
      from: "Failed asserting that 'a' is identical to 'b'.",
      to: 'Failed asserting that <v> is identical to <v>.',
    },
    needs: /Failed asserting that /,
    apply: (text) =>
      text
        .replace(/(Failed asserting that )'[^'\n]{0,400}'/, '$1<v>')
        .replace(/(Failed asserting that [^'\n]{1,200} )'[^'\n]{0,400}'/, '$1<v>')
        .replace(/\n--- Expected\n[^]*$/, ''),
  },
  {
    name: 'where xUnit and NUnit point into the values',
    takesValues: true,
    example: {
      from: 'Assert.Equal() Failure: Strings differ\n          ↓ (pos 0)\nExpected: "abc"',
      to: 'Assert.Equal() Failure: Strings differ\nExpected: "abc"',
    },
    needs: /[↓↑] \(pos|Expected is </,
    apply: (text) =>
      text
        .replace(/\n[ \t]{0,200}[↓↑] \(pos \d{1,9}\)[^\n]{0,200}/g, '')
        .replace(/^[ \t]{0,8}Expected is <[^\n]{1,400}, actual is <[^\n]{1,400}\n/m, ''),
  },
];
