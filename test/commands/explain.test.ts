import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainComment, type Explanation } from '../../src/commands/running/explain.ts';

const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
const github = (text: string): Explanation =>
  explainComment({ text, ticket: { tracker: 'github', project: 'a/b', key: '1' }, settings });
const jira = (text: string): Explanation =>
  explainComment({ text, ticket: { tracker: 'jira', project: 'ABC', key: 'ABC-1' }, settings });
const adf = (text: string): Explanation =>
  explainComment({
    text,
    markup: 'adf',
    ticket: { tracker: 'jira', project: 'ABC', key: 'ABC-1' },
    settings,
  });

describe('what a comment would be read as', () => {
  it.each([
    ['GitHub', github, 'Look.\n\n/retrial repeat `A#b` x50 ref=trunk'],
    ['Jira', jira, 'Look.\n\n/retrial repeat {{A#b}} x50 ref=trunk'],
    [
      'Jira Cloud',
      adf,
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [
          { type: 'heading', content: [{ type: 'text', text: 'Look.' }] },
          { type: 'codeBlock', content: [{ type: 'text', text: '/retrial cancel' }] },
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: '/retrial repeat ' },
              { type: 'text', text: 'A#b', marks: [{ type: 'code' }] },
              { type: 'text', text: ' x50 ref=trunk' },
            ],
          },
        ],
      }),
    ],
  ])('is the same on %s', (_, read, text) => {
    expect(read(text)).toEqual({
      commands: [
        { line: 3, verb: 'repeat', args: { test: 'A#b', xN: 50, ref: { kind: 'name', name: 'trunk' } } },
      ],
      faults: [],
    });
  });

  it.each([
    ['E-VERB', 'repaet A#b', 10, 16],
    ['E-KEY', 'repeat A#b brach=x', 21, 26],
    ['E-VALUE', 'repeat A#b x20000', 21, 27],
    ['E-DUP', 'repeat A#b ref=a ref=b', 27, 32],
    ['E-QUOTE', 'repeat A#b note="after', 26, 27],
    ['E-MISSING', 'repeat A#b ref', 21, 24],
    ['E-REF', 'repeat A#b ref=-a', 21, 27],
    ['E-LONG', 'repeat'.padEnd(200, ' a'), 1, 210],
  ])('names %s and its place in both markups: `%s`', (code, line, from, to) => {
    for (const read of [github, jira])
      expect(read(`Look.\n\n/retrial ${line}`).faults).toMatchObject([{ code, line: 3, from, to }]);
  });

  it('is every mistake with its place, and then no command', () => {
    const { commands, faults } = jira('/retrial repeat A#b x50\n/retrial repaet A#b ref=');
    expect(commands).toEqual([]);
    expect(faults).toMatchObject([{ code: 'E-VERB', line: 2, from: 10, to: 16, fix: 'repeat' }, { line: 2 }]);
  });

  it.each([
    '{code}\n/retrial repeat A#b\n{code}',
    '{noformat}\n/retrial repeat A#b',
    '{quote}/retrial repeat A#b{quote}',
    'bq. /retrial repeat A#b',
    '|/retrial repeat A#b|',
    '* /retrial repeat A#b',
    'h1. /retrial repeat A#b',
    'see /retrial repeat A#b',
  ])('is nothing where it is only quoted: %j', (text) => {
    expect(jira(text)).toEqual({ commands: [], faults: [] });
  });

  it('is never an error, and never a command that no line begins with', () => {
    const piece = fc.constantFrom(
      '/retrial ',
      'repeat ',
      'A#b ',
      '{code}',
      '{{',
      '}}',
      '\n',
      '|',
      '*',
      'x9',
      '[a|b]',
      '\\',
    );
    const comment = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 });
    fc.assert(
      fc.property(comment, (pieces) => {
        const text = pieces.join('');
        for (const read of [github, jira, adf]) {
          const { commands } = read(text);
          expect(commands.length === 0 || /^[^a-z]*retrial/im.test(text)).toBe(true);
        }
      }),
    );
  });
});
