import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseComment } from '../../src/commands/language/parse.ts';
import { readGithubMarkdown } from '../../src/commands/language/github-markdown.ts';
import { readJiraWiki } from '../../src/commands/language/jira-wiki.ts';
import { cpuSeconds, wordsOf } from './words.ts';

const command = '/retrial repeat CASTest#testX';

function parse(text: string, word = 'retrial') {
  return parseComment(text, word, readJiraWiki);
}

describe('where a command counts in wiki markup', () => {
  it.each([
    ['alone', command],
    ['with CRLF line endings', `Thanks.\r\n${command}\r\nBye.`],
    ['with bare carriage returns', `Thanks.\r${command}\rBye.`],
    ['between the lines of a paragraph', `It failed again.\n${command}\nLet us see.`],
    ['indented', `      ${command}`],
    ['behind a no-break space', `\u00A0${command}`],
    ['behind a byte order mark', `\uFEFF${command}`],
    ['behind zero-width characters', `\u200B\u200D${command}`],
    ['behind a list and a blank line', `* one\n* two\n\n${command}`],
    ['behind a list and a line of a no-break space', `* one\r\n\u00A0\r\n${command}`],
    ['behind closed code', `{code:java|title=A.java}\nlog\n{code}\n${command}`],
    ['behind closed noformat', `{noformat}\n{code}\n{quote}\n{noformat}\n${command}`],
    ['behind a closed quote', `{quote}\n{code}{quote}{code}\nthey said\n{quote}\n${command}`],
    ['behind a closed panel', `{panel:title=x|borderColor=#ccc}\nlog\n{panel}\n${command}`],
    ['behind a closed notice', `{info:title=x}\n{tip}\nlog\n{tip}\n{info}\n${command}`],
    ['behind words that begin like a notice', `{notes} and {information} and {expanded:x}\n${command}`],
    ['behind a quoted paragraph', `bq. they said\n${command}`],
    ['behind a heading', `h3. Result\n${command}`],
    ['behind a table', `||a||b||\n|1|2|\n${command}`],
    ['behind an escaped tag', `Use \\{code} for logs\n${command}`],
    ['behind a monospaced tag', `Use {{code}} or {{noformat}} for logs\n${command}`],
    ['behind a dash', `--- so\n${command}`],
    ['before code on the next line', `${command}\n{code}\nlog\n{code}`],
    ['behind Java generics and braces', `It is in Map<String, List<Pair>> {}\n${command}`],
  ])('reads it %s', (_, text) => {
    expect(wordsOf(parse(text))).toEqual([['repeat', 'CASTest#testX']]);
  });

  it.each([
    ['in code', `{code}\n${command}\n{code}`],
    ['in code with a language, in capitals', `{CODE:sh}\n${command}\n{CODE}`],
    ['in code that never ends', `{code:java}\n\n${command}`],
    ['in noformat', `{noformat}\n${command}\n{noformat}`],
    ['in noformat that never ends', `{noformat}\n${command}`],
    [
      'in noformat that holds a tag of code',
      `{noformat}\n{code}\n{noformat} {noformat}\n${command}\n{noformat}`,
    ],
    ['in a quote', `{quote}\n${command}\n{quote}`],
    ['in a quote that never ends', `said:{quote}\n\n${command}`],
    ['in a quote that holds code', `{quote}\n{code}\nx\n{code}\n${command}\n{quote}`],
    ['in a panel', `{panel:title=Report}\n${command}\n{panel}`],
    ['in a panel that never ends', `{panel}\n${command}`],
    ...['info', 'tip', 'note', 'warning', 'expand', 'INFO:title=Jenkins'].map((tag): [string, string] => [
      `in a notice {${tag}}`,
      `{${tag}}\nA job said:\n${command}\n{${tag.replace(/:.*/, '')}}`,
    ]),
    ['in a notice that holds another', `{info}\n{note}\nx\n{note}\n${command}\n{info}`],
    ['in a notice that never ends', `see {warning}\n\n${command}`],
    ['in a panel within a panel', `{panel:title=a}\n{panel:title=b}\nx\n{panel}\n${command}\n{panel}`],
    ['in code behind an escaped end', `{code}\n\\{code}\n${command}\n{code}`],
    ['in code that a third brace begins', `{{{code}\n${command}`],
    ['in code whose title holds a tag', `{code:title={code}\n${command}`],
    ['behind empty code on its line', `{code:java}{code}${command}`],
    ['behind blank noformat on its line', `{noformat} {noformat} ${command}`],
    ['behind an end of code on its line', `{code}\nx\n{code} ${command}`],
    ['behind code on its line', `{code}x{code} ${command}`],
    ['in a quoted paragraph', `bq. ${command}`],
    ['in a heading', `h1. ${command}`],
    ['in a small heading', ` h6. ${command}`],
    ['in a table row', `|${command}|`],
    ['in a table head', `||${command}||`],
    ['in a line that goes on with a row', `|a\n${command}\n|`],
    ['in a bulleted item', `* ${command}`],
    ['in a nested item', `** ${command}`],
    ['in a dashed item', `- ${command}`],
    ['in a numbered item', `# ${command}`],
    ['in a mixed item', `#* ${command}`],
    ['in a line that goes on with an item', `* one\n${command}`],
    ['in a line that goes on with an item behind code', `* one\n{code}\nx\n{code}\n${command}`],
    ['struck out', `-${command}-`],
    ['struck out by the visual editor', `{-}${command}{-}`],
    ['as code', `{{${command}}}`],
    ['as code of the visual editor', `{{{}${command}{}}}`],
    ['as the text of a link', `[${command}|https://example.org]`],
    ['escaped', `\\@retrial repeat CASTest#testX`],
    ['with an escaped mention', `\\[~retrial] repeat CASTest#testX`],
    ['written with a character reference', `&#47;retrial repeat CASTest#testX`],
    ['behind somebody else', `[~somebody] ${command}`],
    ['in the middle of a sentence', `Just say ${command}`],
    ['as part of another word', '/retrials repeat X\n/retrial-x repeat\n/retrial/repeat\nretrial repeat X'],
    ['in a mail that quotes', `> ${command}`],
  ])('reads none %s', (_, text) => {
    expect(parse(text)).toEqual({ commands: [], faults: [] });
  });

  it('understands every prefix, in any case, with or without a colon, decorated or not', () => {
    const prefixes = [
      '/retrial',
      '@retrial',
      'retrial:',
      '[~retrial]',
      '[~Retrial]:',
      '/Retrial',
      '@retrial:',
      '*/retrial*',
      '_retrial:_',
      '+/retrial+',
      '{color:#de350b}/retrial{color}',
      '*{color:red}/retrial{color}*',
      '{*}/retrial{*}',
    ];
    for (const prefix of prefixes) {
      expect([prefix, ...wordsOf(parse(`${prefix} status`))]).toEqual([prefix, ['status']]);
    }
  });

  it('reads a whole line in bold or in colour', () => {
    expect(wordsOf(parse('*/retrial repeat X*'))).toEqual([['repeat', 'X']]);
    expect(wordsOf(parse('{color:red}/retrial repeat X{color}'))).toEqual([['repeat', 'X']]);
  });

  it('answers to the configured word and to no other', () => {
    expect(parse('/flaky status', 'flaky').commands).toHaveLength(1);
    expect(parse('/retrial status', 'flaky')).toEqual({ commands: [], faults: [] });
  });

  it('says which line of the comment each command stands on', () => {
    const { commands } = parse('a\r\n\r\n/retrial status\r\nbq. b\r\n  /retrial help');
    expect(commands.map(({ spot }) => [spot.line, spot.text])).toEqual([
      [3, '/retrial status'],
      [5, '  /retrial help'],
    ]);
  });
});

describe('unwrapping wiki markup', () => {
  it.each([
    ['{{CASTest#testX}}', ['CASTest#testX']],
    ['{{{}CASTest#testX{}}}', ['CASTest#testX']],
    ['{{test{x}}}', ['test{x}']],
    ['{{a b}}', ['a b']],
    ['ref={{17461-4.1}}', ['ref=17461-4.1']],
    ['*CASTest#testX* _x_ +y+', ['CASTest#testX', 'x', 'y']],
    ['*_CASTest#testX_*.', ['CASTest#testX']],
    ['{color:red}CASTest#testX{color}', ['CASTest#testX']],
    ['{*}CASTest#testX{*}', ['CASTest#testX']],
    ['CASTest.test_foo_bar_baz', ['CASTest.test_foo_bar_baz']],
    ['Foo#__init__', ['Foo#__init__']],
    ['__init__.py::_private_', ['__init__.py::_private_']],
    ['src/**/*.test.ts', ['src/**/*.test.ts']],
    ['a*b*c a_b_c a+b+c', ['a*b*c', 'a_b_c', 'a+b+c']],
    ['[CASTest|https://example.org]', ['CASTest']],
    ['[two words|https://example.org]', ['two words']],
    ['[{{CASTest}}|https://example.org]', ['CASTest']],
    ['[https://example.org/a]', ['https://example.org/a']],
    ['[https://example.org/a|https://example.org/a|smart-link]', ['https://example.org/a']],
    ['https://example.org/a_b_', ['https://example.org/a_b_']],
    ['ref=[my branch|https://github.com/a/b/tree/x]', ['ref=my branch']],
    ['ref=*trunk*', ['ref=trunk']],
    ['test_b[param-1]', ['test_b[param-1]']],
    ['test_b[a|b]', ['test_b[a|b]']],
    ['test_c[a=b-1]', ['test_c[a=b-1]']],
    ['[0]', ['[0]']],
    ['[~brandon.williams]', ['@brandon.williams']],
    ['–unskip —quiet', ['--unskip', '--quiet']],
    ['\\--unskip \\-\\-quiet', ['--unskip', '--quiet']],
    ['a–b', ['a–b']],
    ['note=“two words”', ['note=two words']],
    ['note=‘two words’', ['note=two words']],
    ["note=it's", ["note=it's"]],
    ['a\u00A0b', ['a', 'b']],
    ['a&nbsp;b', ['a', 'b']],
    ['a&amp;b &lt; &unknown;', ['a&b', '<', '&unknown']],
    ['CAS\u200BTest\uFEFF', ['CASTest']],
    ['\\@Ignore \\{x\\} \\[0\\] \\*y\\*', ['@Ignore', '{x}', '[0]', '*y*']],
    ['App\\Tests\\FooTest', ['App\\Tests\\FooTest']],
    ['App\\\\FooTest \\\\', ['App\\FooTest']],
    ['{code}CASTest#testX{code}', ['CASTest#testX']],
    ['{noformat}two words{noformat} ref=a', ['two words', 'ref=a']],
    ['X {code}', ['X', '{code}']],
    ['X {quote}they said{quote}', ['X', '{quote}']],
    ['"path > two words"', ['path > two words']],
    ['"keeps *stars*"', ['keeps *stars*']],
    ['Outer$Inner#test', ['Outer$Inner#test']],
    ['A. B, C; D.,;', ['A', 'B', 'C', 'D']],
    ['x200.', ['x200']],
  ])('reads %s', (typed, words) => {
    expect(wordsOf(parse(`/retrial repeat ${typed}`))).toEqual([['repeat', ...words]]);
  });

  it('remembers the address of a link beside its text', () => {
    const { commands } = parse('/retrial repeat [my X|https://example.org/a]');
    const [first] = commands[0]?.arguments ?? [];
    expect(first).toMatchObject({ value: { text: 'my X', url: 'https://example.org/a', quoted: true } });
  });

  it('gives every word the columns it was typed in', () => {
    const line = '/retrial *repeat* {{CAS  Test}} –quiet ref="a b"';
    const [parsed] = parse(line).commands;
    const spots = parsed?.arguments.map((argument) =>
      'spot' in argument ? argument.spot : argument.value.spot,
    );
    const typed = [parsed?.verbSpot, ...(spots ?? [])].map((spot) => line.slice(spot?.from, spot?.to));
    expect(typed).toEqual(['repeat', 'CAS  Test', '–quiet', 'ref']);
  });
});

/** Pieces that mean something to Jira or to the reader. */
const pieces = [
  '/retrial repeat X',
  '/retrial',
  '@retrial',
  '[~retrial]',
  'retrial:',
  ' repeat X',
  '{code}',
  '{code:java}',
  '{noformat}',
  '{quote}',
  '{panel}',
  '{panel:title=x}',
  '{{',
  '}}',
  '{{{}',
  '{}}}',
  '{',
  '}',
  '[',
  ']',
  '|',
  '||',
  '|https://example.org]',
  '*',
  '_',
  '+',
  '-',
  '* ',
  '# ',
  '- ',
  'bq. ',
  'h1. ',
  '\\',
  '\\\\',
  '\\{',
  '&nbsp;',
  '&#47;',
  '\u00A0',
  '\u200B',
  '\uFEFF',
  '\ud83d',
  '"',
  '“',
  '=',
  ' ',
  '\n',
  '\r\n',
  '\n\n',
  'a',
  '{color:red}',
  '{color}',
  '{*}',
  '{-}',
];
const hostile = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => some.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

/** Written for this test in the forms that such threads hold; 22 of its spaces are no-break spaces. */
const thread = [
  '\u00A0{quote}we should have a command such as',
  '/retrial repeat CASTest#testX x500',
  'for this{quote}',
  'bq. /retrial repeat, and it tells us?',
  '[~brandon.williams]\u00A0I repeated {{CASTest#testX}} 500\u00A0times [here|https://ci.example.org/p/1998], see',
  '{code:java}\nant testsome -Dtest.name=CASTest \\\n  -Dtest.methods=testX\n/retrial repeat CASTest\n{code}',
  '||\u00A0branch||\u00A0failed||\n|\u00A04.0|\u00A00\u00A0of\u00A0200|\n|/retrial\u00A0status|\u00A012\u00A0of\u00A0500|',
  ' * the {{{}@Ignore{}}} was removed in -d292327- [d2923275|https://vcs.example.org/d2923275?x=%3Cmain%3E]',
  ' *\u00A0/retrial repeat would skip \\@Ignore',
  'say /retrial repeat',
  '\u00A0',
  'Thanks, _really_ helpful.\u00A0I\u00A0think we\u00A0should\u00A0fix\u00A0it.\u00A0\u00A0',
  '{noformat}\n/retrial repeat CASTest\n{noformat}',
].join('\n');

describe('a thread in which people only talk of commands', () => {
  it('holds none for the reader of Markdown either, whatever its lines begin with', () => {
    // Blocks of wiki markup are none in Markdown: what stands alone on a line there is a command.
    const written = thread.replaceAll(/^\/retrial/gm, 'retrial');
    expect(written.split('\u00A0')).toHaveLength(22 + 1);
    expect(parseComment(written, 'retrial', readGithubMarkdown)).toEqual({ commands: [], faults: [] });
    const asked = parseComment(`${written}\n\n/retrial status`, 'retrial', readGithubMarkdown);
    expect(wordsOf(asked)).toEqual([['status']]);
  });

  it('holds none for the reader of wiki markup', () => {
    expect(thread.split('\u00A0')).toHaveLength(22 + 1);
    expect(parse(thread)).toEqual({ commands: [], faults: [] });
    expect(wordsOf(parse(`${thread}\n/retrial status`))).toEqual([['status']]);
  });
});

describe('hostile wiki markup', () => {
  it('never crashes the reader, nor becomes a command that its line does not begin with', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const { spot } of parse(text).commands) {
          const start = spot.text
            .replaceAll(/\{color(?::[^{}]*)?\}|\{anchor(?::[^{}]*)?\}|\{[*_+]\}|&nbsp;/gi, '')
            .replaceAll(/[\s*_+\u200B-\u200D\u2060\uFEFF\u00AD\u00A0]/g, '');
          expect(start).toMatch(/^(?:\/retrial|@retrial|\[~retrial\]|retrial:)/i);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('never becomes a command inside code that was closed around it', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('code', 'noformat'), (text, name) => {
        const inside = text.replaceAll(/\{(?=code|noformat)/gi, '(').replaceAll('\\', '/');
        const { commands, faults } = parse(`{${name}}\n${inside}\n{${name}}`);
        expect([...commands, ...faults]).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['opening braces', '{'.repeat(90_000)],
    ['double braces', '{{a '.repeat(22_000)],
    ['closing braces', `{{a${'}'.repeat(90_000)}`],
    ['panels that do not end', '{panel:'.repeat(13_000)],
    ['brackets', '['.repeat(90_000)],
    ['brackets with bars', '[a|'.repeat(30_000)],
    ['stars', '*a '.repeat(30_000)],
    ['marks and points', '*._'.repeat(30_000)],
    ['backslashes', '\\'.repeat(90_000)],
    ['spaces', ' '.repeat(90_000)],
    ['bars', '|a'.repeat(45_000)],
    ['references', '&#4'.repeat(30_000)],
    ['lines', '\n'.repeat(90_000)],
    ['items', '* a\n'.repeat(22_000)],
  ])('costs no time with many %s', (_, text) => {
    const before = process.cpuUsage();
    parse(`/retrial repeat ${text}\n\n/retrial status`);
    parse(`${text}\n\n/retrial status`);
    expect(cpuSeconds(before)).toBeLessThan(2);
  });

  it('refuses a comment that is too long to read, unless nobody addressed it here', () => {
    expect(parse(`/retrial status\n${'a'.repeat(100_000)}`).faults.map(({ code }) => code)).toEqual([
      'E-LONG',
    ]);
    expect(parse('a'.repeat(10_000_000))).toEqual({ commands: [], faults: [] });
  });
});
