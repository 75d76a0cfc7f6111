import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubMeaning, jiraMeanings, type PullText } from '../../src/trackers/pulls/linked.ts';

const of = (title: string, body = '', ref = 'some-branch'): PullText => ({
  number: 34,
  title,
  body,
  state: 'open',
  head: { ref, sha: 'c'.repeat(40) },
});
const onGitHub = (pull: PullText) => githubMeaning(pull, 12, 'acme/shop');
const inJira = (pull: PullText) => jiraMeanings(pull, 'SHOP').get('SHOP-12');

describe('what a pull request says of a ticket on GitHub', () => {
  it.each([
    ['a closing word', of('Mend the till', 'Fixes #12'), 'fix'],
    ['each form of them', of('x', 'closed: acme/shop#12'), 'fix'],
    ['the address', of('x', 'Resolves https://github.com/acme/shop/issues/12.'), 'fix'],
    ['one of several', of('x', 'Fixes #10, #11 and #12'), 'fix'],
    ['one of several with commas', of('x', 'Fixes acme/shop#9 & #10,and [#12](x)'), 'fix'],
    ['a number after a list that has ended', of('x', 'Fixes #10.\n\n#12 stays'), 'mention'],
    ['the title', of('Let the till wait (#12)'), 'fix'],
    ['a mention in the text', of('Rename the till', 'See #12 for the story'), 'mention'],
    ['a mention in the title', of('Log more of the till, see #12'), 'mention'],
    ['taken back by title', of('Revert "Let the till wait" (reverts #12)'), 'mention'],
    ['what it leaves', of('x', 'This does not fix #12'), 'mention'],
    ['a mention, and then a closing word', of('x', 'See #12.\n\nFixes #12'), 'fix'],
    ['another number', of('Fixes #123'), undefined],
    ['another repository', of('x', 'Fixes other/shop#12'), undefined],
    ['nothing', of('x'), undefined],
    ['a word that only ends in a closing one', of('x', 'unfixes #12'), 'mention'],
  ] as const)('%s', (_, pull, meaning) => expect(onGitHub(pull)).toBe(meaning));
});

describe('what a pull request says of a ticket in Jira', () => {
  it.each([
    ['the title', of('SHOP-12: let the till wait'), 'fix'],
    ['the branch', of('Let the till wait', '', 'SHOP-12-4.1'), 'fix'],
    ['a closing word', of('x', 'Fixes [SHOP-12](https://jira.example.org/browse/SHOP-12)'), 'fix'],
    ['the words of a patch', of('x', 'patch by ann; reviewed by bob for SHOP-12'), 'fix'],
    ['a mention in the text', of('x', 'see SHOP-12'), 'mention'],
    ['a mention in the title', of('SHOP-99: follow-up of SHOP-12'), 'mention'],
    ['more than one reviewer', of('x', 'reviewed by bob, eve and joe for SHOP-9 and SHOP-12'), 'fix'],
    ['another key', of('SHOP-123: x'), undefined],
    ['another project', of('WORKSHOP-12: x'), undefined],
  ] as const)('%s', (_, pull, meaning) => expect(inJira(pull)).toBe(meaning));
});

describe('hostile texts', () => {
  it.each(['1-1and', '1-1 and ', '1-1,', 'a-1&#1,and '])('with a list of "%s" block nobody', (word) => {
    const lines = `fix ${word.repeat(32)}!#12 fix ${word.repeat(32)}!SHOP-12\n`.repeat(100);
    const started = Date.now();
    expect(onGitHub(of('x', lines))).toBe('mention');
    expect(inJira(of('x', lines))).toBe('mention');
    expect(Date.now() - started).toBeLessThan(100);
  });

  it('are read in no time, however long', () => {
    const started = Date.now();
    for (const word of ['fixes #1, ', 'reviewed by ', '#12 ', 'fixes SHOP-1 and ', 'see ', ': ', 'not '])
      for (const pull of [of(word.repeat(20_000)), of('x', word.repeat(200_000))]) {
        onGitHub(pull);
        jiraMeanings(pull, 'SHOP');
      }
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('never mend what they do not name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const clean = text.replaceAll(/12/g, '');
        expect([onGitHub(of(clean, clean)), inJira(of(clean, clean, clean))]).toEqual([undefined, undefined]);
      }),
    );
  });
});
