import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/commands/command.ts';
import * as registry from '../../src/commands/registry.ts';
import { plain, post, runOf } from './fakes.ts';

async function answer(text: string, options: Parameters<typeof post>[1] = {}): Promise<string> {
  const { replies } = await post(text, options);
  return plain(replies[0]?.document);
}

describe('what is said of the program and the project', () => {
  it('names the version', async () => {
    expect(await answer('/retrial ping')).toBe('Retrial 1.2.3 listens here.\nAll commands: `/retrial help`.');
    expect(await answer('/retrial version')).toContain('1.2.3');
  });

  it('shows the settings, in a table', async () => {
    expect(await answer('/retrial config')).toContain('`ci` | `local` @all | where tests run');
  });
});

describe('the reply to faults', () => {
  it('points at each, explains each, and offers the line corrected', async () => {
    expect(await answer('/retrial repat CASTest#testFoo brach=trunk x20000')).toBe(
      [
        "@driftx I couldn't read that, so nothing was started.",
        '/retrial repat CASTest#testFoo brach=trunk x20000',
        '         ^^^^^                 ^^^^^       ^^^^^^',
        '- Unknown command `repat`. Did you mean `repeat`?',
        '- `repeat` has no argument `brach`. Did you mean ref?',
        "- `x20000` is over this project's limit of 2,000 runs. For more, ask a committer to raise `limits.maxRuns`.",
        "Try `/retrial repeat CASTest#testFoo ref=trunk x2000` in a new comment; edits aren't read. All commands: `/retrial help`.",
      ].join('\n'),
    );
  });

  it('shows each faulty line once, and offers nothing that would be wrong again', async () => {
    const reply = await answer('/retrial repat X\n/retrial help\n/retrial repeat X ref=-a');
    expect(reply).toContain(
      '/retrial repat X\n         ^^^^^\n/retrial repeat X ref=-a\n                  ^^^^^^',
    );
    expect(reply).not.toContain('Try');
    expect(await answer('/retrial repat X ref=-a')).not.toContain('Try');
  });

  it.each([
    ['/retrial **repat** X', '/retrial **repeat** X'],
    ['  @retrial repat X.', '/retrial repeat X.'],
    ['/retrial repeat X 20', '/retrial repeat X x20'],
    ['/retrial repeat X x0', '/retrial repeat X x200'],
    ['/retrial repeat X --quite', '/retrial repeat X quiet'],
    ['/retrial cancle', '/retrial cancel'],
  ])('corrects %j', async (typed, corrected) => {
    expect(await answer(typed)).toContain(`Try \`${corrected}\``);
  });

  it.each([
    ['has a fault without a sure remedy', '/retrial repeat X ref=-a'],
    ['would still be wrong', '/retrial repeat X brach=-a'],
    ['would name a count twice', '/retrial repeat X 20 x5'],
    ['is one of two', '/retrial repat X\n/retrial repeat XXXXXXX --quite'],
    ['is long', `/retrial repat ${'a'.repeat(200)}`],
  ])('corrects no line that %s', async (_, text) => {
    const reply = await answer(text);
    expect(reply).toContain('nothing was started');
    expect(reply).not.toContain('Try');
  });

  it('keeps carets below their words beside wide and invisible characters', async () => {
    expect(await answer('/retrial repeat "🚀🚀" brach=a')).toContain(
      '/retrial repeat "🚀🚀" brach=a\n                     ^^^^^',
    );
    expect(await answer('/retrial repeat\tX brach=a\u200B')).toContain(
      '/retrial repeat X brach=a\uFFFD\n                  ^^^^^',
    );
  });

  it('cuts a long line to the part around the first fault', async () => {
    const reply = await answer(`/retrial repeat ${'a'.repeat(300)} brach=a`);
    const [, line = '', carets = ''] = reply.split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('brach');
  });

  it('explains ten faults and counts the others', async () => {
    const reply = await answer(
      `/retrial repeat X ${Array.from({ length: 14 }, (_, i) => `zzzzz${i}=1`).join(' ')}`,
    );
    expect(reply.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(11);
    expect(reply).toContain('- 4 more.');
  });
});

describe('help', () => {
  it('shows the commands that run tests and folds the others', async () => {
    const reply = await answer('/retrial help', { changes: { right: 'read' } });
    for (const command of Object.values(registry)) expect(reply).toContain(`\`/retrial ${command.usage}\``);
    expect(reply.indexOf('Other commands')).toBeLessThan(reply.indexOf('/retrial status'));
    expect(reply.indexOf('Other commands')).toBeGreaterThan(reply.indexOf('/retrial repeat'));
  });

  it('explains one command with the defaults of this project', async () => {
    const settings = { defaultCount: 50, maxCount: 70, commandWord: 'flaky', defaultTimeoutMs: 1_800_000 };
    expect(await answer('@flaky help run', { changes: { settings } })).toBe(
      [
        '`repeat`: Runs a test many times and reports how often it fails, grouped by cause.',
        '/flaky repeat [TEST] [xN] [ref=REVISION] [rate=RATE] [stop=first|decided] [expect=fail] [release=R] [unskip] [overlay=NAME] [log=LOGGER:LEVEL] [tests-from=REVISION] [lane=LANE] [jdk=JDK] [matrix.K=VALUE] [timeout=TIME] [via=SERVICE] [shards=N] [scope=class] [priority=low] [env.K=VALUE] [note="…"] [quiet] [dry-run]',
        'Also understood: `run`, `loop`.',
        'Argument | What it is | Without it | Example',
        '`test` | the test: `pkg.Class#method`, `path::name`, or `"path > title"`; `A#x,A#y` are several | the test of the last run on this ticket, else the one it is linked to | `CASTest#testConflictingWrites`',
        '`xN` | how often | x50; the most is x70 | `x50`',
        "`ref=` | branch, tag, commit, or `#123` for a pull request; one of a fork only where this server runs code of forks, else push its branch to the repository | the pull request's head, else what the last command on this ticket named, else the branch of the ticket's release, else the default branch | `ref=trunk`",
        '`rate=` | a failure rate to rule out or to prove, from `0.1%` to `50%`; runs until that is decided | none | `rate=1%`',
        '`stop=` | `first` ends with the first failure, `decided` runs until the evidence is enough, `never` runs them all | `never`; with `rate=` or `expect=` it is `decided` | `stop=first`',
        '`expect=` | `fail` asks whether the test can still fail, as it must on the old bug | nothing | `expect=fail`',
        "`release=` | the release on whose branch it runs where no `ref=` is given | the ticket's own | `release=4.2`",
        '`unskip` | take the skip off the test, for this run only | off | `unskip`',
        "`overlay=` | a change of the code that the project's file names, for this run only; `a,b` are several, `log:NAME` logs more | none | `overlay=vnodes-off`",
        '`log=` | loggers that log more, for this run only: `overlay=log:LOGGER:LEVEL` in short; `TRACE` without a level | none | `log=org.example.Paxos:DEBUG`',
        "`tests-from=` | the revision whose test files are used, as the project's file names them | those of the revision itself | `tests-from=trunk`",
        "`lane=` | lanes of the project's file, with commas between them, or `all` | this project has no lanes | `lane=jdk11`",
        '`jdk=` | lanes by their JDK: `matrix.jdk=` in short | any | `jdk=11`',
        "`matrix.K=` | lanes by what the project's file says of them under `matrix:`, such as an operating system: all that fit, each with a run and a result | the lanes here say nothing of themselves | `matrix.os=linux`",
        '`timeout=` | the longest one iteration may take, from `1s` to `24h` | 30m | `timeout=20m`',
        "`via=` | the CI service that runs it, of those that the project's file has a section for | the one that the project's file chooses | `via=local`",
        "`shards=` | how many machines of the CI service share a batch | as the project's file shares them out | `shards=10`",
        '`scope=` | `class` runs the whole class of the test, and judges the test by its own result | `method`: what the name says | `scope=class`',
        '`priority=` | `low` waits while other runs of the repository are under way, a day at most | `normal` | `priority=low`',
        "`env.K=` | a variable for the test's process, of those that the project's file lists under `env:` | those of the project's file; no command may set one here | `env.JAVA_OPTS=\"-Xmx2g\"`",
        '`note=` | a sentence that the report shows | none | `note="after the rebase"`',
        "`quiet` | post a result only if it isn't clean | off | `quiet`",
        '`dry-run` | only say what would be started | off | `dry-run`',
        'Examples:',
        '- `/flaky repeat CASTest#testConflictingWrites x50`',
        '- `/flaky repeat ref=trunk x50 note="without the fix"`',
        '- `/flaky repeat rate=1%`',
        'Who may: the triage role or a higher one.',
      ].join('\n'),
    );
  });
});

describe.each(Object.values(registry).map((command): [string, Command] => [command.name, command]))(
  'the command %s',
  (name, command) => {
    it('has words of its own', () => {
      const words = Object.values(registry).flatMap((other: Command) => [other.name, ...other.aliases]);
      for (const word of [name, ...command.aliases]) {
        expect(words.filter((other) => other === word)).toHaveLength(1);
        expect(word).toMatch(/^[a-z][a-z-]*$/);
      }
    });

    it('shows every key in its usage, and only a sentence as summary', () => {
      expect(command.usage.startsWith(name)).toBe(true);
      for (const [key, { form }] of Object.entries(command.keys)) {
        const bare = { word: key.toUpperCase(), range: '[BASE..HEAD]', pair: `${key}=`, family: `${key}.` };
        const written = form === 'count' || form === 'switch' ? `[${key}` : bare[form];
        expect(command.usage).toContain(written);
      }
      expect(command.summary).toMatch(/^[A-Z].*\.$/);
    });

    it('has examples that work as they stand', async () => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        const ended = runOf('r-9d2m', { stage: 'done', state: 'finished', question: 'compare' });
        const runs = [ended, runOf('r-7f3k'), runOf('r-4x2p')];
        const line = example.replaceAll('xN', 'x200');
        const { replies } = await post(`/retrial ${line}`, { runs, changes: { right: 'decide' } });
        expect(replies.map(({ codes }) => codes)).toEqual([undefined]);
      }
    });

    it('reads the example of each of its keys', () => {
      const scope = {
        settings: {
          defaultCount: 200,
          maxCount: 2_000,
          commandWord: 'retrial',
          services: ['circleci', 'local'],
          variables: ['JAVA_OPTS'],
          lanes: ['jdk8', 'jdk11'],
          matrix: { jdk11: { jdk: '11', os: 'linux' } },
        },
        ticket: { tracker: 'github', project: 'apache/cassandra', key: '1' },
      } as const;
      for (const key of Object.values(command.keys)) {
        const text = key.example.replace('xN', 'x200').replace(/^[^=]+="?([^"]*)"?$/, '$1');
        const part = key.form === 'family' ? { part: key.example.replace(/^[^.]*\.|=.*$/g, '') } : {};
        const value = { text, quoted: false, ...part, spot: { line: 1, text, from: 0, to: text.length } };
        expect(key.read(value, scope)).toHaveProperty('value');
        expect(key.fallback(scope.settings)).not.toBe('');
      }
    });
  },
);
