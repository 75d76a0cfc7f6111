import { describe, expect, it } from 'vitest';
import { plain, post, runOf, ticket } from './fakes.ts';

const ended = { state: 'finished', stage: 'done' } as const;

describe('extend', () => {
  it('adds to the last run of the ticket, ended or not', async () => {
    const { added, replies } = await post('/retrial extend x300', { runs: [runOf('r-aaaa', ended)] });
    expect(added).toEqual([{ id: 'r-aaaa', kind: 'extend', runs: 300, line: 1 }]);
    expect(replies).toEqual([{ reaction: 'eyes' }]);
    expect((await post('/retrial extend x300', { runs: [runOf('r-bbbb')] })).added).toHaveLength(1);
  });

  it('adds to the run that is named', async () => {
    const runs = [runOf('r-aaaa', ended), runOf('r-bbbb')];
    expect((await post('/retrial extend r-aaaa x5', { runs })).added).toMatchObject([
      { id: 'r-aaaa', runs: 5 },
    ]);
  });

  it.each([
    ['no number', '/retrial extend', [runOf('r-aaaa')], 'E-MISSING', '/retrial extend r-aaaa x200'],
    ['no run', '/retrial extend x5', [], 'E-MISSING', 'No run is known on this ticket'],
    ['a run nobody knows', '/retrial extend r-zzzz x5', [runOf('r-aaaa')], 'E-VALUE', 'no run'],
    [
      'a run that never ran',
      '/retrial extend x5',
      [runOf('r-aaaa', { stage: 'done', state: 'failed' })],
      'E-VALUE',
      'never ran',
    ],
    [
      'a question',
      '/retrial extend x5',
      [runOf('r-aaaa', { question: 'compare' })],
      'E-VALUE',
      'Ask it again with',
    ],
    [
      'a run of another ticket',
      '/retrial extend r-cccc x5',
      [runOf('r-cccc', { ticket: { ...ticket, key: '99' } })],
      'E-VALUE',
      'belongs to 99',
    ],
  ] as const)('is refused for %s, with the reason', async (_, text, runs, code, words) => {
    const { added, replies } = await post(text, { runs });
    expect(added).toEqual([]);
    expect(replies[0]?.codes).toEqual([code]);
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('takes the right to run', async () => {
    const { added, replies } = await post('/retrial extend x5', {
      runs: [runOf('r-aaaa')],
      changes: { right: 'read' },
    });
    expect(added).toEqual([]);
    expect(replies[0]?.codes).toEqual(['E-DENIED']);
  });
});

describe('retry', () => {
  it('asks again for what the last run lost', async () => {
    const { added } = await post('/retrial retry', { runs: [runOf('r-aaaa', ended)] });
    expect(added).toEqual([{ id: 'r-aaaa', kind: 'retry', line: 1 }]);
  });

  it('says so when nothing was lost', async () => {
    const changes = { addRuns: async () => 'nothing-lost' as const };
    const { replies } = await post('/retrial retry r-aaaa', { runs: [runOf('r-aaaa', ended)], changes });
    expect(plain(replies[0]?.document)).toContain('`r-aaaa` lost nothing');
  });

  it('waits for the end of a run', async () => {
    const changes = { addRuns: async () => 'still-running' as const };
    const { replies } = await post('/retrial retry', { runs: [runOf('r-aaaa')], changes });
    expect(plain(replies[0]?.document)).toContain('`r-aaaa` still runs');
  });
});

describe('a run that is active already', () => {
  const changes = { startRun: async () => ({ run: runOf('r-7f3k'), alreadyActive: true }) };

  it('says of several lanes that none was started', async () => {
    const settings = { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial', lanes: ['jdk8', 'jdk11'] };
    const runs = [runOf('r-7f3k', { lane: 'jdk8' })];
    const { replies } = await post('/retrial repeat x200 lane=all', {
      runs,
      changes: { ...changes, settings },
    });
    const answer = plain(replies[0]?.document);
    expect(answer).toContain('already active in the lane jdk8: `r-7f3k`');
    expect(answer).toContain('Nothing was started in the other lanes either');
  });

  it('is answered with the command that adds to it, and that command works', async () => {
    const { replies } = await post('/retrial repeat x200', { runs: [runOf('r-7f3k')], changes });
    expect(replies[0]?.codes).toEqual(['E-BUSY']);
    const [command = ''] = /\/retrial extend r-7f3k x\d+/.exec(plain(replies[0]?.document)) ?? [];
    expect((await post(command, { runs: [runOf('r-7f3k')] })).added).toHaveLength(1);
  });
});

describe('a dry run', () => {
  it.each([
    ['extend x300', 'add 300 runs to `r-aaaa`', 'count 500 runs. Cost: at most 300 iterations'],
    ['retry r-aaaa', 'add 2 runs to `r-aaaa`', 'count 202 runs'],
  ])('of `%s` says what it would come to, to anybody, and adds nothing', async (line, ...words) => {
    const options = { runs: [runOf('r-aaaa', ended)], changes: { right: 'read' as const } };
    const { added, replies } = await post(`/retrial ${line} dry-run`, options);
    expect(added).toEqual([]);
    expect(replies[0]?.reaction).toBe('+1');
    for (const word of [...words, 'Nothing was started.', "You can't add them yourself"])
      expect(plain(replies[0]?.document)).toContain(word);
    const mine = await post(`/retrial ${line} dry-run`, { runs: options.runs });
    expect(plain(mine.replies[0]?.document)).toContain('You may add them');
  });

  it.each([
    ['decide', 'cancel all', 'You may stop that'],
    ['run', 'cancel all', "You can't stop that yourself: it takes write access."],
    ['run', 'cancel r-aaaa', 'You may stop that'],
    ['read', 'cancel r-aaaa', "You can't stop that yourself: it takes the triage role"],
  ] as const)('to whom may %s, of `%s`, stops nothing', async (right, line, words) => {
    const runs = [runOf('r-aaaa'), runOf('r-bbbb', { requestedBy: 'somebody' })];
    const { cancelled, replies } = await post(`/retrial ${line} dry-run`, { runs, changes: { right } });
    expect(cancelled).toEqual([]);
    expect(plain(replies[0]?.document)).toContain('Nothing was stopped.');
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('of a cancel with nothing to stop is the usual hint', async () => {
    const { replies } = await post('/retrial cancel dry-run', { runs: [] });
    expect(plain(replies[0]?.document)).toContain('Nothing to cancel');
  });
});
