import { expect, it } from 'vitest';
import { link, text, type Document } from '../../src/model/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';

function rendered(url: string, kind: Document['topic']['kind'] = 'summary'): string {
  const blocks: Document['blocks'] = [
    {
      kind: 'fold',
      summary: [text('Blockers')],
      blocks: [
        { kind: 'table', columns: [{ title: 'Ticket', align: 'left' }], rows: [[[link('#7', url)]]] },
        { kind: 'code', text: url },
      ],
    },
  ];
  return renderGitHub({ topic: { kind, id: 'x' }, blocks });
}

it.each([
  ['https://github.com/acme/shop/issues/7', 'https://redirect.github.com/acme/shop/issues/7'],
  ['https://www.github.com/acme/shop/pull/7/files', 'https://redirect.github.com/acme/shop/pull/7/files'],
  ['https://GitHub.com/acme/shop/discussions/7#x', 'https://redirect.github.com/acme/shop/discussions/7#x'],
])('a list links %s so that the other ticket hears nothing', (url, quiet) => {
  expect(rendered(url)).toContain(`](${quiet})`);
  expect(rendered(url)).toContain(`\n${url}\n`);
});

it.each([
  'https://github.com/acme/shop/commit/3f1c9ab',
  'https://github.com/acme/shop/blob/main/issues/7.md',
  'https://github.example.org/acme/shop/issues/7',
  'https://github.com.evil.example/acme/shop/issues/7',
  'https://evil.example/github.com/acme/shop/issues/7',
  'https://github.com:8443/acme/shop/issues/7',
  'https://issues.apache.org/jira/browse/CASSANDRA-17461',
])('the address %s stays as it is', (url) => {
  expect(rendered(url)).toContain(`](${url})`);
});

it('a decision is known to the tickets that it names', () => {
  const url = 'https://github.com/acme/shop/issues/7';
  expect(rendered(url, 'decision')).toContain(`](${url})`);
});
