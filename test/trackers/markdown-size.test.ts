import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, link, person, strong, text, type Block, type Document } from '../../src/model/document.ts';
import { parseMarker, renderGitHub } from '../../src/trackers/github/markdown.ts';
import { nodesOf, readMarkdown } from '../support/github-reading.ts';

const LIMIT = 60_000;
const topic: Document['topic'] = { kind: 'result', id: 'r-7f3k' };
const headline: Block = { kind: 'headline', mark: 'fail', text: [strong('Flaky'), text(': 10 of 200')] };
const trace = (lines: number): Block => ({
  kind: 'code',
  text: Array.from({ length: lines }, (_, at) => `\tat org.example.Frame.method(Frame.java:${at}) 😀`).join(
    '\n',
  ),
});
const table = (rows: number, name: string): Block => ({
  kind: 'table',
  columns: [{ title: name, align: 'left' }],
  rows: Array.from({ length: rows }, (_, at) => [[text(`${name} row ${at} ${'x'.repeat(80)}`)]]),
});
const fold = (...blocks: readonly Block[]): Block => ({ kind: 'fold', summary: [text('more')], blocks });
const render = (...blocks: readonly Block[]): string =>
  renderGitHub({ topic, blocks: [headline, ...blocks] });

function rowsOf(markdown: string, name: string): number {
  return markdown.split('\n').filter((line) => line.startsWith(`| ${name} row`)).length;
}

describe('a comment that would be too long', () => {
  it('stays whole as long as it fits', () => {
    const markdown = render(table(57, 'sight'), fold(trace(500), table(100, 'shard')));
    expect(markdown).not.toMatch(/left out|showing/);
    expect(markdown.length).toBeGreaterThan(30_000);
  });

  it('loses traces first', () => {
    const markdown = render(table(57, 'sight'), fold(trace(5000), table(200, 'shard')));
    expect(markdown.length).toBeLessThanOrEqual(LIMIT);
    expect(markdown).toMatch(/… \d+ characters left out …/);
    expect([rowsOf(markdown, 'sight'), rowsOf(markdown, 'shard')]).toEqual([57, 200]);
  });

  it('then rows of tables in folds', () => {
    const markdown = render(table(57, 'sight'), fold(trace(5000), table(1000, 'shard')));
    expect(markdown.length).toBeLessThanOrEqual(LIMIT);
    expect([rowsOf(markdown, 'sight'), rowsOf(markdown, 'shard')]).toEqual([57, 20]);
    expect(markdown).toContain('| showing 20 of 1000 |');
  });

  it('then rows of tables in sight', () => {
    const markdown = render(table(5700, 'sight'), fold(trace(5000), table(1000, 'shard')));
    expect(markdown.length).toBeLessThanOrEqual(LIMIT);
    expect(rowsOf(markdown, 'sight')).toBe(20);
    expect(markdown).toContain('| showing 20 of 5700 |');
  });

  it('keeps a head and a tail of a trace', () => {
    const markdown = render(fold(trace(5000)));
    expect(markdown).toContain('Frame.java:0)');
    expect(markdown).toContain('Frame.java:4999)');
  });

  it.each<[string, readonly Block[]]>([
    ['one endless paragraph', [{ kind: 'paragraph', text: [text('@<#'.repeat(100_000))] }]],
    ['one endless headline', [{ kind: 'headline', mark: 'fail', text: [text('😀'.repeat(100_000))] }]],
    ['one endless trace in sight', [trace(50_000)]],
    ['endless backticks', [{ kind: 'code', text: '`'.repeat(100_000) }]],
    ['endless list items', [{ kind: 'list', items: Array.from({ length: 50_000 }, () => [text('item')]) }]],
    [
      'endless columns',
      [
        {
          kind: 'table',
          columns: Array.from({ length: 20_000 }, () => ({ title: 'title', align: 'left' as const })),
          rows: [[]],
        },
      ],
    ],
    ['endless blocks', Array.from({ length: 50_000 }, () => headline)],
    ['endless folds', Array.from({ length: 5000 }, () => fold(trace(1)))],
    [
      'an endless address',
      [{ kind: 'paragraph', text: [link('x', `https://a.example/${'x'.repeat(100_000)}`)] }],
    ],
    [
      'an endless login',
      [{ kind: 'paragraph', text: [person('x'.repeat(100_000)), code('`'.repeat(70_000))] }],
    ],
  ])('fits even with %s, and its fences are closed', (_, blocks) => {
    const markdown = render(...blocks);
    expect(markdown.length).toBeLessThanOrEqual(LIMIT);
    expect(markdown).toMatch(/^### ❌ Flaky: 10 of 200\n/);
    expect(markdown).not.toMatch(/\p{Surrogate}/u);
    expect(parseMarker(markdown)).toEqual(topic);
    const html = nodesOf(readMarkdown(markdown)).filter(({ node }) => node.type === 'html');
    expect(html.at(-1)?.node).toMatchObject({ value: markdown.split('\n').at(-1) });
  });

  it('is never cut within a pair of surrogates, a fence or a tag', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 55_000, max: 130_000 }),
        fc.constantFrom('😀', 'a😀', '`', '\n'),
        (size, unit) => {
          const body = unit.repeat(Math.ceil(size / unit.length));
          const markdown = render(fold({ kind: 'code', text: body }), { kind: 'code', text: body });
          expect(markdown.length).toBeLessThanOrEqual(LIMIT);
          expect(markdown).not.toMatch(/\p{Surrogate}/u);
          const nodes = nodesOf(readMarkdown(markdown)).map(({ node }) => node);
          const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []));
          const opened = html.filter((value) => value.startsWith('<details>')).length;
          expect(html.filter((value) => value === '</details>')).toHaveLength(opened);
          expect(html.at(-1)).toBe(markdown.split('\n').at(-1));
        },
      ),
      { numRuns: 30 },
    );
  });
});
