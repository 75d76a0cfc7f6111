import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, link, text, type Block } from '../../src/model/document.ts';
import { renderHtml } from '../../src/trackers/html/page.ts';
import { anyDocument } from '../support/documents.ts';
import { documents } from './pairs.ts';

const topic = { kind: 'result', id: 'r-6b2q' } as const;
const page = (...blocks: readonly Block[]): string => renderHtml({ topic, blocks });

/** The tags of our own, with what may stand in them. */
const ours =
  /<(?:!doctype html|\/?(?:html|head|title|body|main|p|ul|li|thead|tbody|tr|table|pre|details|summary|b|strong|code|h1|th|td|div|span|a)|html lang="en"|meta [a-z-]+="[^"<>]*"(?: content="[^"<>]*")? ?\/|h1 class="[a-z]+"|span class="sign"|t[hd] class="(?:left|right)"|div class="wide"|a href="https?:\/\/[^"<>@/]+\/[^"<>]*" rel="noopener noreferrer")>/g;

describe('hostile text on a page', () => {
  it('opens no tag, closes none, loads nothing and links nowhere else', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const shown = renderHtml(document);
        const texts = shown.replace(/<style>[^<]*<\/style>/, '').replace(ours, '');
        expect(texts).not.toMatch(/[<>]/);
        expect(shown).not.toMatch(/[^\P{Cc}\n\t]|\p{Surrogate}|[\u202A-\u202E\u2066-\u2069]/u);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
    ['</pre></details></style>', '&lt;/pre&gt;&lt;/details&gt;&lt;/style&gt;'],
    ['\u001B[31mred\u001B[0m &amp;', 'red &amp;amp;'],
  ])('%j is text in a line, in code, in a title and in a trace', (evil, shown) => {
    const html = page(
      { kind: 'headline', mark: 'fail', text: [text(evil)] },
      { kind: 'paragraph', text: [code(evil)] },
      { kind: 'code', text: evil },
    );
    expect(html).toContain(`<title>${shown}</title>`);
    expect(html).toContain(`<code>${shown}</code>`);
    expect(html).toContain(`<pre>\n${shown}</pre>`);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'https://user@evil.example', '//evil.example'])(
    'links nothing to %s',
    (url) => expect(page({ kind: 'paragraph', text: [link('here', url)] })).toContain('<p>here</p>'),
  );
});

describe('a page', () => {
  it('stands by itself: a policy forbids what could be loaded or run', () => {
    const html = page({ kind: 'code', text: 'x' });
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<(?:script|link|img|iframe)|url\(|@import/);
    expect(html).toContain('<title>Retrial r-6b2q</title>');
  });

  it('keeps a trace that begins with an empty line as it is', () => {
    expect(page({ kind: 'code', text: '\n  at x' })).toContain('<pre>\n\n  at x</pre>');
  });

  it('reads well', async () => {
    const document = await documents['flaky-10-of-200']?.();
    if (document === undefined) throw new Error('the report is gone');
    await expect(renderHtml(document)).toMatchFileSnapshot('golden/flaky-10-of-200.html');
  });
});
