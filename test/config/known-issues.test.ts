import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOwnSettings, readProjectConfig } from '../../src/config/project.ts';
import { UserError } from '../../src/model/errors.ts';

const head = 'local:\n  command: [x]\nknownIssues:\n';
const name = 'rules.yml';

describe('the failures a project knows', () => {
  it('are read from its file, in their order', () => {
    const text = `${head}  - { issue: SHOP-1, contains: port is taken, test: ShopTest }\n  - { issue: SHOP-2, title: The race, pattern: "timed out after \\\\d+" }\n`;
    const rules = [
      { issue: 'SHOP-1', contains: 'port is taken', test: 'ShopTest' },
      { issue: 'SHOP-2', title: 'The race', pattern: String.raw`timed out after \d+` },
    ];
    expect(readProjectConfig(text).knownIssues).toEqual(rules);
    expect(readOwnSettings({ name, text }).knownIssues).toEqual(rules);
  });

  it('may stand in a file of their own, which says nothing of how tests are run', () => {
    const text = 'knownIssues:\n  - { issue: SHOP-1, contains: x }\n';
    expect(readOwnSettings({ name, text }).knownIssues).toEqual([{ issue: 'SHOP-1', contains: 'x' }]);
    expect(readOwnSettings({ name, text: '' }).knownIssues).toEqual([]);
  });

  it.each([
    ['  - { issue: A-1 }', 'knownIssues.0: The known issue A-1 needs either a text it contains or a pattern'],
    ['  - { issue: A-1, contains: x, pattern: y }', 'knownIssues.0: The known issue A-1 needs either'],
    ['  - { issue: A-1, contains: " " }', 'knownIssues.0: The known issue A-1 needs either'],
    [
      '  - { issue: A-1, contains: x }\n  - { issue: A-2, pattern: "(" }',
      'knownIssues.1.pattern: The pattern of the known issue A-2 is not one: error parsing regexp: missing closing )',
    ],
    ['  - { issue: A-1, pattern: "(?=x)y" }', 'knownIssues.0.pattern: The pattern of the known issue A-1'],
    [`  - { issue: A-1, pattern: ${'a'.repeat(1001)} }`, 'knownIssues.0.pattern: The known issue A-1 needs'],
    ['  - { contains: x }', 'knownIssues.0.issue: is missing, and text belongs there'],
    ['  - { issue: "", contains: x }', 'knownIssues.0.issue: Too small'],
    ['  - { issue: A-1, contain: x }', 'knownIssues.0: Unrecognized key: "contain"'],
    ['  - A-1', 'knownIssues.0: is text, and a map of keys belongs there'],
    ['  A-1: x', 'knownIssues: is a map of keys, and a list belongs there'],
  ])('say which rule is wrong, and where: %j', (rules, message) => {
    for (const read of [
      () => readProjectConfig(head + rules),
      () => readOwnSettings({ name, text: head + rules }).knownIssues,
    ]) {
      expect(read).toThrow(message);
      expect(read).toThrow(expect.objectContaining({ code: 'E-CONFIG' }));
    }
  });

  it('are refused or read whatever their pattern is, never worse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (pattern) => {
        const text = JSON.stringify({ knownIssues: [{ issue: 'A-1', pattern }] });
        expect(codeOrCount(() => readOwnSettings({ name, text }).knownIssues.length)).toSatisfy(
          (answer) => answer === 1 || answer === 'E-CONFIG',
        );
      }),
    );
  });
});

function codeOrCount(read: () => number): number | string {
  try {
    return read();
  } catch (error) {
    return error instanceof UserError ? error.code : String(error);
  }
}
