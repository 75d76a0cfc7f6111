import { advise } from '../../src/advice/deciding/advise.ts';
import type { Estimate } from '../../src/model/estimate.ts';
import { tally, type Iteration } from '../../src/model/iteration.ts';
import type { FailureGroup } from '../../src/model/signature.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { RepeatReport, RunFacts } from '../../src/reports/repeat-report.ts';

/** Clopper-Pearson bounds as the statistics room computes them. */
const bounds: Readonly<Record<string, readonly [low: number, high: number]>> = {
  '0/500': [0, 0.005973551516349557],
  '1/200': [0.00012657, 0.02754189],
  '4/200': [0.005475565879556458, 0.05041360908989624],
  '6/200': [0.011087455672254777, 0.06415062670502698],
  '10/200': [0.024234165472108573, 0.09002753770135133],
  '7/140': [0.020336129984318163, 0.10030493431244888],
  '5/112': [0.014652114872299064, 0.10111007355718235],
  '0/315': [0, 0.009465],
  '12/100': [0.06356890256115932, 0.20023568361996888],
  '1/35': [0.0007231043763380981, 0.1491720796564315],
  '0/299': [0, 0.009969],
  '2/150': [0.0016188270298397559, 0.047333019496335504],
  '200/200': [0.9851329607687279, 1],
};

export function estimate(failed: number, executed: number): Estimate {
  const found = bounds[`${failed}/${executed}`];
  if (found === undefined) throw new Error(`no bounds for ${failed}/${executed}`);
  return { failed, executed, rate: failed / executed, low: found[0], high: found[1], level: 0.95 };
}

export const run: RunFacts = {
  id: 'r-6b2q',
  selector: 'CASTest#testConflictingWritesWithStaleRingInformation',
  revision: 'cassandra-4.1',
  commit: 'd2923275e360a1ee9db498e748c269f701bb3a8b',
  commitUrl: 'https://github.com/apache/cassandra/commit/d2923275e360a1ee9db498e748c269f701bb3a8b',
  lane: 'JDK 8',
  service: 'this machine, 2 at a time',
  overlays: [],
  requestedBy: 'adelapena',
  typed: { options: ['-j', '2', '--junit', 'build/**/TEST-*.xml'], command: ['ant', 'test-jvm-dtest-some'] },
};

const casTimeout = [31, 44, 58, 90, 141, 188];
const shutdown = [67, 102, 150, 199];

const casGroup: FailureGroup = {
  signature: {
    id: 's1-1f0c9a3b5d7e2468',
    title: 'CasWriteTimeoutException: CAS operation timed out',
    place: 'CASTest.testConflictingWritesWithStaleRingInformation',
  },
  iterations: casTimeout,
  scope: 'method',
  phase: 'call',
  example: [
    'org.apache.cassandra.exceptions.CasWriteTimeoutException: CAS operation timed out: received 1 of 2 required responses',
    '\tat org.apache.cassandra.service.paxos.Paxos$MaybeFailure.markAndThrowAsTimeoutOrFailure(Paxos.java:547)',
    '\tat org.apache.cassandra.distributed.test.CASTest.testConflictingWritesWithStaleRingInformation(CASTest.java:402)',
  ].join('\n'),
};

const shutdownGroup: FailureGroup = {
  signature: {
    id: 's1-88aa77bb66cc55dd',
    title: 'ShutdownException: Uncaught exceptions were thrown during test',
  },
  iterations: shutdown,
  scope: 'class',
  phase: 'teardown',
  example:
    'org.apache.cassandra.distributed.shared.ShutdownException: Uncaught exceptions were thrown during test',
};

/** Iterations 1 to `count`; those named in `failed` failed, on machines in turn. */
export function iterations(count: number, failed: readonly number[] = []): Iteration[] {
  return Array.from({ length: count }, (_, at) => ({
    index: at + 1,
    outcome: failed.includes(at + 1) ? 'failed' : 'passed',
    results: [],
    durationMs: failed.includes(at + 1) ? 41_200 : 26_000 + ((at * 37) % 5000),
    machine: `slot ${(at % 2) + 1}`,
  }));
}

/** Iterations `from` to `to` that did not execute, with their reason. */
export function unexecuted(
  outcome: 'skipped' | 'lost',
  reason: string,
  range: readonly [number, number],
): Iteration[] {
  const [from, to] = range;
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    index: from + at,
    outcome,
    reason,
    results: [],
    durationMs: 4,
    machine: `slot ${(at % 2) + 1}`,
  }));
}

interface Story {
  readonly kind: Verdict['kind'];
  readonly asked: number;
  readonly iterations: readonly Iteration[];
  readonly rest?: Partial<RepeatReport>;
}

export function story({ kind, asked, iterations, rest = {} }: Story): RepeatReport {
  const counts = tally(asked, iterations);
  const rate = counts.executed === 0 ? {} : { estimate: estimate(counts.failed, counts.executed) };
  const groups = (rest.groups ?? []).map(({ group }) => group);
  const advice = advise({ verdict: kind, groups, tolerance: 0.01, ...rate });
  return {
    ...(advice === undefined || rest.decision?.expect === 'fail' ? {} : { advice }),
    run,
    verdict: {
      kind,
      counts,
      ...rate,
      reasons: ['Some runs failed and some passed at one revision.'],
      wouldChange: 'A failing share near 0 or near 1 in as many runs again.',
    },
    groups: [],
    iterations,
    wallMs: 2_823_000,
    exitCodesOnly: false,
    evidence: [{ label: 'reports and logs', at: '.retrial/r-6b2q' }],
    ...rest,
  };
}

const twelve = Array.from({ length: 12 }, (_, at) => at * 8 + 1);

/** The seed story's numbers, one verdict each; then answers to questions. */
export const stories: Readonly<Record<string, RepeatReport>> = {
  'flaky-10-of-200': story({
    kind: 'flaky',
    asked: 200,
    iterations: iterations(200, [...casTimeout, ...shutdown]),
    rest: {
      groups: [
        { group: shutdownGroup, estimate: estimate(4, 200) },
        { group: casGroup, estimate: estimate(6, 200) },
      ],
    },
  }),
  'clean-0-of-500': story({
    kind: 'clean-so-far',
    asked: 500,
    iterations: iterations(500),
    rest: {
      verdict: {
        kind: 'clean-so-far',
        counts: tally(500, iterations(500)),
        estimate: estimate(0, 500),
        reasons: ['Every asked run executed and passed.'],
        wouldChange: 'One failure.',
      },
    },
  }),
  'nothing-ran-200-skipped': story({
    kind: 'nothing-ran',
    asked: 200,
    iterations: unexecuted('skipped', '@Ignore: Paxos v1 known bug, CASSANDRA-12126', [1, 200]),
    rest: {
      verdict: {
        kind: 'nothing-ran',
        counts: { asked: 200, executed: 0, passed: 0, failed: 0, skipped: 200, lost: 0 },
        reasons: ['No run executed the test, so there is no rate.'],
        wouldChange: 'One run that executes the test.',
      },
    },
  }),
  'nothing-ran-ignored': story({
    kind: 'nothing-ran',
    asked: 200,
    iterations: unexecuted('skipped', '@Ignore: Paxos v1 known bug', [1, 200]),
    rest: {
      run: {
        ...run,
        typed: { options: ['--ref', 'cassandra-4.1'], command: ['ant', 'test-jvm-dtest-some'] },
      },
      skips: [
        {
          test: run.selector,
          path: 'test/distributed/CASTest.java',
          line: 398,
          on: 'test',
          text: '@Ignore("Paxos v1 known bug `fixes #1`")',
          reason: 'Paxos v1 known bug `fixes #1`',
          isConditional: false,
          since: {
            commit: '0b1d0a7f2c1b4a0d9e3f5a6b7c8d9e0f1a2b3c4d',
            author: 'Jane <b>Doe</b>',
            at: '2020-07-31T12:00:00+02:00',
            subject: 'CASSANDRA-12126: closes #3',
            withTest: true,
          },
        },
      ],
    },
  }),
  'broken-200-of-200': story({
    kind: 'broken',
    asked: 200,
    iterations: iterations(
      200,
      Array.from({ length: 200 }, (_, at) => at + 1),
    ),
    rest: {
      groups: [
        {
          group: { ...casGroup, iterations: Array.from({ length: 200 }, (_, at) => at + 1) },
          estimate: estimate(200, 200),
        },
      ],
    },
  }),
  'environment-broken': story({
    kind: 'environment-broken',
    asked: 200,
    iterations: unexecuted('lost', 'the set-up command failed: ant realclean jar, exit code 1', [1, 3]),
    rest: {
      verdict: {
        kind: 'environment-broken',
        counts: { asked: 200, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 200 },
        reasons: ['200 of 200 runs lost: the set-up command failed'],
        wouldChange: 'One run that reaches the test.',
      },
      broken: {
        what: 'the set-up command failed: ant realclean jar, exit code 1',
        output: 'Buildfile: build.xml\n\ninit:\n\nBUILD FAILED\nbuild.xml:412: JAVA_HOME is not set',
      },
      lostLogs: [{ iteration: 2, text: `${'noise\n'.repeat(400)}BUILD FAILED` }],
    },
  }),
  'partly-skipped-140-of-200': story({
    kind: 'flaky',
    asked: 200,
    iterations: [
      ...iterations(140, [3, 17, 44, 71, 90, 104, 133]),
      ...unexecuted('skipped', 'needs JDK 11 or later', [141, 200]),
    ],
    rest: {
      groups: [
        { group: { ...casGroup, iterations: [3, 17, 44, 71, 90, 104, 133] }, estimate: estimate(7, 140) },
      ],
    },
  }),
  'cancelled-112-of-200': story({
    kind: 'flaky',
    asked: 200,
    iterations: iterations(112, [31, 44, 58, 90, 111]),
    rest: {
      partial: 'cancelled',
      groups: [{ group: { ...casGroup, iterations: [31, 44, 58, 90, 111] }, estimate: estimate(5, 112) }],
    },
  }),
  'decided-below': story({
    kind: 'clean-so-far',
    asked: 315,
    iterations: iterations(315),
    rest: { decision: { kind: 'below', rate: 0.01, failed: 0, executed: 315 } },
  }),
  'decided-above': story({
    kind: 'flaky',
    asked: 100,
    iterations: iterations(100, twelve),
    rest: {
      decision: { kind: 'above', rate: 0.01, failed: 12, executed: 100 },
      groups: [{ group: { ...casGroup, iterations: twelve }, estimate: estimate(12, 100) }],
    },
  }),
  'decided-still-bites': story({
    kind: 'flaky',
    asked: 35,
    iterations: iterations(35, [31]),
    rest: {
      decision: { kind: 'still-bites', rate: 0.01, expect: 'fail', failed: 1, executed: 35 },
      groups: [{ group: { ...casGroup, iterations: [31] }, estimate: estimate(1, 35) }],
    },
  }),
  'decided-fails-no-more': story({
    kind: 'clean-so-far',
    asked: 299,
    iterations: iterations(299),
    rest: { decision: { kind: 'fails-no-more', rate: 0.01, expect: 'fail', failed: 0, executed: 299 } },
  }),
  'decided-not-yet': story({
    kind: 'flaky',
    asked: 150,
    iterations: iterations(150, [31, 44]),
    rest: {
      partial: 'cancelled',
      decision: { kind: 'undecided', rate: 0.05, failed: 2, executed: 150, more: 117 },
      groups: [{ group: { ...casGroup, iterations: [31, 44] }, estimate: estimate(2, 150) }],
    },
  }),
};
