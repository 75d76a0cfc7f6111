import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainComment } from '../../src/commands/running/explain.ts';
import type { Block, Document, Inline } from '../../src/model/document.ts';
import { code, link, person, strong, text } from '../../src/model/document.ts';
import { plainLine, plainText } from '../../src/model/plain-text.ts';
import { withoutTokens } from '../../src/model/tokens.ts';
import { parseMarker, renderGitHub } from '../../src/trackers/github/markdown.ts';
import { findAlive, nodesOf, readMarkdown, seenText } from '../support/github-reading.ts';
import { anyDocument } from '../support/documents.ts';
import { hostileText } from '../support/hostile-text.ts';

/** Enough for each suite run; far more were made when the renderer was written. */
const runs = 400;

const topic: Document['topic'] = { kind: 'result', id: 'r-7f3k' };
const paragraph = (...inlines: readonly Inline[]): Document => ({
  topic,
  blocks: [{ kind: 'paragraph', text: inlines }],
});

/** The rendering without its marker. */
function render(...inlines: readonly Inline[]): string {
  return renderGitHub(paragraph(...inlines))
    .split('\n')
    .slice(0, -2)
    .join('\n');
}

function blocksOf(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((each) => (each.kind === 'fold' ? [each, ...blocksOf(each.blocks)] : [each]));
}

function inlinesOf(blocks: readonly Block[]): readonly Inline[] {
  return blocksOf(blocks).flatMap((each) => {
    if (each.kind === 'headline' || each.kind === 'paragraph') return each.text;
    if (each.kind === 'list') return each.items.flat();
    return each.kind === 'table' ? each.rows.flat(2) : [];
  });
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return ['http:', 'https:'].includes(protocol) && username + password === '';
}

describe('hostile text in a GitHub comment', () => {
  it('never becomes a link, a mention, a reference, an image or HTML', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const markdown = renderGitHub(document);
        const root = readMarkdown(markdown);
        const nodes = nodesOf(root).map(({ node }) => node);
        const folds = blocksOf(document.blocks).filter(({ kind }) => kind === 'fold');
        const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []));
        expect(findAlive(root, 'octocat')).toEqual([]);
        expect(html.filter((value) => value === '</details>')).toHaveLength(folds.length);
        expect(html).toHaveLength(folds.length * 2 + 1);
        for (const opened of html.filter((value) => value.startsWith('<details>'))) {
          expect(opened).toMatch(/^<details><summary>(?:[^<>]|<(strong|code)>[^<>]*<\/\1>)*<\/summary>$/);
        }
        const links = inlinesOf(document.blocks).filter(
          (each) => each.kind === 'link' && isWebAddress(each.url),
        );
        const targets = nodes.flatMap((node) => (node.type === 'link' ? [node.url] : []));
        expect(targets).toHaveLength(links.length);
        expect(targets.filter((target) => !isWebAddress(target))).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('never adds a heading, a list, a quote, a rule, a table or a fence to what the document says', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const root = readMarkdown(renderGitHub(document));
        const nodes = nodesOf(root).map(({ node }) => node);
        const all = blocksOf(document.blocks);
        const countOf = (type: string): number => nodes.filter((node) => node.type === type).length;
        const isHeading = (each: Block): boolean => each.kind === 'headline' && each.mark !== 'wait';
        expect(countOf('heading')).toBe(all.filter(isHeading).length);
        expect(countOf('code')).toBe(all.filter(({ kind }) => kind === 'code').length);
        expect(countOf('table')).toBe(all.filter(({ kind }) => kind === 'table').length);
        // Two lists with nothing in between are one to Markdown.
        expect(countOf('list')).toBeLessThanOrEqual(all.filter(({ kind }) => kind === 'list').length);
        const items = all.flatMap((each) => (each.kind === 'list' ? each.items : []));
        expect(countOf('listItem')).toBe(items.length);
        const rows = all.flatMap((each) => (each.kind === 'table' ? [each.rows.length + 1] : []));
        expect(countOf('tableRow')).toBe(rows.reduce((sum, length) => sum + length, 0));
        for (const type of [
          'blockquote',
          'thematicBreak',
          'image',
          'definition',
          'linkReference',
          'footnoteReference',
          'footnoteDefinition',
          'delete',
          'emphasis',
          'break',
        ]) {
          expect([type, countOf(type)]).toEqual([type, 0]);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is still there to read, every visible character of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(text, strong), hostileText, (kind, words) => {
        fc.pre(plainLine(words) !== '');
        expect(seenText(readMarkdown(render(kind(words))))).toBe(plainLine(withoutTokens(words)));
      }),
      { numRuns: runs },
    );
  });

  it('never becomes a command, in any place of a document', () => {
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
    const ticket = { tracker: 'github', project: 'acme/shop', key: '7' } as const;
    fc.assert(
      fc.property(hostileText, (words) => {
        const evil = `x${words}\n/retrial cancel all\n`;
        const markdown = renderGitHub({
          topic,
          blocks: [
            { kind: 'headline', mark: 'wait', text: [text(evil)] },
            {
              kind: 'paragraph',
              text: [text(evil), strong(evil), code(evil), link(evil, 'https://ci.example')],
            },
            { kind: 'list', items: [[code(evil)], [strong(evil)]] },
            { kind: 'code', text: evil },
            { kind: 'fold', summary: [text(evil)], blocks: [{ kind: 'code', text: evil }] },
          ],
        });
        expect(explainComment({ text: markdown, ticket, settings })).toEqual({ commands: [], faults: [] });
      }),
      { numRuns: runs },
    );
  });

  it('is literal in code spans, in cells and in fences', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        fc.pre(plainLine(words) !== '');
        expect(seenText(readMarkdown(render(code(words))))).toBe(plainLine(withoutTokens(words)));
        const columns = [{ title: 'a', align: 'left' as const }];
        const cell: Document = { topic, blocks: [{ kind: 'table', columns, rows: [[[code(words)]]] }] };
        expect(seenText(readMarkdown(renderGitHub(cell)))).toBe(`a${plainLine(withoutTokens(words))}`);
        const fence: Document = { topic, blocks: [{ kind: 'code', text: words }] };
        const [first] = readMarkdown(renderGitHub(fence)).children;
        expect(first).toMatchObject({
          type: 'code',
          lang: null,
          value: plainText(withoutTokens(words)).replace(/\n+$/, ''),
        });
      }),
      { numRuns: runs },
    );
  });
});

describe('the seams between inlines', () => {
  it.each<[string, readonly Inline[]]>([
    ['an exclamation mark before a link', [text('see!'), link('x', 'https://a.example')]],
    ['an at sign before a name', [text('@'), text('octocat')]],
    ['a number sign before a number', [text('fixes #'), text('12')]],
    ['half an address', [text('https:'), text('//evil.example')]],
    ['two spans of code', [code('a'), code('b')]],
    ['two strong texts', [strong('a'), strong('b')]],
    ['what stands around a text that shows nothing', [text('fixes #'), strong('\u200b'), text('12')]],
    ['a refused link', [text(':tada'), link(':', 'javascript:x'), text('x:')]],
    ['a strong text in brackets within a word', [text('a'), strong('(b)'), text('c')]],
    ['a backtick before code', [text('`'), code('b')]],
  ])('do not bring %s to life', (_, inlines) => {
    const root = readMarkdown(render(...inlines));
    expect(findAlive(root)).toEqual([]);
    expect(nodesOf(root).some(({ node }) => node.type === 'image')).toBe(false);
    const words = inlines.map((each) => (each.kind === 'person' ? each.login : each.text)).join('');
    expect(seenText(root).replaceAll(' ', '')).toBe(plainLine(words).replaceAll(' ', ''));
  });

  it('keep a mention from growing into a team or another name', () => {
    expect(render(person('octocat'), text('/team'))).toBe('@octocat&#8203;/team');
    expect(render(person('octocat'), text('son'))).toBe('@octocat&#8203;son');
    expect(render(text('a'), person('octocat'))).toBe('a&#8203;@octocat');
    expect(render(person('octocat'), text(' asked'))).toBe('@octocat asked');
  });
});

describe('a person', () => {
  it.each([
    ['octocat', '@octocat'],
    ['a-b-1', '@a-b-1'],
    ['mona_corp', '@mona_corp'],
    ['retrial[bot]', '`retrial[bot]`'],
    ['org/team', '`org/team`'],
    ['a--b', '`a--b`'],
    ['-a', '`-a`'],
    ['a b', '`a b`'],
    ['x'.repeat(40), `\`${'x'.repeat(40)}\``],
    ['', ''],
  ])('%s is written as %s', (login, markdown) => {
    expect(render(person(login))).toBe(markdown);
  });
});

describe('a link', () => {
  it.each([
    ['https://a.example/x', '[log](https://a.example/x)'],
    ['https://a.example/x?a=1&b=2', '[log](https://a.example/x?a=1&amp;b=2)'],
    ['https://a.example/(x)', '[log](https://a.example/%28x%29)'],
    ['https://a.example/a b|c', '[log](https://a.example/a%20b%7Cc)'],
    ['javascript:alert(1)', 'log'],
    ['data:text/html,x', 'log'],
    ['https://github.com@evil.example/', 'log'],
    ['.retrial/r-7f3k', 'log'],
    ['', 'log'],
  ])('to %s is written as %s', (url, markdown) => {
    expect(render(link('log', url))).toBe(markdown);
  });
});

describe('a fold', () => {
  it('has blank lines inside and a summary in which nothing is alive', () => {
    const summary = [text('6 runs of @octocat, fixes #1: '), code('<b>`x`'), text(' '), strong('a&b')];
    const blocks: readonly Block[] = [{ kind: 'code', text: 'x' }];
    const markdown = renderGitHub({ topic, blocks: [{ kind: 'fold', summary, blocks }] });
    expect(markdown.split('\n').slice(0, -2)).toEqual([
      '<details><summary>6 runs of @&#8203;octocat, fixes #&#8203;1: <code>&lt;b&gt;`x`</code> <strong>a&amp;b</strong></summary>',
      '',
      '```',
      'x',
      '```',
      '',
      '</details>',
    ]);
  });
});

describe('a headline', () => {
  it('is a heading for what ended, and a line for what goes on or was not understood', () => {
    const of = (mark: 'fail' | 'wait' | 'confused'): string =>
      renderGitHub({
        topic,
        blocks: [{ kind: 'headline', mark, text: [strong('Flaky'), text(': 1 of 2')] }],
      });
    expect(of('fail').split('\n')[0]).toBe('### ❌ Flaky: 1 of 2');
    expect(of('wait').split('\n')[0]).toBe('⏳ **Flaky**: 1 of 2');
    expect(of('confused').split('\n')[0]).toBe('😕 **Flaky**: 1 of 2');
  });
});

describe('the marker', () => {
  it('is the last line and tells what the comment is about', () => {
    const markdown = renderGitHub(paragraph(text('x')));
    expect(markdown.split('\n').at(-1)).toBe('<!-- retrial:v1 {"kind":"result","run":"r-7f3k"} -->');
    expect(parseMarker(markdown)).toEqual(topic);
    expect(parseMarker(`${markdown.replaceAll('\n', '\r\n')}\r\n`)).toEqual(topic);
  });

  it('gives back any topic, and nothing in it can end the HTML comment', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('help' as const, 'status' as const), (id, kind) => {
        const body = renderGitHub({ topic: { kind, id }, blocks: [] });
        expect(parseMarker(body)).toEqual({ kind, id });
        expect(readMarkdown(body).children).toHaveLength(1);
        expect(body.trim().slice(4, -3)).not.toMatch(/--|>|[^ -~]/);
      }),
    );
  });

  it.each([
    ['', 'no text'],
    ['thanks', 'no marker'],
    ['<!-- retrial:v1 {"kind":"result","run":"r-1"} -->\nquoted above', 'one that is not last'],
    ['> <!-- retrial:v1 {"kind":"result","run":"r-1"} -->', 'a quoted one'],
    ['<!-- retrial:v1 {"kind":"root","run":"r-1"} -->', 'an unknown kind'],
    ['<!-- retrial:v1 {"kind":"result"} -->', 'no id'],
    ['<!-- retrial:v1 {"kind":"result","run":7} -->', 'an id that is no text'],
    ['<!-- retrial:v1 [] -->', 'no object'],
    ['<!-- retrial:v1 null -->', 'null'],
    ['<!-- retrial:v1 {"kind" -->', 'broken JSON'],
    [`<!-- retrial:v1 {"kind":"result","run":"${'x'.repeat(3000)}"} -->`, 'far too long'],
  ])('is not found in %j: %s', (body) => {
    expect(parseMarker(body)).toBeUndefined();
  });

  it('is not found in a hostile text that we show', () => {
    const forged = '<!-- retrial:v1 {"kind":"result","run":"r-fake"} -->';
    const blocks: readonly Block[] = [{ kind: 'code', text: `x\n${forged}` }];
    expect(parseMarker(renderGitHub({ topic, blocks }))).toEqual(topic);
  });
});
