import { describe, expect, it } from 'vitest';
import type { Failure, Iteration, TestResult } from '../../src/model/iteration.ts';
import { groupFailures } from '../../src/failures/groups.ts';

const timeout = failure('CasTimeout: received 1 of 2 responses', 'Paxos.commit');
const shutdown = failure('ShutdownException: 3 uncaught exceptions', 'Cluster.close');

describe('the groups of a run', () => {
  it('keep a failure of the class apart from one of the method', () => {
    const groups = groupFailures([
      failed(1, [method(timeout), tearDown(shutdown)]),
      failed(2, [method(timeout)]),
      failed(3, [tearDown(shutdown)]),
      failed(4, [method(timeout)]),
    ]);
    expect(groups.map(({ iterations, scope, phase }) => ({ iterations, scope, phase }))).toEqual([
      { iterations: [1, 2, 4], scope: 'method', phase: 'call' },
      { iterations: [1, 3], scope: 'class', phase: 'teardown' },
    ]);
  });

  it('show every scope a cause was seen in, and lead with the most direct', () => {
    const [group] = groupFailures([failed(1, [tearDown(timeout)]), failed(2, [method(timeout)])]);
    expect(group).toMatchObject({ scope: 'method', phase: 'call', first: 1, last: 2 });
    expect(group?.facets).toEqual([
      { scope: 'method', phase: 'call', iterations: [2] },
      { scope: 'class', phase: 'teardown', iterations: [1] },
    ]);
  });

  it('count no skipped and no lost iteration, whatever they carry', () => {
    const lost: Iteration = { ...failed(1, [method(timeout)]), outcome: 'lost' };
    const skipped: Iteration = { ...failed(2, [method(timeout)]), outcome: 'skipped' };
    expect(groupFailures([lost, skipped])).toEqual([]);
  });

  it('show a failure of the class beside a method that passed', () => {
    const groups = groupFailures([{ ...failed(5, [tearDown(shutdown)]), outcome: 'passed' }]);
    expect(groups).toMatchObject([{ iterations: [5], scope: 'class' }]);
  });

  it('count an iteration once for one cause, however many cases failed of it', () => {
    const groups = groupFailures([{ ...failed(1, [method(timeout), method(timeout)]), failure: timeout }]);
    expect(groups).toMatchObject([{ iterations: [1], distinctMessages: 1, messages: [{ count: 2 }] }]);
  });

  it('miss no failed iteration, even one that says nothing', () => {
    const groups = groupFailures([failed(1, []), failed(2, [{ ...method(timeout), outcome: 'passed' }])]);
    expect(groups.flatMap(({ iterations }) => iterations).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('take the failure of the iteration where its results do not hold it', () => {
    const groups = groupFailures([{ ...failed(1, []), failure: timeout }]);
    expect(groups).toMatchObject([{ signature: { title: 'CasTimeout: received N of N responses' } }]);
  });

  it('show how messages vary, the most frequent first', () => {
    const groups = groupFailures([
      failed(1, [method(responses(1))]),
      failed(2, [method(responses(0))]),
      failed(3, [method(responses(1))]),
    ]);
    expect(groups).toMatchObject([
      {
        messages: [
          { text: 'received 1 of 2 responses', count: 2 },
          { text: 'received 0 of 2 responses', count: 1 },
        ],
      },
    ]);
  });

  it('give the shortest example that has a stack', () => {
    const long = failure('CasTimeout: received 1 of 2 responses', 'Paxos.commit', 'java.lang.Thread.run');
    const bare = { ...timeout, body: '' };
    const groups = groupFailures([
      failed(1, [method(long)]),
      failed(2, [method(timeout)]),
      failed(3, [method(bare)]),
    ]);
    expect(groups[0]?.example).toBe(timeout.body);
  });

  it('join messages that are alike at one place, and say why', () => {
    const groups = groupFailures([
      failed(1, [method(unreachable('it left'))]),
      failed(2, [method(unreachable('it was never there'))]),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.iterations).toEqual([1, 2]);
    expect(groups[0]?.links).toMatchObject([
      { to: groups[0]?.signature.id, reason: expect.stringContaining('same type and place') },
    ]);
  });

  it('tell two causes of one title apart by their place', () => {
    const groups = groupFailures([
      failed(1, [method(failure('TimeoutException: not ready', 'A.start'))]),
      failed(2, [method(failure('TimeoutException: not ready', 'B.start'))]),
    ]);
    expect(groups.map(({ signature }) => signature.title)).toEqual([
      'TimeoutException: not ready (A.start)',
      'TimeoutException: not ready (B.start)',
    ]);
  });

  it('are the same in whatever order iterations arrive', () => {
    const iterations = [1, 2, 3, 4, 5].map((index) =>
      failed(index, [method(index % 2 === 0 ? timeout : shutdown), tearDown(shutdown)]),
    );
    expect(groupFailures(iterations.toReversed())).toEqual(groupFailures(iterations));
  });

  it('follow a rule of a person: its failures make one group under the name of the ticket', () => {
    const rules = [{ issue: 'PROJ-12', title: 'Peers leave too early', contains: 'RESPONSES' }];
    const other = failure('LateException: no responses in time', 'Late.call');
    const groups = groupFailures(
      [failed(1, [method(timeout)]), failed(2, [method(other)]), failed(3, [method(shutdown)])],
      rules,
    );
    expect(groups).toMatchObject([
      {
        signature: { title: 'Peers leave too early', id: expect.stringMatching(/^k1-[0-9a-f]{16}$/) },
        knownIssue: 'PROJ-12',
        iterations: [1, 2],
      },
      { iterations: [3] },
    ]);
  });
});

function responses(count: number): Failure {
  return failure(`CasTimeout: received ${count} of 2 responses`, 'Paxos.commit');
}

function unreachable(why: string): Failure {
  return failure(`PeerException: cannot reach the peer of this range because ${why}`, 'Peer.call');
}

function failure(header: string, ...frames: readonly string[]): Failure {
  const body = [
    `org.example.${header}`,
    ...frames.map((frame) => `\tat org.example.${frame}(File.java:7)`),
  ].join('\n');
  return { kind: 'error', type: '', message: '', body };
}

function method(from: Failure): TestResult {
  return {
    container: 'org.example.CasTest',
    name: 'writes',
    outcome: 'failed',
    scope: 'method',
    phase: 'call',
    durationMs: 5,
    failure: from,
  };
}

function tearDown(from: Failure): TestResult {
  return { ...method(from), name: '', scope: 'class', phase: 'teardown' };
}

function failed(index: number, results: readonly TestResult[]): Iteration {
  return { index, outcome: 'failed', results, durationMs: 10, machine: 'm1' };
}
