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
    ['the title that GitHub gives a revert', of('Revert "Fix #12: let the till wait"'), 'mention'],
    ['the revert of a revert', of('Revert "Revert "Fix #12""'), 'fix'],
    ['what is taken back to mend it', of('Revert "Cache the till" (#7)', 'Fixes #12'), 'fix'],
    ['what it leaves', of('x', 'This does not fix #12'), 'mention'],
    ['what it does not mend yet', of('This does not yet fix #12', 'It doesn’t fully fix #12'), 'mention'],
    ['what is to be mended', of('x', 'Until somebody can fix #12'), 'mention'],
    ['a test ignored until then', of('Ignore CASTest until #12 is fixed'), 'mention'],
    ['a test skipped until a fix', of('Skip CASTest, we will fix #12'), 'mention'],
    ['a test that is skipped', of('Skip CASTest (#12)'), 'mention'],
    ['a reproduction', of('Do not merge: reproduces #12'), 'mention'],
    ['a method that is skipped', of('Skip testConflictingWrites (#12)'), 'mention'],
    ['a product that ignores what only sounds like a test', of('Ignore the latest replies (#12)'), 'fix'],
    ['a product that skips', of('Skip stale replies (#12)'), 'fix'],
    ['a test skipped, and yet a closing word', of('Skip CASTest (#12)', 'Fixes #12'), 'fix'],
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
    ['a revert', of('Revert "SHOP-12: let it wait"', 'Fixes SHOP-12', 'revert-34-SHOP-12'), 'mention'],
    ['a revert by its branch', of('Take SHOP-12 back', '', 'revert-34-SHOP-12'), 'mention'],
    ['what comes again', of('Reapply "SHOP-12: let it wait"', '', 'revert-35-revert-34-SHOP-12'), 'fix'],
    ['a test muted', of('[SHOP-12] Temporarily mute CASTest', '', 'SHOP-12'), 'mention'],
    ['a test muted, without a colon', of('SHOP-12 @Ignore CASTest'), 'mention'],
    ['what mends by reverting', of('SHOP-12: revert the cache'), 'fix'],
    ['another key', of('SHOP-123: x'), undefined],
    ['another project', of('WORKSHOP-12: x'), undefined],
  ] as const)('%s', (_, pull, meaning) => expect(inJira(pull)).toBe(meaning));
});

describe('hostile texts', () => {
  it.each(['1-1and', '1-1 and ', '1-1,', 'a-1&#1,and '])('with a list of "%s" block nobody', (word) => {
    const lines = `fix ${word.repeat(32)}!#12 fix ${word.repeat(32)}!SHOP-12\n`.repeat(10);
    const started = Date.now();
    expect(onGitHub(of('x', lines))).toBe('mention');
    expect(inJira(of('x', lines))).toBe('mention');
    expect(Date.now() - started).toBeLessThan(100);
  });

  it('are read in no time, however long', () => {
    const started = Date.now();
    for (const word of [
      'fixes #1, ',
      'reviewed by ',
      '#12 ',
      'fixes SHOP-1 and ',
      'see ',
      ': ',
      'not ',
      'revert ',
      '@ignore ',
    ])
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
