import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainComment } from '../../src/commands/running/explain.ts';
import { plain, post, ticket } from './fakes.ts';

/** What a comment gets: the text of the replies, or the sign alone. */
async function answerTo(text: string): Promise<string> {
  const { replies, started, decided } = await post(text, { changes: { right: 'decide' } });
  expect([...started, ...decided]).toEqual([]);
  return replies
    .map(({ document, reaction }) => (document === undefined ? `sign ${reaction}` : plain(document)))
    .join();
}

const prose = [
  'Retrial: the second chance of a flaky test, as a bot.',
  'Retrial: what a nice thing!',
  'retrial: thanks!',
  '@retrial please have a look at this, it fails on GitHub since 5.0',
  '@retrial can you do that again?',
  '@retrial compare the two approaches please',
  'Retrial: status of this ticket is unclear to me',
  '@retrial and what about trunk',
  "@retrial I think 'tis fine now",
  `Retrial: ${'a long paragraph about the bot '.repeat(20)}`,
];

const mistakes = [
  '/retrial repat',
  '/retrial please have a look at this',
  '/retrial thanks!',
  '@retrial repat CASTest#testOld',
  'retrial: rerun',
  '@retrial rerun CASTest',
  '@retrial please repeat CASTest#testOld',
  '@retrial please run it x200',
  '@retrial repeat this test',
  '@retrial bisect it until you find the commit good=trunk bat=x',
  'retrial: repeat "CASTest',
  '@retrial ignore CASTest until next release',
  '@retrial repeat CASTest 200 times',
  '@retrial defer this to 4.2',
  '@retrial repeat org.apache.CASTest lane jdk11 please',
  `@retrial waive until=4.2 reason=because we know ${'and know and know '.repeat(30)}`,
  `@retrial ignore CASTest ${'because we know it very well '.repeat(20)}`,
  '@retrial',
];

describe('a line that begins with the name', () => {
  it.each(prose)('gets a sign at most where somebody talks about the bot: %s', async (text) => {
    expect(['', 'sign confused']).toContain(await answerTo(text));
  });

  it.each(mistakes)('is answered where a command was meant: %s', async (text) => {
    expect(await answerTo(text)).toContain("I couldn't read that");
  });

  it('that is prose keeps no command of its comment from being carried out', async () => {
    const { started, replies } = await post(
      '@retrial please try this one:\n/retrial repeat CASTest#testOld x20',
    );
    expect(started).toHaveLength(1);
    expect(replies.map(({ reaction }) => reaction)).toEqual(['eyes']);
  });

  it.each(['@retrial ignore CASTest until next release', '@retrial repeat CASTest 200 times'])(
    'keeps a sound one from being carried out where it was meant: %s',
    async (line) => {
      const { started, replies } = await post(`${line}\n/retrial repeat CASTest#testOld x20`);
      expect(started).toEqual([]);
      expect(replies.map(({ reaction }) => reaction)).toEqual(['confused']);
    },
  );

  it('gets its sign though it is very long, and keeps nothing from being carried out', async () => {
    const long = `Retrial: ${'a long paragraph about the bot '.repeat(20)}`;
    expect(await answerTo(long)).toBe('sign confused');
    const { started } = await post(`${long}\n/retrial repeat CASTest#testOld x20`);
    expect(started).toHaveLength(1);
  });

  it('and does not hide a mistake in it', async () => {
    expect(await answerTo('@retrial please try this one:\n/retrial repat CASTest#testOld')).toContain(
      'Unknown command',
    );
  });

  it('is explained in a terminal all the same', () => {
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' };
    const explained = explainComment({ text: '@retrial please have a look', ticket, settings });
    expect(explained).toMatchObject({ commands: [], faults: [{ code: 'E-VERB', line: 1 }] });
    const beside = explainComment({ text: '@retrial please have a look\n/retrial status', ticket, settings });
    expect(beside).toMatchObject({ commands: [{ verb: 'status', line: 2 }], faults: [] });
  });

  const word = fc.stringMatching(/^[a-z]{1,9}[.,!?]?$/);

  it('starts and decides nothing and says nothing, whatever four words of prose follow', async () => {
    const verb = fc.constantFrom('please', 'maybe', 'somebody', 'look', 'thing', 'nothing');
    const text = fc.tuple(
      fc.constantFrom('@retrial', 'Retrial:', '@retrial:'),
      verb,
      fc.array(word, { minLength: 4, maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async ([prefix, first, words]) => {
        expect(await answerTo([prefix, first, ...words].join(' '))).toBe('sign confused');
      }),
      { numRuns: 200 },
    );
  });

  it('is answered with words behind the slash, whatever follows that is no command', async () => {
    const verb = fc.constantFrom('repat', 'please', 'foo', 'statuz');
    await fc.assert(
      fc.asyncProperty(verb, fc.array(word, { maxLength: 12 }), async (first, words) => {
        expect(await answerTo(['/retrial', first, ...words].join(' '))).toContain("I couldn't read that");
      }),
      { numRuns: 200 },
    );
  });
});

describe('what may be said to every command', () => {
  it.each(['status', 'stats CASTest#testOld', 'recommend CASTest#testOld', 'help repeat', 'ping', 'config'])(
    'changes nothing of an answer that costs nothing: %s',
    async (line) => {
      const usual = await answerTo(`/retrial ${line}`);
      for (const more of ['dry-run', '--dry-run', 'quiet', 'note="for the record"', 'quiet dry-run'])
        expect(await answerTo(`/retrial ${line} ${more}`)).toBe(usual);
      expect(usual).not.toContain("I couldn't read that");
    },
  );

  it('is the test called like it only in quotes', async () => {
    expect(await answerTo('/retrial stats "quiet"')).toContain('quiet');
    expect(await answerTo('/retrial stats queit A#b')).toContain("can't both be the test");
  });

  it.each(['blockers 4.1', 'blockers release=4.1', 'blockers 4.1 dry-run'])(
    'a release too: %s',
    async (line) => {
      expect(await answerTo(`/retrial ${line}`)).not.toContain("I couldn't read that");
    },
  );
});
