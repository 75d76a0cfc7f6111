import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import { plain, post, runOf } from './fakes.ts';

/** Every argument that the table of commands names, command by command: understood, or what is said instead. */
const understood: readonly string[] = [
  'repeat A#b x200',
  'repeat A#b 200x',
  'run A#b',
  'loop A#b',
  'repeat A#b ref=trunk',
  'repeat A#b lane=jdk8',
  'repeat A#b jdk=8',
  'compare trunk..fix A#b matrix.jdk=8 matrix.os=linux',
  'repeat A#b stop=never',
  'repeat A#b stop=first x50',
  'repeat A#b overlay=log:org.x:TRACE',
  'repeat A#b shards=25 priority=low scope=class',
  'repeat A#b unskip',
  'repeat A#b timeout=20m',
  'repeat A#b --dry-run',
  'repeat A#b quiet note="after the rebase"',
  'compare trunk..fix A#b x100',
  'verify trunk..fix A#b',
  'check trunk..fix A#b',
  'compare trunk..fix A#b unskip',
  'compare release..fix A#b',
  'bisect good=v1 bad=trunk A#b x900 --unskip',
  'bisect good=v1 A#b max-steps=12 first-parent',
  'bisect good=v1 A#b --first-parent',
  'isolate A#b x50',
  'extend r-7f3k x300',
  'extend x300',
  'extend x300 quiet note="until Monday"',
  'retry --quiet',
  'cancel all note=x',
  'link A#b quiet',
  'unlink A#b note=x',
  'allow @ann quiet',
  'disallow @ann note=x',
  'repeat A#b log=org.x:TRACE',
  'repeat A#b release=4.1',
  'compare ..fix A#b release=4.1',
  'bisect good=v1 A#b release=4.1',
  'isolate A#b release=4.1',
  'stats A#b release=4.1',
  'recommend A#b release=4.1',
  'extend x300 release=4.1',
  'retry release=4.1',
  'cancel all release=4.1',
  'status release=4.1',
  'compare trunk..fix A#b log=org.x:TRACE reuse=7d',
  'compare trunk..fix A#b reuse=none',
  'bisect good=v1 A#b log=org.x,org.y:DEBUG',
  'isolate A#b log=org.x:TRACE',
  'stats A#b since=all',
  'retry r-7f3k',
  'retry',
  'cancel',
  'cancel all',
  'stop r-7f3k',
  'abort r-7f3k',
  'status',
  'status r-7f3k',
  'stats A#b',
  'stats A#b since=30d',
  'stats A#b branch=trunk since=2w',
  'history',
  'recommend A#b',
  'ignore A#b reason="its own clock" until=4.2 ticket=SHOP-12 mode=ignore',
  'unignore A#b x200',
  'blocker add release=4.1',
  'blocker remove reason=x',
  'blocker add cause=test',
  'defer to=4.2 reason=x',
  'waive reason=x',
  'blockers 4.1',
  'digest',
  'digest weekly now',
  'digest weekly on',
  'digest off',
  'link A#b',
  'unlink A#b',
  'allow @ann',
  'disallow @ann',
  'config',
  'help repeat',
  'ping',
  'version',
];

const said: readonly (readonly [line: string, words: string])[] = [
  ['repeat A#b jdk=17', 'No lane here has `jdk` `17`'],
  ['repeat A#b matrix.arch=arm', 'No lane here says its `arch`'],
  ['isolate A#b shards=4', 'It runs on one machine.'],
  ['isolate A#b scope=class', '`isolate` tries several companies'],
  ['repeat A#b via=circleci', 'no section for `circleci`'],
  ['isolate A#b log="rm -rf"', "isn't a logger"],
  ['ignore A#b reason=x note=y', 'has no argument `note`'],
  ['cancel quiet=yes', 'has no argument `quiet`'],
  ['allow quiet', 'needs a person'],
  ['link "quiet', 'never closed'],
  ['repeat A#b env.JAVA_OPTS="-Xmx2g"', 'lets no command set `JAVA_OPTS`'],
  ['repeat A#b shards=many', "isn't a number of machines"],
  ['repeat A#b priority=high', '`normal` or `low`'],
  ['stats A#b branch=trunk release=4.1', 'leave one out'],
  ['repeat A#b release=', 'A release is named in one line'],
  ['compare trunk..fix A#b reuse=8d', "isn't a time of at most `7d`"],
  ['compare trunk..fix A#b reuse=-1d', "isn't a time of at most `7d`"],
  ['compare trunk..fix A#b reuse=all', "isn't a time of at most `7d`"],
  ['bisect good=v1 A#b max-steps=2', "`2` isn't a number of commits from 3 to 1,000."],
  ['bisect good=v1 A#b max-steps=1e3', "`1e3` isn't a number of commits"],
  ['bisect good=v1 A#b max-steps=-4', "`-4` isn't a number of commits"],
  ['bisect good=v1 A#b max-steps=99999', "`99999` isn't a number of commits"],
  ['bisect good=v1 A#b max-steps', 'needs a value'],
  ['bisect good=v1 A#b quiet', 'A search always reports'],
  ['digest every=week', '`cron:` under `digests:`'],
  ['digest weekly to=mail', 'Where it goes stands in the project’s file'],
  ['stats A#b since=soon', "isn't a time"],
];

const runs = [runOf('r-7f3k', { selector: parseSelector('A#b') })];
const settings = {
  defaultCount: 200,
  maxCount: 2_000,
  commandWord: 'retrial',
  lanes: ['jdk8', 'jdk11'],
  matrix: { jdk8: { jdk: '8', os: 'linux' }, jdk11: { jdk: '11', os: 'linux' } },
};
const may = { runs, changes: { right: 'decide' as const, settings } };

describe('the arguments of the commands', () => {
  it.each(understood)('`%s` is understood', async (line) => {
    const { replies } = await post(`/retrial ${line}`, may);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.codes).toBeUndefined();
  });

  it.each(said)('`%s` starts nothing and says: %s', async (line, words) => {
    const { started, decided, replies } = await post(`/retrial ${line}`, may);
    expect([...started, ...decided]).toEqual([]);
    expect(replies[0]?.reaction).toBe('confused');
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('takes a test called like such an argument when it is in quotes', async () => {
    const { started } = await post('/retrial repeat "log"', may);
    expect(started).toMatchObject([{ selector: { text: 'log' } }]);
  });
});

describe('words that may be said everywhere', () => {
  it.each([
    'extend x300',
    'retry',
    'cancel',
    'cancel all',
    'link A#b',
    'link',
    'unlink A#b',
    'allow @ann',
    'disallow @ann',
    'extend x300 dry-run',
  ])('change nothing of `%s`', async (line) => {
    const usual = await post(`/retrial ${line}`, may);
    for (const more of ['quiet', '--quiet', 'note="$(id) @all"', 'quiet note=x']) {
      const said = await post(`/retrial ${line} ${more}`, may);
      const done = ({ started, added, cancelled, replies }: typeof said) =>
        JSON.stringify([started, added, cancelled, replies]);
      expect(done(said)).toBe(done(usual));
    }
  });

  it('name a test or a person only in quotes or as a mention', async () => {
    expect(plain((await post('/retrial link "quiet"', may)).replies[0]?.document)).toContain('`quiet`');
    expect(plain((await post('/retrial allow @quiet', may)).replies[0]?.document)).toContain(
      '`quiet` may start',
    );
  });
});

describe('a command that ran in several lanes', () => {
  const lanes = [runOf('r-aaaa', { lane: 'jdk8' }), runOf('r-bbbb', { lane: 'jdk11' })];
  const older = runOf('r-0000', { lane: 'jdk8', commentId: 'c-older' });

  it('is cancelled in all of them', async () => {
    const { cancelled } = await post('/retrial cancel', { runs: [older, ...lanes] });
    expect(cancelled.toSorted()).toEqual(['r-aaaa', 'r-bbbb']);
  });

  it.each([
    ['extend x50', '/retrial extend r-aaaa x50` (jdk8)', '/retrial extend r-bbbb x50` (jdk11)'],
    ['retry', '/retrial retry r-aaaa` (jdk8)', '/retrial retry r-bbbb` (jdk11)'],
  ])('`%s` asks which one is meant', async (line, ...each) => {
    const { added, replies } = await post(`/retrial ${line}`, { runs: [older, ...lanes] });
    expect(added).toEqual([]);
    expect(replies[0]?.codes).toEqual(['E-MISSING']);
    for (const words of each) expect(plain(replies[0]?.document)).toContain(words);
  });

  it('is one run where it is named', async () => {
    const { added } = await post('/retrial extend r-aaaa x50', { runs: [older, ...lanes] });
    expect(added).toMatchObject([{ id: 'r-aaaa', runs: 50 }]);
  });
});
