import { describe, expect, it } from 'vitest';
import { plain, post, runOf } from './fakes.ts';

const pull = { isPullRequest: true };
const remembered = [runOf('r-7f3k')];

describe('questions', () => {
  it.each([
    [
      'compare trunk..fix CASTest#x',
      { revision: { name: 'fix' }, count: 0, question: { kind: 'compare', base: { name: 'trunk' } } },
    ],
    [
      'compare CASTest#x cassandra-4.0..cassandra-4.1 x200',
      {
        revision: { name: 'cassandra-4.1' },
        count: 400,
        question: { base: { name: 'cassandra-4.0' }, runs: 200 },
      },
    ],
    [
      'compare `main`..`fix`',
      { revision: { name: 'fix' }, question: { kind: 'compare', base: { name: 'main' } } },
    ],
    [
      'compare `trunk..v1.3` x20',
      { revision: { name: 'v1.3' }, question: { kind: 'compare', base: { name: 'trunk' } } },
    ],
    [
      'compare trunk..https://github.com/apache/cassandra/tree/my/fix',
      { revision: { name: 'my/fix' }, question: { kind: 'compare', base: { name: 'trunk' } } },
    ],
    [
      'compare trunk..fix reuse=2d log=Gossip',
      { question: { reuseMs: 172_800_000 }, overlays: { names: ['log:Gossip'] } },
    ],
    ['compare trunk..fix reuse=none', { question: { reuseMs: 0 } }],
    ['compare ..fix release=4.1', { question: { kind: 'compare', release: '4.1' } }],
    ['bisect good=v1 release=4.1 log=Gossip', { release: '4.1', overlays: { names: ['log:Gossip'] } }],
    ['isolate release=4.1 log=Gossip:debug', { release: '4.1', question: { kind: 'isolate' } }],
    ['repeat release="4.1 rc"', { release: '4.1 rc' }],
    ['verify ..fix', { revision: { name: 'fix' }, question: { kind: 'compare' } }],
    ['compare v1.2..v1.3', { revision: { name: 'v1.3' }, question: { base: { name: 'v1.2' } } }],
    [
      'bisect good=cassandra-4.0 bad=trunk x500',
      {
        revision: { name: 'trunk' },
        count: 0,
        question: { kind: 'bisect', good: { name: 'cassandra-4.0' }, mostRuns: 500 },
      },
    ],
    [
      'bisect good=v1 max-steps=12 first-parent',
      { question: { kind: 'bisect', mostSteps: 12, intoMerges: false } },
    ],
    ['repeat rate=1%', { count: 0, question: { kind: 'decide', rate: 0.01 } }],
    ['repeat rate=.005', { question: { rate: 0.005 } }],
    ['repeat stop=first', { count: 0, question: { kind: 'decide', first: true, most: 200 } }],
    ['repeat x50 stop=FIRST', { count: 0, question: { kind: 'decide', first: true, most: 50 } }],
    ['repeat stop=decided', { question: { kind: 'decide' } }],
    ['repeat expect=fail ref=old', { revision: { name: 'old' }, question: { expect: 'fail' } }],
    [
      'repeat unskip overlay=a,b-2 tests-from=trunk',
      { overlays: { unskip: true, names: ['a', 'b-2'], testsFrom: { name: 'trunk' } } },
    ],
    [
      'repeat overlay=log:org.example.Paxos$1,log:Gossip:debug',
      { overlays: { unskip: false, names: ['log:org.example.Paxos$1', 'log:Gossip:debug'] } },
    ],
    [
      'repeat log=org.example.Paxos$1:TRACE,Gossip',
      { overlays: { unskip: false, names: ['log:org.example.Paxos$1:TRACE', 'log:Gossip'] } },
    ],
    [
      'repeat overlay=a,log:Gossip log=Gossip,Paxos:debug',
      { overlays: { unskip: false, names: ['a', 'log:Gossip', 'log:Paxos:debug'] } },
    ],
  ])('start from `%s`', async (line, expected) => {
    const { started } = await post(`/retrial ${line}`, { runs: remembered });
    expect(started).toMatchObject([expected]);
  });

  it('take both revisions of a comparison from a pull request', async () => {
    const { started } = await post('/retrial compare', { runs: remembered, comment: pull });
    expect(started).toMatchObject([{ question: { kind: 'compare' } }]);
    expect(started[0]).not.toHaveProperty('revision');
  });

  it('keep the base of a range on a pull request, and take its head', async () => {
    const { started } = await post('/retrial compare main..', { runs: remembered, comment: pull });
    expect(started).toMatchObject([{ question: { kind: 'compare', base: { name: 'main' } } }]);
    expect(started[0]?.selector.text).toBe('CASTest#testOld');
  });

  it('take no test for a range, and no dots that end a sentence for a name', async () => {
    const quoted = await post('/retrial compare trunk..fix `Cart#a..b`', {});
    expect(quoted.started).toMatchObject([{ selector: { text: 'Cart#a..b' } }]);
    const trailing = await post('/retrial repeat Cart#adds..', {});
    expect(trailing.started).toMatchObject([{ selector: { text: 'Cart#adds' } }]);
  });

  it.each([
    'ref=[trunk|https://github.com/apache/cassandra/tree/trunk]',
    'ref=https://github.com/apache/cassandra/tree/trunk',
    'ref=[https://github.com/apache/cassandra/tree/trunk]',
  ])('in Jira, an address leads to the repository the ticket is about: %s', async (ref) => {
    const settings = {
      defaultCount: 200,
      maxCount: 2_000,
      commandWord: 'retrial',
      repository: 'apache/cassandra',
    };
    const comment = { ticket: { tracker: 'jira', project: 'CASSANDRA', key: 'CASSANDRA-17461' } } as const;
    const { started } = await post(`/retrial repeat CASTest#x ${ref}`, { comment, changes: { settings } });
    expect(started).toMatchObject([{ revision: { kind: 'name', name: 'trunk' } }]);
    const other = ref.replaceAll('apache', 'somebody-else').replaceAll('/cassandra/', '/other/');
    const refused = await post(`/retrial repeat CASTest#x ${other}`, { comment, changes: { settings } });
    expect(plain(refused.replies[0]?.document)).toContain("doesn't lead to apache/cassandra");
  });

  it('up to the first failure says so in a dry run', async () => {
    const { replies } = await post('/retrial repeat X x50 stop=first dry-run');
    expect(plain(replies[0]?.document)).toContain(
      'this would be at most 50 runs up to the first failure of `X`.',
    );
  });

  it('tells the limits of a search in a dry run', async () => {
    const { replies } = await post('/retrial bisect good=v1 X max-steps=12 first-parent dry-run');
    const said = plain(replies[0]?.document);
    expect(said).toContain('Commits | at most 12 are tried');
    expect(said).toContain('Merges | named, and not looked into');
  });

  it('with a number and no wish to end early just repeat', async () => {
    const { started } = await post('/retrial repeat x50 rate=1% stop=never', { runs: remembered });
    expect(started).toMatchObject([{ count: 50 }]);
    expect(started[0]).not.toHaveProperty('question');
  });

  it.each([
    ['compare', 'needs the two revisions'],
    ['compare trunk..', 'needs the two revisions'],
    ['compare trunk...fix', 'two dots'],
    ['compare a;b..fix', 'a shell would act on'],
    ['bisect', 'needs `good=`'],
    ['bisect good=--upload-pack=x', 'begins with a dash'],
    ['repeat x50 rate=1%', 'exclude each other'],
    ['repeat rate=90%', "isn't a failure rate"],
    ['repeat rate=0', "isn't a failure rate"],
    ['repeat stop=sometimes', '`never`, `first` or `decided`'],
    [
      'repeat stop=first rate=1%',
      '`stop=first` ends at the first failure, whatever the rate: leave `rate=` out.',
    ],
    [
      'repeat stop=first expect=fail',
      '`expect=fail` ends at the first failure by itself: leave `stop=first` out.',
    ],
    ['repeat overlay=A;b', 'names no change of the code'],
    ['repeat overlay=--x', 'names no change of the code'],
    ['repeat overlay=log:', 'names no change of the code'],
    ['repeat overlay=log:a/><x', 'names no change of the code'],
    ['repeat overlay=log:a:b:c', 'names no change of the code'],
    ['repeat log=', "isn't a logger"],
    ['repeat log', '`log` needs a value'],
    ['repeat log=a/><x', "isn't a logger"],
    ['repeat log=a:b:c', "isn't a logger"],
    ['repeat log=--x', "isn't a logger"],
    ['repeat log=a:$(id)', "isn't a logger"],
    ['repeat log=a,', "isn't a logger"],
    [`repeat log=${'a,b,'.repeat(5)}c,d,e,f,g,h,i,j,k`, "isn't a logger"],
    ['repeat log=a log=b', 'given twice'],
    ['repeat tests-from=--output=x', 'begins with a dash'],
  ])('refuse `%s` before anything starts', async (line, words) => {
    const { started, replies } = await post(`/retrial ${line}`, { runs: remembered });
    expect(started).toEqual([]);
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('tell in a dry run what they would do', async () => {
    const { started, replies } = await post('/retrial compare trunk..fix dry-run', { runs: remembered });
    expect(started).toEqual([]);
    expect(plain(replies[0]?.document)).toContain('as many runs as it takes');
    expect(plain(replies[0]?.document)).toContain('`trunk`');
  });

  it('read a path that goes up as the test, not as a range', async () => {
    const { started, replies } = await post('/retrial compare ../a/b.test.ts trunk..fix', {});
    expect([
      ...started.map(({ selector }) => selector.text),
      ...replies.map(({ codes }) => codes?.[0]),
    ]).toHaveLength(1);
  });
});
