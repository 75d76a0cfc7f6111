import { fileIn } from '../ci/origin.ts';
import type { FakeCheckout, FakeMachine, FakeOutcome, FakeWorkflowPlan } from './state.ts';

/** Cassandra 4.1's repeat job as its configuration runs it: 25 runners, each with a share, passes and fails apart. */
const runners = 25;
const testClass = 'org.apache.cassandra.distributed.test.CASTest';
const method = 'testConflictingWritesWithStaleRingInformation';

export const cassandraTest = `CASTest#${method}`;

/** How one iteration ends: on its runner and turn. */
export type Ending = 'passed' | 'timed out' | 'class failed' | 'ignored';

/** Four timeouts of the test and one shutdown error of its class, on six runners; 195 of 200 pass. */
export function seventeenFourSixtyOne(runner: number, turn: number): Ending {
  const timeouts = ['0/3', '6/3', '6/7', '13/1'];
  const place = `${runner}/${turn}`;
  if (timeouts.includes(place)) return 'timed out';
  return place === '20/8' ? 'class failed' : 'passed';
}

/** The four workflows that each pipeline starts, all of them behind approvals. */
export function cassandraWorkflows(
  ending: (runner: number, turn: number) => Ending,
): readonly FakeWorkflowPlan[] {
  const build = (jdk: string) => [
    { name: `start_${jdk}_build` },
    {
      name: `${jdk}_build`,
      requires: [`start_${jdk}_build`],
      run: () => ({ status: 'success' as const, machines: [{}] }),
    },
  ];
  const repeat = (jdk: string) => [
    { name: `start_${jdk}_repeated_utest` },
    {
      name: `${jdk}_repeated_utest`,
      requires: [`start_${jdk}_repeated_utest`, `${jdk}_build`],
      run: ({ count }: Readonly<Record<string, unknown>>, checkout?: FakeCheckout) =>
        outcome(Number(count ?? countIn(checkout)), ending),
    },
  ];
  return [
    { name: 'java8_separate_tests', jobs: [...build('j8'), ...repeat('j8')] },
    { name: 'java8_pre-commit_tests', jobs: [{ name: 'start_pre-commit_tests' }] },
    { name: 'java11_separate_tests', jobs: [...build('j11'), ...repeat('j11')] },
    { name: 'java11_pre-commit_tests', jobs: [{ name: 'start_pre-commit_tests' }] },
  ];
}

/** As the committed configuration says it, which takes no parameters. */
function countIn({ origin = '', revision }: FakeCheckout = { origin: '', revision: '' }): string {
  const written = fileIn(origin, revision, '.circleci/config.yml');
  return /- REPEATED_UTEST_COUNT: (\d+)/.exec(written)?.[1] ?? '';
}

function outcome(count: number, ending: (runner: number, turn: number) => Ending): FakeOutcome {
  const machines = Array.from({ length: runners }, (_, runner): FakeMachine => {
    const share = Math.floor(count / runners) + (runner < count % runners ? 1 : 0);
    const turns = Array.from({ length: share }, (__, at) => ({ turn: at + 1, end: ending(runner, at + 1) }));
    const width = String(share).length;
    const files = turns.flatMap(({ turn, end }) =>
      filesOf(end, String(turn).padStart(width, '0'), { runner, turn }),
    );
    return { status: turns.some(hasFailed) ? 'failed' : 'success', artifacts: Object.fromEntries(files) };
  });
  return { status: machines.some(({ status }) => status === 'failed') ? 'failed' : 'success', machines };
}

function hasFailed({ end }: { readonly end: Ending }): boolean {
  return end === 'timed out' || end === 'class failed';
}

/** `passes` says that ant was content, which it also is with a test that it ignored. */
function filesOf(
  end: Ending,
  folder: string,
  where: { readonly runner: number; readonly turn: number },
): [string, string][] {
  const place = `${hasFailed({ end }) ? 'fails' : 'passes'}/${folder}`;
  return [
    [`junitxml/${place}/TEST-${testClass}-${method}.xml`, reportOf(end, where)],
    [`stdout/${place}/testsome-${testClass}.txt`, `[junit-timeout] Testcase: ${method}:\t${end}\n`],
    [
      `logs/${place}/${testClass}/cluster-1/node1/system.log`,
      `INFO [node1] runner ${where.runner} turn ${where.turn}\n`,
    ],
  ];
}

function reportOf(end: Ending, { runner, turn }: { readonly runner: number; readonly turn: number }): string {
  const own = end === 'timed out' ? timeout(2 + ((runner + turn) % 2)) : '';
  const inside = end === 'ignored' ? '<skipped message="paxos does not survive this yet"/>' : own;
  const numbers = `errors="${hasFailed({ end }) ? 1 : 0}" failures="0" skipped="${end === 'ignored' ? 1 : 0}"`;
  return `<?xml version="1.0" encoding="UTF-8" ?>
<testsuite ${numbers} hostname="runner-${runner}" name="${testClass}" tests="1" time="41.2" timestamp="2022-08-30T10:0${turn % 10}:00">
  <properties><property name="ant.version" value="1.10.12"/></properties>
  <testcase classname="${testClass}" name="${method}" time="${40 + turn}.1">${inside}</testcase>
  ${end === 'class failed' ? shutDown : ''}
  <system-out><![CDATA[node1 is up; node2 is up]]></system-out>
  <system-err><![CDATA[]]></system-err>
</testsuite>`;
}

function timeout(received: number): string {
  const type = 'org.apache.cassandra.exceptions.CasWriteTimeoutException';
  const text = `CAS operation timed out: received ${received} of ${received + 1} required responses after 0 contention retries`;
  return `<error message="${text}" type="${type}">${type}: ${text}
	at org.apache.cassandra.service.paxos.Paxos.begin(Paxos.java:982)
	at org.apache.cassandra.service.paxos.Paxos.cas(Paxos.java:658)
	at org.apache.cassandra.service.StorageProxy.cas(StorageProxy.java:306)
	at ${testClass}.${method}(CASTest.java:412)
</error>`;
}

const shutDown = `<testcase classname="junit.framework.TestSuite" name="${testClass}" time="0.0">
    <error message="Uncaught exceptions were thrown during test" type="java.lang.RuntimeException">java.lang.RuntimeException: Uncaught exceptions were thrown during test
	at org.apache.cassandra.distributed.shared.ShutdownException.check(AbstractCluster.java:1021)
	at org.apache.cassandra.distributed.impl.AbstractCluster.checkAndResetUncaughtExceptions(AbstractCluster.java:949)
	Suppressed: java.lang.IllegalStateException: HintsService is shut down and takes no hints any more
		at org.apache.cassandra.hints.HintsService.write(HintsService.java:175)
</error></testcase>`;
