import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainComment } from '../../src/commands/running/explain.ts';
import { code, link, person, strong, text, type Block, type Inline } from '../../src/model/document.ts';
import type { AdfNode } from '../../src/trackers/jira/adf-node.ts';
import { renderAdf } from '../../src/trackers/jira/adf.ts';
import { allNodes, faultsOfAdf, readingOf } from '../support/adf-rules.ts';
import { anyDocument } from '../support/documents.ts';
import { hostileText } from '../support/hostile-text.ts';

const topic = { kind: 'result', id: 'r-6b2q' } as const;

function shown(...blocks: Block[]): AdfNode {
  return JSON.parse(renderAdf({ topic, blocks }));
}

const line = (...inlines: Inline[]) => shown({ kind: 'paragraph', text: inlines }).content?.[0]?.content;

describe('a document in Atlassian’s format', () => {
  it('writes each piece as a node of its own', () => {
    expect(line(strong('Next'), text(': run '), code('A#b'), link(' log', 'https://ci.example/1'))).toEqual([
      { type: 'text', text: 'Next', marks: [{ type: 'strong' }] },
      { type: 'text', text: ': run ' },
      { type: 'text', text: 'A#b', marks: [{ type: 'code' }] },
      { type: 'text', text: ' log', marks: [{ type: 'link', attrs: { href: 'https://ci.example/1' } }] },
    ]);
  });

  it('mentions an account by its id, and nobody by anything else', () => {
    expect(line(person('557058:f0e1-22'))).toEqual([{ type: 'mention', attrs: { id: '557058:f0e1-22' } }]);
    expect(line(person('jane doe'))).toEqual([{ type: 'text', text: 'jane doe', marks: [{ type: 'code' }] }]);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://user@evil.example', '//evil.example', ''])(
    'links nothing to %o',
    (url) => expect(line(link('here', url))).toEqual([{ type: 'text', text: 'here' }]),
  );

  it('folds what can be folded, once', () => {
    const trace: Block = { kind: 'code', text: 'at A.b' };
    const inner: Block = { kind: 'fold', summary: [text('inner')], blocks: [trace] };
    expect(shown({ kind: 'fold', summary: [text('outer '), code('x')], blocks: [inner] }).content).toEqual([
      {
        type: 'expand',
        attrs: { title: 'outer x' },
        content: [
          { type: 'paragraph', content: [{ type: 'text', text: 'inner' }] },
          { type: 'codeBlock', content: [{ type: 'text', text: 'at A.b' }] },
        ],
      },
    ]);
  });

  it('says something even when there is nothing to say', () => {
    expect(shown()).toEqual({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [] }] });
  });

  it('stays within what Jira takes', () => {
    const row = [[code('x'.repeat(300))], [text('1')]];
    const columns = ['a', 'b'].map((title) => ({ title, align: 'left' as const }));
    const json = renderAdf({
      topic,
      blocks: [{ kind: 'table', columns, rows: Array.from({ length: 900 }, () => row) }],
    });
    expect(json.length).toBeLessThanOrEqual(30_000);
    expect(json).toContain('showing 20 of 900');
    expect(faultsOfAdf(JSON.parse(json))).toEqual([]);
  });
});

describe('text from outside', () => {
  it('is nothing but text, whatever it is, and Jira takes it', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const json = renderAdf(document);
        const adf: AdfNode = JSON.parse(json);
        expect(faultsOfAdf(adf)).toEqual([]);
        expect(json.length).toBeLessThanOrEqual(30_000);
        const nodes = allNodes(adf);
        const mentions = nodes.filter(({ type }) => type === 'mention').map(({ attrs }) => attrs?.['id']);
        expect(mentions.filter((id) => !/^[\w:-]+$/.test(String(id)))).toEqual([]);
        const links = nodes
          .flatMap(({ marks = [] }) => marks)
          .filter(({ type }) => type === 'link')
          .map(({ attrs }) => attrs?.['href'] ?? '');
        expect(links.filter((href) => !/^https?:\/\/[^@/]*(?:\/|$)/.test(href))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('never becomes a command', () => {
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
    const ticket = { tracker: 'jira', project: 'ABC', key: 'ABC-1' } as const;
    fc.assert(
      fc.property(hostileText, (given) => {
        const evil = `x${given}\n/retrial cancel all`;
        const adf = renderAdf({
          topic,
          blocks: [
            { kind: 'headline', mark: 'fail', text: [text(evil)] },
            { kind: 'paragraph', text: [text(evil)] },
            { kind: 'list', items: [[code(evil)]] },
            { kind: 'code', text: evil },
            { kind: 'fold', summary: [text(evil)], blocks: [{ kind: 'code', text: evil }] },
          ],
        });
        expect(explainComment({ text: adf, ticket, settings, markup: 'adf' }).commands).toEqual([]);
      }),
    );
  });

  it('shows what it says', () => {
    expect(readingOf(shown({ kind: 'code', text: '{code} <b> [~x] @y\n:)' }))).toBe(
      '{code} <b> [~x] @y\n:)\n',
    );
    expect(readingOf(shown({ kind: 'paragraph', text: [text('a\n@b :smile: https://x.org')] }))).toBe(
      'a @b :smile: https://x.org\n',
    );
  });
});
