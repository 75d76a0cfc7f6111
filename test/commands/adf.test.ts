import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAdf } from '../../src/commands/language/adf.ts';
import { parseComment } from '../../src/commands/language/parse.ts';
import { cpuSeconds, wordsOf } from './words.ts';

type Node = Readonly<Record<string, unknown>>;

const command = '/retrial repeat CASTest#testX';
const said = (text: string, ...marks: readonly Node[]): Node => ({
  type: 'text',
  text,
  ...(marks.length === 0 ? {} : { marks }),
});
const node = (type: string, ...content: readonly Node[]): Node => ({ type, content });
const paragraph = (...content: readonly Node[]): Node => node('paragraph', ...content);
const hardBreak: Node = { type: 'hardBreak' };
const item = (list: string): Node => node(list, node('listItem', paragraph(said(command))));

function parse(...blocks: readonly Node[]) {
  return parseComment(JSON.stringify({ version: 1, type: 'doc', content: blocks }), 'retrial', readAdf);
}

describe('where a command counts in a document', () => {
  it.each([
    ['alone', [paragraph(said(command))]],
    ['behind a break', [paragraph(said('Failed again.'), hardBreak, said(command))]],
    ['before a break', [paragraph(said(command), hardBreak, said('Let us see.'))]],
    ['behind spaces', [paragraph(said(`  \u00A0${command}`))]],
    [
      'behind other blocks',
      [node('codeBlock', said('log')), node('blockquote', paragraph(said('x'))), paragraph(said(command))],
    ],
    [
      'in parts',
      [
        paragraph(
          said('/ret'),
          said('rial repeat ', { type: 'strong' }),
          said('CASTest#testX', { type: 'code' }),
        ),
      ],
    ],
    [
      'in colour',
      [paragraph(said(command, { type: 'textColor', attrs: { color: '#de350b' } }, { type: 'em' }))],
    ],
    [
      'to a mention',
      [
        paragraph(
          { type: 'mention', attrs: { id: '5b10', text: '@Retrial' } },
          said(' repeat CASTest#testX'),
        ),
      ],
    ],
    ['with the colon', [paragraph(said('retrial: repeat CASTest#testX'))]],
  ])('reads it %s', (_, blocks) => {
    expect(wordsOf(parse(...blocks))).toEqual([['repeat', 'CASTest#testX']]);
  });

  it.each([
    ['in code', [node('codeBlock', said(command))]],
    ['in a quote', [node('blockquote', paragraph(said(command)))]],
    ['in a panel', [node('panel', paragraph(said(command)))]],
    ['in a heading', [node('heading', said(command))]],
    ['in an expand', [node('expand', paragraph(said(command)))]],
    ['in a bulleted list', [item('bulletList')]],
    ['in a numbered list', [item('orderedList')]],
    ['in a task', [node('taskList', node('taskItem', said(command)))]],
    ['in a table', [node('table', node('tableRow', node('tableCell', paragraph(said(command)))))]],
    ['as inline code', [paragraph(said(command, { type: 'code' }))]],
    ['as a link', [paragraph(said(command, { type: 'link', attrs: { href: 'https://example.org' } }))]],
    ['struck out', [paragraph(said(command, { type: 'strike' }))]],
    ['behind somebody else', [paragraph({ type: 'mention', attrs: { text: '@Ann' } }, said(` ${command}`))]],
    ['behind something without text', [paragraph({ type: 'mediaInline', attrs: {} }, said(command))]],
    ['behind a line break inside a text', [paragraph(said(`so\n${command}`))]],
    ['in the middle of a sentence', [paragraph(said(`Just say ${command}`))]],
    ['in something nobody knows', [node('futureBlock', paragraph(said(command)))]],
  ])('reads none %s', (_, blocks) => {
    expect(parse(...blocks)).toEqual({ commands: [], faults: [] });
  });

  it('says which line of the comment each command stands on', () => {
    const { commands } = parse(
      paragraph(said('a'), hardBreak, said('/retrial status')),
      node('rule'),
      paragraph(said('  /retrial help')),
    );
    expect(commands.map(({ spot }) => [spot.line, spot.text])).toEqual([
      [2, '/retrial status'],
      [4, '  /retrial help'],
    ]);
  });
});

describe('the content of a line', () => {
  it.each<[string, readonly Node[], readonly string[]]>([
    ['inline code', [said('two words', { type: 'code' })], ['two words']],
    ['a card', [{ type: 'inlineCard', attrs: { url: 'https://example.org/a' } }], ['https://example.org/a']],
    ['an emoji', [{ type: 'emoji', attrs: { shortName: ':tada:' } }], [':tada:']],
    ['a person', [{ type: 'mention', attrs: { text: '@Ann Lee' } }], ['@Ann Lee']],
    ['a date', [{ type: 'date', attrs: { timestamp: '0' } }], ['\uFFFC']],
    ['smart quotes and dashes', [said('note=“two words” —quiet')], ['note=two words', '--quiet']],
    ['typed wiki markup', [said('{{CASTest#testX}}')], ['CASTest#testX']],
    ['brackets', [said('test_b[param-1]')], ['test_b[param-1]']],
  ])('reads %s', (_, content, words) => {
    expect(wordsOf(parse(paragraph(said('/retrial repeat '), ...content)))).toEqual([['repeat', ...words]]);
  });

  it('remembers the address of a link beside its text', () => {
    const link = said('my X', { type: 'link', attrs: { href: 'https://example.org/a' } });
    const [first] = parse(paragraph(said('/retrial repeat '), link)).commands[0]?.arguments ?? [];
    expect(first).toMatchObject({ value: { text: 'my X', url: 'https://example.org/a' } });
  });
});

const anyText = fc.oneof(
  fc.constantFrom(command, '/retrial', 'retrial:', '\n', ' ', '@', '\u200B'),
  fc.string(),
);
const anyNode: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue(),
    fc.record(
      {
        type: fc.constantFrom(
          'text',
          'paragraph',
          'hardBreak',
          'mention',
          'inlineCard',
          'emoji',
          'codeBlock',
          'x',
        ),
        text: fc.oneof(anyText, fc.jsonValue()),
        content: fc.oneof(fc.array(tie('node'), { maxLength: 4 }), fc.jsonValue()),
        marks: fc.oneof(fc.array(tie('node'), { maxLength: 2 }), fc.jsonValue()),
        attrs: fc.oneof(fc.record({ text: anyText, url: anyText }), fc.jsonValue()),
      },
      { requiredKeys: ['type'] },
    ),
  ),
})).node;

describe('hostile documents', () => {
  it('never crash the reader, nor become a command that no line begins with', () => {
    fc.assert(
      fc.property(fc.array(anyNode, { maxLength: 4 }), (content) => {
        const text = JSON.stringify({ type: 'doc', content });
        for (const { spot } of parseComment(text, 'retrial', readAdf).commands) {
          expect(spot.text.trim()).toMatch(/^(?:\/retrial|@retrial|retrial:)/i);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['no JSON', command],
    ['JSON that is no document', JSON.stringify(paragraph(said(command)))],
    ['a list', JSON.stringify([{ type: 'doc', content: [paragraph(said(command))] }])],
    ['content that is none', '{"type":"doc","content":{"0":{"type":"paragraph"}}}'],
    ['a prototype', '{"__proto__":{"type":"doc","content":[]}}'],
    ['brackets without end', '['.repeat(500_000)],
    ['objects without end', '{"content":'.repeat(90_000)],
  ])('hold nothing when they are %s', (_, text) => {
    const before = process.cpuUsage();
    expect(parseComment(text, 'retrial', readAdf)).toEqual({ commands: [], faults: [] });
    expect(cpuSeconds(before)).toBeLessThan(2);
  });

  it('cost no time when they are long', () => {
    const before = process.cpuUsage();
    const long = paragraph(...Array.from({ length: 10_000 }, () => said('retrial: ', { type: 'em' })));
    const { commands } = parse(long, paragraph(said('/retrial status')));
    expect(commands.filter(({ unread }) => unread === undefined)).toMatchObject([{ verb: 'status' }]);
    expect(cpuSeconds(before)).toBeLessThan(2);
  });
});
