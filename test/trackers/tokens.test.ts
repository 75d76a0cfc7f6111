import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text, type Document } from '../../src/model/document.ts';
import { withoutTokens } from '../../src/model/tokens.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { renderAdf } from '../../src/trackers/jira/adf.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';

const word = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8';
/** Put together here, so that nobody who looks for secrets finds one in this file. */
const secrets = {
  'a token of GitHub': ['gh', 'p_', word].join(''),
  'a token of GitLab': ['gl', 'pat-', word].join(''),
  'a token of npm': ['npm', '_', word].join(''),
  'a token of Atlassian': ['ATA', 'TT3', word].join(''),
  'a key of AWS': ['AK', 'IA', 'ABCDEFGH12345678'].join(''),
  'a JSON Web Token': ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3', 'c2lnbmF0dXJlIQ'].join('.'),
  'a private key': ['-----BEGIN RSA PRIV', `ATE KEY-----\n${word}\n-----END RSA PRIV`, 'ATE KEY-----'].join(
    '',
  ),
};

/** The same text wherever a document can hold one. */
function holding(words: string): Document {
  const columns = [{ title: 'a', align: 'left' as const }];
  return {
    topic: { kind: 'result', id: 'r-1' },
    blocks: [
      { kind: 'paragraph', text: [{ kind: 'code', text: words }] },
      {
        kind: 'fold',
        summary: [text(words)],
        blocks: [
          { kind: 'code', text: words },
          { kind: 'list', items: [[{ kind: 'strong', text: words }]] },
          { kind: 'table', columns, rows: [[[text(words)]]] },
        ],
      },
    ],
  };
}

describe('what looks like a secret', () => {
  it.each(Object.entries(secrets))('is left out of what is posted: %s', (_, secret) => {
    const words = `before ${secret} after`;
    expect(withoutTokens(words)).toBe('before [secret left out] after');
    for (const render of [renderGitHub, renderJiraWiki, renderAdf]) {
      const shown = render(holding(words));
      expect(shown).not.toContain(secret.slice(0, 12));
      expect(shown).not.toContain(word);
      expect(shown.match(/secret left out/g)).toHaveLength(5);
    }
  });

  it('is the value of a header and the password of an address, and nothing around them', () => {
    expect(withoutTokens(`> Authorization: Bearer ${word}\n> Accept: */*`)).toBe(
      '> Authorization: Bearer [secret left out]\n> Accept: */*',
    );
    expect(withoutTokens('clone https://bot:hunter2@git.example.org/a.git')).toBe(
      'clone https://bot:[secret left out]@git.example.org/a.git',
    );
  });

  it.each([
    'org.apache.cassandra.CASTest#testConflictingWrites[ghp_short]',
    'at Shop.pays(shop.js:7) commit 9cadfe6d1f0a4c0d8c2b1a3f4e5d6c7b8a9f0e1d',
    'https://ci.example.org:8080/job/7 authorization: basic needed',
  ])('is nothing of what a report usually holds: %s', (words) => {
    expect(withoutTokens(words)).toBe(words);
  });

  it('costs no time to look for', () => {
    const parts = ['-----BEGIN PRIVATE KEY-----', '://a:', 'eyJ', 'authorization: bearer ', word, '.', '@'];
    const hostile = fc.array(fc.constantFrom(...parts), { maxLength: 2_000 }).map((some) => some.join(''));
    fc.assert(
      fc.property(hostile, (words) => {
        const before = process.cpuUsage();
        withoutTokens(words.repeat(4));
        expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
      }),
      { numRuns: 20 },
    );
  });
});
