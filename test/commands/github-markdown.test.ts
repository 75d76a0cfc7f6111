import { describe, expect, it } from 'vitest';
import { parseComment } from '../../src/commands/language/parse.ts';
import { cpuSeconds, wordsOf as wordsIn } from './words.ts';

const command = '/retrial repeat CASTest#testX';

function wordsOf(text: string): readonly (readonly string[])[] {
  return wordsIn(parseComment(text, 'retrial'));
}

describe('where a command counts', () => {
  it.each([
    ['alone', command],
    ['with CRLF line endings', `Thanks.\r\n${command}\r\nBye.`],
    ['with bare carriage returns', `Thanks.\r${command}\rBye.`],
    ['between the lines of a paragraph', `It failed again.\n${command}\nLet us see.`],
    ['behind a paragraph that is not closed by a blank line', `a * b\n${command}\nc * d`],
    ['indented by three spaces', `   ${command}`],
    ['behind a list and a blank line', `- one\n- two\n\n${command}`],
    ['behind a closed fence', `\`\`\`\nlog\n\`\`\`\n${command}`],
    ['behind a quote and a blank line', `> They said\n\n${command}`],
    ['behind a closed HTML block', `<details>\nlog\n</details>\n\n${command}`],
    ['behind a template comment that names tags', `<!-- put logs into <details> -->\n\n${command}`],
    ['behind Java generics', `It is in Map<String, List<Pair>>\n${command}`],
    ['behind a byte order mark', `\uFEFF${command}`],
    ['behind zero-width characters', `\u200B\u200D${command}`],
    ['before a hard break', `${command}\\\nand more`],
    ['in emphasis that began a line earlier', `5*3 runs\n${command}\n2*3 runs`],
  ])('reads it %s', (_, text) => {
    expect(wordsOf(text)).toEqual([['repeat', 'CASTest#testX']]);
  });

  it.each([
    ['in a block quote', `> ${command}`],
    ['in a lazy line of a block quote', `> They said\n${command}`],
    ['in a nested quote', `>> ${command}`],
    ['in a fence', `\`\`\`\n${command}\n\`\`\``],
    ['in a fence of tildes', `~~~ sh\n${command}\n~~~`],
    ['in a fence that never closes', `\`\`\`\n\n${command}\n`],
    ['in indented code', `Try:\n\n    ${command}`],
    ['in a heading', `# ${command}`],
    ['in an underlined heading', `${command}\n======`],
    ['in a table', `| a |\n|---|\n| ${command} |`],
    ['in a table without outer bars', `a | b\n--|--\n${command} | c`],
    ['in a list item', `- ${command}`],
    ['in a numbered item', `1. ${command}`],
    ['in a lazy line of an item', `- one\n${command}`],
    ['in a task', `- [ ] ${command}`],
    ['in a footnote', `[^1]: ${command}`],
    ['in an HTML block', `<div>\n${command}\n</div>`],
    ['in an HTML comment', `<!--\n${command}\n-->`],
    ['in an HTML comment with blank lines', `<!--\n\n${command}\n\n-->`],
    ['in preformatted HTML', `<pre>\n\n${command}\n\n</pre>`],
    ['in details, as a quoted report is', `<details><summary>x</summary>\n\n${command}\n\n</details>`],
    ['in quoted HTML', `<blockquote>\n\n${command}\n\n</blockquote>`],
    ['in a comment inside a paragraph', `See <!--\n${command}\n--> there`],
    ['in struck HTML inside a paragraph', `See <del>\n${command}\n</del> there`],
    ['in code that began a line earlier', `Say \`\n${command}\n\` to run`],
    ['in code whose end follows an odd space', `Say \`\n${command}\n\u00A0\n\``],
    ['struck out', `~~${command}~~`],
    ['struck out since an earlier line', `Never ~~mind\n${command}\nthis~~ again`],
    ['in the text of a link', `[see\n${command}\nhere](https://example.org)`],
    ['as a link', `[${command}](https://example.org)`],
    ['as code', `\`${command}\``],
    ['in the middle of a sentence', `Just say ${command}`],
    ['escaped', `\\${command}`],
    ['written with a character reference', `&#47;retrial repeat CASTest#testX`],
    ['behind another name', `@somebody ${command}`],
    ['as part of another word', '/retrials repeat X\n/retrial-x repeat\n/retrial/repeat\nretrial repeat X'],
  ])('reads none %s', (_, text) => {
    expect(parseComment(text, 'retrial')).toEqual({ commands: [], faults: [] });
  });

  it('understands every prefix, in any case, with or without a colon', () => {
    const prefixes = ['/retrial', '@retrial', 'retrial:', '/Retrial', '@RETRIAL', 'Retrial:', '@retrial:'];
    expect(prefixes.map((prefix) => wordsOf(`${prefix} status`))).toEqual(prefixes.map(() => [['status']]));
  });

  it('answers to the configured word and to no other', () => {
    expect(parseComment('/flaky status', 'flaky').commands).toHaveLength(1);
    expect(parseComment('/retrial status', 'flaky')).toEqual({ commands: [], faults: [] });
  });

  it('says which line of the comment each command stands on', () => {
    const { commands } = parseComment('a\n\n/retrial status\n> b\n\n  /retrial help', 'retrial');
    expect(commands.map(({ spot }) => [spot.line, spot.text])).toEqual([
      [3, '/retrial status'],
      [6, '  /retrial help'],
    ]);
  });
});

describe('unwrapping', () => {
  it.each([
    ['`CASTest#testX`', ['CASTest#testX']],
    ['{{CASTest#testX}}', ['CASTest#testX']],
    ['{{{}CASTest#testX{}}}', ['CASTest#testX']],
    ['*CASTest#testX* _x_ **y** __z__', ['CASTest#testX', 'x', 'y', 'z']],
    ['***CASTest#testX***.', ['CASTest#testX']],
    ['CASTest.test_foo_bar_baz', ['CASTest.test_foo_bar_baz']],
    ['Foo#__init__', ['Foo#__init__']],
    ['src/**/*.test.ts', ['src/**/*.test.ts']],
    ['a*b*c', ['a*b*c']],
    ['[CASTest](https://example.org)', ['CASTest']],
    ['[two words](https://example.org)', ['two words']],
    ['<https://example.org/a>', ['https://example.org/a']],
    ['https://example.org/a', ['https://example.org/a']],
    ['ref=[my branch](https://github.com/a/b/tree/x)', ['ref=my branch']],
    ['ref=*trunk*', ['ref=trunk']],
    ['–unskip —quiet', ['--unskip', '--quiet']],
    ['a–b', ['a–b']],
    ['note=“two words”', ['note=two words']],
    ['note=‘two words’', ['note=two words']],
    ["note=it's", ["note=it's"]],
    ['a\u00A0b', ['a', 'b']],
    ['a&nbsp;b', ['a', 'b']],
    ['a&amp;b &lt; &unknown;', ['a&b', '<', '&unknown']],
    ['CAS\u200BTest\uFEFF', ['CASTest']],
    ['\\@Ignore \\{x\\} \\[0\\] \\*y\\*', ['@Ignore', '{x}', '[0]', '*y*']],
    ['test_b[param-1]', ['test_b[param-1]']],
    ['tests/test_a.py::TestB::test_c[a=b-1]', ['tests/test_a.py::TestB::test_c[a=b-1]']],
    ['A. B, C; D.,;', ['A', 'B', 'C', 'D']],
    ['x200.', ['x200']],
    ['"path > two words"', ['path > two words']],
    ['"keeps *stars* and `ticks`"', ['keeps *stars* and `ticks`']],
    ['`keeps "quotes" and  spaces`', ['keeps "quotes" and  spaces']],
    ['`` a`b ``', ['a`b']],
    ['"A B"#c', ['A B#c']],
    ['A <!-- unseen --> B', ['A', 'B']],
    ['Outer$Inner#test', ['Outer$Inner#test']],
    ['ref=HEAD~1 note=HEAD~2', ['ref=HEAD~1', 'note=HEAD~2']],
    ['a\\', ['a\\']],
    ['note=done. ref=a;', ['note=done.', 'ref=a;']],
    ['test_a[b="c d"]', ['test_a[b=c d]']],
    ['KEY=value --Key=VALUE', ['key=value', 'key=VALUE']],
    ['note="a=b"', ['note=a=b']],
    ['"--quiet"', ['--quiet']],
  ])('reads %s', (typed, words) => {
    expect(wordsOf(`/retrial repeat ${typed}`)).toEqual([['repeat', ...words]]);
  });

  it('reads a decorated prefix', () => {
    expect(wordsOf('*/retrial* repeat X')).toEqual([['repeat', 'X']]);
    expect(wordsOf('**/retrial repeat X**')).toEqual([['repeat', 'X']]);
  });

  it('remembers the address of a link beside its text', () => {
    const { commands } = parseComment('/retrial repeat [my X](https://example.org/a)', 'retrial');
    const [first] = commands[0]?.arguments ?? [];
    expect(first).toMatchObject({ value: { text: 'my X', url: 'https://example.org/a', quoted: true } });
  });

  it('gives every word the columns it was typed in', () => {
    const line = '/retrial **repeat** `CAS  Test` –quiet ref="a b"';
    const { commands } = parseComment(line, 'retrial');
    const [parsed] = commands;
    const spots = parsed?.arguments.map((argument) =>
      'spot' in argument ? argument.spot : argument.value.spot,
    );
    const typed = [parsed?.verbSpot, ...(spots ?? [])].map((spot) => line.slice(spot?.from, spot?.to));
    expect(typed).toEqual(['repeat', 'CAS  Test', '–quiet', 'ref']);
  });
});

describe('comments made to cost time', () => {
  const tail = '\n\n/retrial status';
  it.each([
    ['nested quotes', '>'.repeat(60_000)],
    ['nested lists', '1. '.repeat(20_000)],
    ['many lists', '- a\n\n'.repeat(10_000)],
    ['many headings', 'a\n=\n'.repeat(15_000)],
    ['many lines', 'a\n'.repeat(30_000)],
    ['brackets in the paragraph of the command', `${']'.repeat(60_000)}\n/retrial status`],
    ['emphasis in the paragraph of the command', `${'*a **b '.repeat(9_000)}\n/retrial status`],
    ['ten megabytes', '/retrial status\n'.repeat(625_000)],
  ])('refuses %s with a clear fault', (_, text) => {
    const before = process.cpuUsage();
    const { commands, faults } = parseComment(text + tail, 'retrial');
    expect(cpuSeconds(before)).toBeLessThan(3);
    expect(commands).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual(['E-LONG']);
  });

  it.each([
    ['deep nesting', `${'1. '.repeat(900)}a${tail}`],
    ['deep quotes', `${'>'.repeat(900)}a${tail}`],
    ['many short quotes', `${'>\n\n'.repeat(900)}${tail}`],
    ['brackets elsewhere', `${'['.repeat(60_000)}${tail}`],
    ['emphasis elsewhere', `${'*a **b '.repeat(9_000)}${tail}`],
    ['a wide table', `|${'a|'.repeat(5_000)}\n|${'-|'.repeat(5_000)}${tail}`],
    ['a long log in a fence', `\`\`\`\n${'[INFO] line\n'.repeat(1_900)}\`\`\`${tail}`],
    ['a long log behind the command', `/retrial status\n\n${'- [INFO] line\n'.repeat(4_000)}`],
  ])('reads the command beside %s within seconds', (_, text) => {
    const before = process.cpuUsage();
    expect(parseComment(text, 'retrial').commands).toHaveLength(1);
    expect(cpuSeconds(before)).toBeLessThan(3);
  });

  it('leaves ten megabytes alone that nobody addressed to it', () => {
    expect(parseComment('a'.repeat(10_000_000), 'retrial')).toEqual({ commands: [], faults: [] });
  });
});
