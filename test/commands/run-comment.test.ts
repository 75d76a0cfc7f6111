import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OverBudget } from '../../src/budgets/refusal.ts';
import { RetryableError, UserError } from '../../src/model/errors.ts';
import type { Right } from '../../src/model/ticket.ts';
import { readComment, runComment } from '../../src/commands/running/run-comment.ts';
import { commentOf, plain, post, runOf, ticket, worldOf } from './fakes.ts';

const elsewhere = [
  { ...ticket, project: 'secret/project' },
  { ...ticket, tracker: 'jira' as const },
];

describe('repeat', () => {
  it('starts what was asked, with every argument', async () => {
    const text =
      'Hm.\n/retrial repeat `CASTest#testX` x500 ref=#17 timeout=20m note="after the rebase" quiet';
    const { started, replies } = await post(text);
    expect(started).toEqual([
      {
        ticket,
        commentId: 'c-1',
        line: 2,
        requestedBy: 'driftx',
        selector: {
          text: 'CASTest#testX',
          parts: [{ text: 'CASTest#testX', container: 'CASTest', member: 'testX' }],
        },
        count: 500,
        revision: { kind: 'pull', number: 17 },
        timeoutMs: 1_200_000,
        note: 'after the rebase',
        quiet: true,
      },
    ]);
    expect(replies).toEqual([{ reaction: 'eyes' }]);
  });

  it('takes the defaults of the project and the test of the last run', async () => {
    const runs = [runOf('r-aaaa'), runOf('r-bbbb', { state: 'finished' })];
    const { started } = await post('/retrial repeat', { runs });
    expect(started).toMatchObject([{ selector: { text: 'CASTest#testOld' }, count: 200, quiet: false }]);
    expect(started[0]).not.toHaveProperty('revision');
    expect(started[0]).not.toHaveProperty('timeoutMs');
    expect(started[0]).not.toHaveProperty('note');
  });

  it('asks for a test when none is known', async () => {
    const { started, replies } = await post('/retrial repeat x10');
    expect(started).toEqual([]);
    expect(replies).toMatchObject([{ reaction: 'confused', codes: ['E-MISSING'] }]);
    expect(plain(replies[0]?.document)).toContain('This needs a test, since none ran on this ticket yet');
  });

  it.each([
    ['/retrial repeat src/a.test.ts > adds two numbers x5', 'src/a.test.ts > adds two numbers'],
    ['/retrial repeat "src/a.test.ts > adds two numbers" x5', 'src/a.test.ts > adds two numbers'],
    ['/retrial repeat src/a.test.ts > stays quiet x5 --quiet', 'src/a.test.ts > stays quiet'],
    ['/retrial repeat tests/test_a.py::test_b[param-1] x5', 'tests/test_a.py::test_b[param-1]'],
    ['/retrial repeat test="A B" x5', 'A B'],
    ['/retrial run X x5', 'X'],
    ['/retrial LOOP X 5x', 'X'],
  ])('reads %s', async (text, selector) => {
    const { started } = await post(text);
    expect(started).toMatchObject([{ selector: { text: selector }, count: 5 }]);
  });

  it('reads a revision from the address of a link', async () => {
    const url = 'https://github.com/belliottsmith/cassandra/tree/17461-4.1';
    const { started } = await post(`/retrial repeat X ref=[my branch](${url})`);
    expect(started).toMatchObject([
      { revision: { kind: 'fork', owner: 'belliottsmith', name: '17461-4.1' } },
    ]);
  });

  it('says so when the same run is active already', async () => {
    const { replies } = await post('/retrial repeat X', {
      changes: { startRun: async () => ({ run: runOf('r-7f3k'), alreadyActive: true }) },
    });
    expect(replies).toMatchObject([{ codes: ['E-BUSY'] }]);
    expect(plain(replies[0]?.document)).toContain(
      'The same run is already active: `r-7f3k` (112 of 200 executed)',
    );
  });

  it('only tells in a dry run, also to those who may not start it', async () => {
    const text = '/retrial repeat X x10 ref=trunk timeout=90s dry-run';
    const allowed = await post(text);
    expect(allowed.started).toEqual([]);
    expect(plain(allowed.replies[0]?.document)).toBe(
      [
        'Dry run: this would be 10 runs of `X`. Nothing was started.',
        'What | As I understood it',
        'Test | `X`',
        'Runs | 10 runs (at most 2,000)',
        'Revision | `trunk`',
        'Time for one | 90s',
        'Cost | at most 10 iterations, about 10 CI minutes (reckoned, since nothing was measured yet); the budgets have room for it',
        'Result | posted here',
        'What `circleci` would be sent:',
        'branch: trunk',
        "The run's id and its commit are settled when it starts.",
        'You may start this run: post the command without dry-run.',
      ].join('\n'),
    );
    const reader = await post(text, { changes: { right: 'read' } });
    expect(reader.started).toEqual([]);
    expect(plain(reader.replies[0]?.document)).toContain("You can't start it yourself");
  });
});

describe('faults', () => {
  it.each([
    ['/retrial repat X', ['E-VERB'], 'Unknown command `repat`. Did you mean `repeat`?'],
    [
      '/retrial frobnicate',
      ['E-VERB'],
      'Unknown command `frobnicate`. Here you can say `isolate`, `compare`, `repeat`, `bisect`, `blocker`.',
    ],
    ['/retrial', ['E-VERB'], 'There is no command behind the name.'],
    ['/retrial repeat X brach=trunk', ['E-KEY'], '`repeat` has no argument `brach`. Did you mean ref?'],
    ['/retrial repeat X commit=abc', ['E-KEY'], 'Did you mean ref?'],
    ['/retrial repeat X runs=5', ['E-KEY'], 'Did you mean xN?'],
    ['/retrial repeat X zzzzzz=1', ['E-KEY'], 'It is used so: `repeat [TEST] [xN]'],
    ['/retrial repeat X constructor=1', ['E-KEY'], 'has no argument `constructor`'],
    ['/retrial repeat X __proto__=1', ['E-DUP'], "can't both be the test"],
    ['/retrial repeat X --unskipp', ['E-KEY'], '`repeat` has no argument `unskipp`'],
    ['/retrial repeat X --toString', ['E-KEY'], 'has no argument'],
    ['/retrial repeat X -n 5', ['E-KEY', 'E-VALUE'], 'has no argument `-n`'],
    ['/retrial repeat X --ref trunk', ['E-MISSING', 'E-DUP'], '`ref` needs a value, as in `ref=trunk`'],
    ['/retrial repeat X ref trunk', ['E-MISSING', 'E-DUP'], '`ref` needs a value'],
    ['/retrial repeat X ref=', ['E-REF'], 'it is empty'],
    ['/retrial repeat X ref=-x', ['E-REF'], 'it begins with a dash'],
    ['/retrial repeat X quiet=yes', ['E-VALUE'], '`quiet` takes no value; write it alone.'],
    ['/retrial repeat X x20000', ['E-VALUE'], "`x20000` is over this project's limit of 2,000 runs."],
    [`/retrial repeat X x${'9'.repeat(400)}`, ['E-VALUE'], "is over this project's limit"],
    ['/retrial repeat X x0', ['E-VALUE'], '`x0` would run nothing.'],
    ['/retrial repeat X x1.5', ['E-VALUE'], "`x1.5` isn't a whole number; write `x200`."],
    ['/retrial repeat X 200', ['E-VALUE'], 'A number of runs is written `x200`.'],
    ['/retrial repeat X timeout=soon', ['E-VALUE'], "`soon` isn't a time between `1s` and `24h`"],
    ['/retrial repeat X timeout=2w', ['E-VALUE'], "isn't a time between"],
    ['/retrial repeat X timeout=0s', ['E-VALUE'], "isn't a time between"],
    ['/retrial repeat X note=""', ['E-VALUE'], 'The note is empty'],
    [`/retrial repeat X note="${'a'.repeat(501)}"`, ['E-VALUE'], 'at most 500 characters'],
    ['/retrial repeat X note="a\u202Eb"', ['E-VALUE'], 'A note is one line'],
    ['/retrial repeat X note="a&#10;b"', ['E-VALUE'], 'A note is one line'],
    ['/retrial repeat X x5 x6', ['E-DUP'], '`xN` is given twice: `x5` and `x6`.'],
    ['/retrial repeat X ref=a ref=b', ['E-DUP'], '`ref` is given twice: `a` and `b`.'],
    ['/retrial repeat X Y', ['E-DUP'], "`X` and `Y` can't both be the test"],
    ['/retrial repeat X dryrun', ['E-DUP'], 'Did you mean `dry-run`?'],
    ['/retrial repeat "X', ['E-QUOTE'], 'is never closed'],
    ['/retrial status x5', ['E-KEY'], '`status` takes no number of runs.'],
    ['/retrial status nonsense', ['E-VALUE'], "`nonsense` isn't the id of a run"],
    ['/retrial status r-zzzz', ['E-VALUE'], 'There is no run `r-zzzz` in apache/cassandra.'],
    ['/retrial status all', ['E-VALUE'], "isn't the id of a run"],
    ['/retrial cancel r-zzzz', ['E-VALUE'], 'There is no run `r-zzzz`'],
    ['/retrial help nonsense', ['E-VERB'], 'There is no command `nonsense`.'],
    ['/retrial help constructor', ['E-VERB'], 'There is no command `constructor`.'],
  ])('of %s are %j', async (text, codes, message) => {
    const { started, cancelled, replies } = await post(text);
    expect([started, cancelled]).toEqual([[], []]);
    expect(replies).toMatchObject([{ reaction: 'confused', codes }]);
    expect(plain(replies[0]?.document)).toContain(message);
    expect(plain(replies[0]?.document)).toContain('nothing was started');
  });

  it('are all told at once, in the order of the lines, and nothing of the comment is done', async () => {
    const { started, cancelled, replies } = await post(
      '/retrial cancel all\n/retrial help "x\n/retrial repeat X x5\n/retrial repat Y brach=a',
      { runs: [runOf('r-aaaa')] },
    );
    expect([started, cancelled]).toEqual([[], []]);
    expect(replies).toMatchObject([{ codes: ['E-QUOTE', 'E-VERB', 'E-KEY'] }]);
  });

  it('of preparing stop the whole comment as well', async () => {
    const { cancelled, replies } = await post('/retrial cancel all\n/retrial status r-zzzz', {
      runs: [runOf('r-aaaa')],
    });
    expect(cancelled).toEqual([]);
    expect(replies).toMatchObject([{ codes: ['E-VALUE'] }]);
  });

  it.each([
    ['CASTest; rm -rf ~', ['E-DUP', 'E-KEY', 'E-DUP']],
    ['"CASTest; rm -rf ~"', ['E-VALUE']],
    ['$(rm -rf ~)', ['E-VALUE', 'E-KEY', 'E-DUP']],
    ['"$(rm -rf ~)"', ['E-VALUE']],
    ['`` `id` ``', ['E-VALUE']],
    ['"-rf"', ['E-VALUE']],
    ['"--help"', ['E-VALUE']],
    ['-rf', ['E-KEY']],
    ['a\0b', ['E-VALUE']],
    ['a&#10;b', ['E-VALUE']],
    ['a&#0;b', ['E-VALUE']],
    ['a\u001B[2J', ['E-VALUE']],
    ['a'.repeat(3_900), ['E-VALUE']],
    ['a'.repeat(10_000), ['E-LONG']],
    ['../../../etc/passwd', ['E-VALUE']],
    ['X|Y', ['E-VALUE']],
    ['X&&Y', ['E-VALUE']],
    ['X ref=$(id)', ['E-REF']],
    ['X ref=--upload-pack=id', ['E-REF']],
  ])('refuse the injection %j', async (typed, codes) => {
    const { started, replies } = await post(`/retrial repeat ${typed}`);
    expect(started).toEqual([]);
    expect(replies).toMatchObject([{ codes }]);
    expect(plain(replies[0]?.document).length).toBeLessThan(1_500);
  });

  it('let no line start behind a name, but see it as a line of its own', async () => {
    const { started } = await post('/retrial repeat X x5\nrm -rf ~');
    expect(started).toMatchObject([{ selector: { text: 'X' } }]);
  });

  it('never break a reply, whatever was typed, and never start a test with a hostile name', async () => {
    const typed = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.constantFrom(
          'repeat',
          'repat',
          'X',
          'x5',
          'ref=',
          'ref=a',
          '"',
          '`',
          '>',
          'quiet',
          '-',
          '--',
          '$(id)',
        ),
      ),
      { maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(typed, async (words) => {
        const { started, replies } = await post(`/retrial ${words.join(' ')}`);
        for (const { selector } of started) {
          expect(selector.text).not.toMatch(/^-|[\p{Cc};|&`]|\$[({]/u);
        }
        for (const { document } of replies) {
          expect(plain(document).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('rights', () => {
  const own = runOf('r-mine');
  const foreign = runOf('r-them', { requestedBy: 'adelapena' });

  it.each<[string, Right | 'none', boolean]>([
    ['/retrial help', 'none', false],
    ['/retrial help', 'read', true],
    ['/retrial status', 'read', true],
    ['/retrial repeat X', 'read', false],
    ['/retrial repeat X', 'run', true],
    ['/retrial repeat X dry-run', 'read', true],
    ['/retrial repeat X dry-run', 'none', false],
    ['/retrial cancel', 'read', false],
    ['/retrial cancel', 'run', true],
    ['/retrial cancel r-mine', 'run', true],
    ['/retrial cancel r-them', 'run', false],
    ['/retrial cancel r-them', 'decide', true],
    ['/retrial cancel all', 'run', false],
    ['/retrial cancel all', 'decide', true],
    ['/retrial help\n/retrial repeat X', 'read', false],
  ])('for %j with %s: %s', async (text, right, may) => {
    const { started, cancelled, replies } = await post(text, { runs: [own, foreign], changes: { right } });
    const denied = replies.filter(({ codes }) => codes?.includes('E-DENIED') === true);
    expect(denied.map(({ reaction }) => reaction)).toEqual(may ? [] : ['-1']);
    expect(may || started.length + cancelled.length === 0).toBe(true);
    expect(replies.length).toBe(1);
  });

  it('say whom to ask', async () => {
    const { replies } = await post('/retrial repeat X', { changes: { right: 'read' } });
    expect(plain(replies[0]?.document)).toBe(
      "@driftx You can't start or stop runs here yet, so nothing was started.\n" +
        '`repeat` takes the triage role or a higher one in apache/cassandra. Ask somebody who has it to post this ' +
        'command, or a maintainer of apache/cassandra to give it to you. ' +
        'For this ticket alone, somebody who decides can say `/retrial allow @driftx`.',
    );
  });

  it('are never asked of bots, nor of comments that this program wrote', async () => {
    const bot = await post('/retrial repeat X', {
      comment: { author: { login: 'renovate[bot]', isBot: true } },
    });
    const marked = await post('/retrial repeat X\n\n<!-- retrial:v1 {"kind":"result"} -->');
    const spaced = await post('/retrial repat X\n\n<!--Retrial:v1 -->');
    for (const { started, replies } of [bot, marked, spaced]) expect([started, replies]).toEqual([[], []]);
  });

  it('stay shut for a bot, however its comment came to be parsed', async () => {
    const author = { login: 'renovate[bot]', isBot: true };
    const parsed = readComment(commentOf('/retrial repeat X'), 'retrial');
    expect(parsed.commands).toHaveLength(1);
    expect(readComment(commentOf('/retrial repeat X', { author }), 'retrial').commands).toEqual([]);
    const { context, started } = worldOf('/retrial repeat X', { comment: { author } });
    expect(await runComment(parsed, context)).toEqual([]);
    expect(started).toEqual([]);
  });

  it('do not reach a run that somebody else starts while the command is carried out', async () => {
    let asked = 0;
    const cancelled: string[] = [];
    const changes = {
      activeRuns: async () => (asked++ === 0 ? [own] : [own, foreign]),
      cancelRun: async (id: string) => void cancelled.push(id),
    };
    await post('/retrial cancel all', { changes });
    expect(cancelled).toEqual(['r-mine']);
  });
});

describe('cancel', () => {
  it("stops the author's last active run here, whatever the case of the login", async () => {
    const runs = [
      runOf('r-one1'),
      runOf('r-two2', { requestedBy: 'DriftX' }),
      runOf('r-done', { state: 'finished' }),
      runOf('r-them', { requestedBy: 'adelapena' }),
    ];
    const { cancelled, replies } = await post('/retrial stop', { runs });
    expect(cancelled).toEqual(['r-two2']);
    expect(plain(replies[0]?.document)).toContain('Cancelled 1 run: `r-two2`.');
    expect(plain(replies[0]?.document)).toContain('| 112 | 3 | 1 | 2 | cancelled\n');
    expect(plain(replies[0]?.document)).toContain('reported as partial');
  });

  it('stops all of the ticket', async () => {
    const runs = [runOf('r-one1'), runOf('r-them', { requestedBy: 'adelapena' })];
    const { cancelled } = await post('/retrial cancel ALL', { runs, changes: { right: 'decide' } });
    expect(cancelled).toEqual(['r-one1', 'r-them']);
  });

  it('gives a hint when there is nothing to stop', async () => {
    const none = await post('/retrial cancel');
    expect(plain(none.replies[0]?.document)).toBe('Nothing to cancel: no run is active here.');
    const others = await post('/retrial cancel', { runs: [runOf('r-them', { requestedBy: 'adelapena' })] });
    expect(plain(others.replies[0]?.document)).toBe(
      'Nothing to cancel: you have no active run here.\nActive here:\n' +
        '- `CASTest#testOld`, asked by `adelapena`: `/retrial cancel r-them`',
    );
    const ended = await post('/retrial cancel r-done', { runs: [runOf('r-done', { state: 'finished' })] });
    expect(plain(ended.replies[0]?.document)).toBe('Nothing to cancel: `r-done` has ended.');
    expect([none, others, ended].flatMap(({ cancelled }) => cancelled)).toEqual([]);
  });

  it.each(['/retrial cancel r-secr', '/retrial status r-secr'])(
    'and status know no run of another project or tracker: %s',
    async (text) => {
      for (const other of elsewhere) {
        const runs = [runOf('r-secr', { ticket: other })];
        const { cancelled, replies } = await post(text, { runs, changes: { right: 'decide' } });
        expect(cancelled).toEqual([]);
        expect(replies).toMatchObject([{ codes: ['E-VALUE'] }]);
      }
    },
  );
});

describe('status', () => {
  it('shows every active run with its counts', async () => {
    const runs = [runOf('r-aaaa', { commit: '3f1c9ab0'.repeat(5) }), runOf('r-bbbb', { asked: 1_000 })];
    const { replies } = await post('/retrial status', { runs, progress: { minutesLeft: 38 } });
    expect(plain(replies[0]?.document)).toBe(
      [
        '2 runs active.',
        'Run | Test | Revision | Asked | Executed | Failed | Skipped | Lost | ',
        '`r-aaaa` | `CASTest#testOld` | `3f1c9ab` | 200 | 112 | 3 | 1 | 2 | about 38 min left',
        '`r-bbbb` | `CASTest#testOld` | `trunk` | 1,000 | 112 | 3 | 1 | 2 | about 38 min left',
        'Stop with `/retrial cancel r-bbbb`.',
      ].join('\n'),
    );
  });

  it('shows one run by its id, in any case, also when it has ended', async () => {
    const { replies } = await post('/retrial status R-DONE', {
      runs: [runOf('r-done', { state: 'finished' })],
    });
    expect(plain(replies[0]?.document)).toMatch(/^This run has ended\.\n.*\n`r-done` .* \| finished$/);
  });

  it('says where a waiting run stands in the queue', async () => {
    const { replies } = await post('/retrial status', {
      runs: [runOf('r-aaaa')],
      progress: { queuePlace: 2 },
    });
    expect(plain(replies[0]?.document)).toContain('waiting, place 2');
  });

  it('names the latest run when none is active, and how to start one when there was none', async () => {
    const before = await post('/retrial status', { runs: [runOf('r-done', { state: 'cancelled' })] });
    expect(plain(before.replies[0]?.document)).toContain(
      'The latest was `r-done`: `CASTest#testOld`, cancelled.',
    );
    const none = await post('/retrial status');
    expect(plain(none.replies[0]?.document)).toContain('Start one with `/retrial repeat');
  });
});

describe('a comment as a whole', () => {
  it('gets no reply when it is not addressed here', async () => {
    expect((await post('Just say /retrial repeat X')).replies).toEqual([]);
  });

  it('gets one reply a command, each about a topic of its own', async () => {
    const { replies, started } = await post(
      '/retrial help\n/retrial repeat X\n/retrial help repeat\n/retrial status',
    );
    expect(started).toMatchObject([{ line: 2 }]);
    expect(replies.map(({ document }) => document?.topic)).toEqual([
      { kind: 'help', id: 'c-1' },
      undefined,
      { kind: 'help', id: 'c-1-2' },
      { kind: 'status', id: 'c-1' },
    ]);
  });

  it('stops at the command that the outside refuses, and says why', async () => {
    const refusal = new UserError('E-REF', '`x` is no branch of apache/cassandra.');
    const startRun = (): Promise<never> => Promise.reject(refusal);
    const text = '/retrial help\n/retrial repeat X ref=x\n/retrial cancel';
    const { replies, cancelled } = await post(text, { runs: [runOf('r-aaaa')], changes: { startRun } });
    expect(cancelled).toEqual([]);
    expect(replies.map(({ codes }) => codes)).toEqual([undefined, ['E-REF']]);
    expect(plain(replies[1]?.document)).toContain('- `x` is no branch of apache/cassandra.');
    expect(plain(replies[1]?.document)).toContain("wasn't carried out, nor any command behind it");
  });

  it.each([
    ['repeat X x500', 'repeat X x40'],
    ['  repeat X ×1000 note="a b"  ', 'repeat X x40 note="a b"'],
    ['repeat X', 'repeat X x40'],
    ['repeat X rate=1%', 'repeat X rate=1% x40 stop=never'],
    ['repeat X stop=first', 'repeat X stop=first x40'],
    ['repeat X stop=decided', 'repeat X stop=never x40'],
    ['compare a..b X x300', 'compare a..b X x40'],
    ['bisect good=v1 X', 'bisect good=v1 X x40'],
    ['isolate X', 'isolate X x40'],
  ])('answers `%s` over its budget with the command that fits: `%s`', async (asked, fits) => {
    const refusal = new OverBudget('You have used 960 of 1,000. The largest that fits is `x40`.', 40);
    const startRun = (): Promise<never> => Promise.reject(refusal);
    const { replies } = await post(`/retrial ${asked}`, { changes: { startRun } });
    expect(replies.map(({ codes }) => codes)).toEqual([['E-BUDGET']]);
    expect(plain(replies[0]?.document)).toContain('- You have used 960 of 1,000.');
    expect(plain(replies[0]?.document)).toContain(`Try \`/retrial ${fits}\` in a new comment`);
    const again = await post(`/retrial ${fits}`);
    expect(again.started).toHaveLength(1);
  });

  it('suggests nothing when nothing fits, and no more than one command may ask for', async () => {
    const refusing = (fits: number) => ({
      startRun: (): Promise<never> => Promise.reject(new OverBudget('over', fits)),
    });
    const none = await post('/retrial repeat X', { changes: refusing(0) });
    expect(plain(none.replies[0]?.document)).not.toContain('Try');
    const much = await post('/retrial repeat X rate=1%', { changes: refusing(90_000) });
    expect(plain(much.replies[0]?.document)).toContain('x2000 stop=never');
  });

  it.each([new Error('connection lost'), new RetryableError('later')])('lets %s through', async (thrown) => {
    const startRun = (): Promise<never> => Promise.reject(thrown);
    const latestRun = (): Promise<never> => Promise.reject(thrown);
    await expect(post('/retrial repeat X', { changes: { startRun } })).rejects.toBe(thrown);
    await expect(post('/retrial repeat', { changes: { latestRun } })).rejects.toBe(thrown);
  });
});
