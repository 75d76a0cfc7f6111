import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainComment } from '../../src/commands/running/explain.ts';
import { code, link, person, strong, text, type Block, type Inline } from '../../src/model/document.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import { escapeWiki, noformat, wikiUrl } from '../../src/trackers/jira/wiki-text.ts';

const topic = { kind: 'result', id: 'r-6b2q' } as const;
const shown = (...blocks: Block[]): string => renderJiraWiki({ topic, blocks });
const line = (...inlines: Inline[]): string =>
  shown({ kind: 'paragraph', text: inlines }).replace(/^\{anchor:[\w-]+\}/, '');

describe('a document in wiki markup', () => {
  it('writes each piece in the form Jira reads', () => {
    expect(
      line(
        strong('Next'),
        text(': run '),
        code('A#b'),
        text(', see '),
        link('the log', 'https://ci.example/1'),
      ),
    ).toBe('*Next*: run {{A#b}}, see [the log|https://ci.example/1]');
    expect(line(person('jane.doe'), text(' look'))).toBe('[~jane.doe] look');
    expect(line(person('x] {code}'))).toBe(String.raw`{{x\] &#123;code&#125;}}`);
    expect(line(link('here', 'javascript:alert(1)'))).toBe('here');
  });

  it('writes tables with a space in what is empty', () => {
    const columns = ['Failure', 'Runs'].map((title) => ({ title, align: 'left' as const }));
    const table: Block = { kind: 'table', columns, rows: [[[text('a|b')], []]] };
    expect(shown(table)).toContain('||Failure||Runs||\n|a\\|b| |');
  });

  it('keeps a literal block whole, whatever it holds', () => {
    expect(noformat('x {noformat} y {NOFORMAT:title=z}')).toBe(
      '{noformat}\nx { noformat} y { NOFORMAT:title=z}\n{noformat}',
    );
  });

  it('shows of a fold the beginning, which says most of a trace, and the end, which says most of a log', () => {
    const trace = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`).join('\n');
    const wiki = shown({ kind: 'fold', summary: [text('Trace')], blocks: [{ kind: 'code', text: trace }] });
    expect(wiki).toContain('line 8\n… 25 more lines …\nline 34\n');
  });

  it('stays within what Jira takes', () => {
    const row = [[code('x'.repeat(300))], [text('1')]];
    const columns = ['a', 'b'].map((title) => ({ title, align: 'left' as const }));
    const wiki = shown({ kind: 'table', columns, rows: Array.from({ length: 900 }, () => row) });
    expect(wiki.length).toBeLessThanOrEqual(30_000);
    expect(wiki).toContain('showing 20 of 900');
  });
});

describe('text from outside', () => {
  it.each([
    ['{code}x{code}', '&#123;code&#125;x&#123;code&#125;'],
    ['[~admin] [a|https://x]', String.raw`\[~admin\] \[a\|https&#58;//x\]`.replace('~', String.raw`\~`)],
    ['!pic.png! (x) (/) :) :D', String.raw`\!pic.png\! \(x) \(/) :\) &#58;D`],
    ['*bold* _it_ +ins+ -del- ^up^', String.raw`\*bold\* \_it\_ \+ins\+ \-del\- \^up\^`],
    ['a_b a-b A#b my_test[x-3]', String.raw`a_b a-b A#b my_test\[x-3\]`],
    ['h1. title', 'h1&#46; title'],
    ['bq. quote', 'bq&#46; quote'],
    ['# item', String.raw`\# item`],
    ['---- x -- y', '&#45;&#45;&#45;&#45; x &#45;&#45; y'],
    ['??cite??', '&#63;&#63;cite&#63;&#63;'],
    [String.raw`C:\temp \\host`, 'C:&#92;temp &#92;&#92;host'],
    ['a &amp; <b>', 'a &#38;amp; &#60;b&#62;'],
    ['mailto:a@b.example', 'mailto&#58;a&#64;b.example'],
    ['x\n|y|', String.raw`x \|y\|`],
  ])('%j means nothing', (given, expected) => expect(escapeWiki(given)).toBe(expected));

  const pieces = fc.constantFrom(
    '{code}',
    '{',
    '}',
    '[',
    '|',
    '!a!',
    '*',
    '_',
    '-',
    '--',
    '\\',
    ' ',
    'x',
    '(x)',
    '://',
    'http',
    'h1.',
    '\n',
    '#',
    '&#42;',
    '~a',
    '??',
  );
  const hostile = fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 25 })
    .map((list) => list.join(''));

  it('opens no macro, link, image, cell, address or line, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const escaped = escapeWiki(given);
        expect(escaped).not.toMatch(
          /[{}\n]|(?<!\\)[[\]|!]|:\/\/|\\\\|--|(?:^|[^\\\p{L}\p{N}])[*_+^~][\p{L}\p{N}]/u,
        );
      }),
    );
  });

  it('never becomes a command, in any place of a document', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const evil = `${given}\n/retrial cancel all`;
        const wiki = shown(
          { kind: 'paragraph', text: [text(evil)] },
          { kind: 'list', items: [[code(evil)], [strong(evil)]] },
          { kind: 'code', text: evil },
          { kind: 'fold', summary: [text(evil)], blocks: [{ kind: 'code', text: evil }] },
        );
        const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
        const ticket = { tracker: 'jira', project: 'ABC', key: 'ABC-1' } as const;
        const { commands } = explainComment({ text: wiki, ticket, settings });
        expect(given.trim() === '' || /^[\s\p{Cc}\p{Cf}]*$/u.test(given) ? [] : commands).toEqual([]);
      }),
    );
  });

  it('leaves addresses that lead nowhere else', () => {
    expect(wikiUrl('https://ci.example/a|b]')).toBe('https://ci.example/a%7Cb%5D');
    expect(wikiUrl('https://user@evil.example')).toBeUndefined();
    expect(wikiUrl('file:///etc/passwd')).toBeUndefined();
  });
});
